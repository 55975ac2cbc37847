package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.life.Course.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Goes through every order in which some actors can take their steps, and looks at every state on
/// the way.
final class Explorer {
  private final World world;

  Explorer(World world) {
    this.world = world;
  }

  /// Where everything stands.
  ///
  /// @param world the number of its state
  /// @param at where each actor stands
  record State(int world, List<Position> at) {
    List<Journal> journals() {
      return at.stream().map(p -> p.journal).toList();
    }

    boolean isEnd() {
      return at.stream().allMatch(p -> p.next.isEmpty());
    }
  }

  /// What must hold. Both throw an `AssertionError` where it does not.
  interface Invariants {
    /// In each state.
    void in(State state);

    /// From each state to the next.
    ///
    /// @param mover where the actor stands whose step led from one to the other
    void between(State before, State after, Position mover);
  }

  /// One step of one of the actors, from a state.
  record Move(State from, int actor) {}

  /// What was seen.
  ///
  /// @param states with the first move that led there; none to where it all begins
  record Seen(Map<State, Optional<Move>> states, long transitions) {
    /// The moves that lead to a state, as few as possible.
    List<Move> schedule(State to) {
      List<Move> moves = new ArrayList<>();
      for (Optional<Move> move = states.get(to);
          move.isPresent();
          move = states.get(move.get().from())) {
        moves.addFirst(move.get());
      }
      return moves;
    }
  }

  /// Explores.
  ///
  /// @throws AssertionError what an invariant throws, with the schedule that leads there
  Seen explore(int start, List<Course> courses, Invariants invariants) {
    Map<State, Optional<Move>> states = new HashMap<>();
    ArrayDeque<State> queue = new ArrayDeque<>();
    long transitions = 0;
    State first = new State(start, courses.stream().map(Course::start).toList());
    states.put(first, Optional.empty());
    queue.add(first);
    while (!queue.isEmpty()) {
      State state = queue.remove();
      List<Move> ways = new ArrayList<>();
      try {
        invariants.in(state);
        for (int actor = 0; actor < courses.size(); actor++) {
          if (state.at().get(actor).next.isPresent()) {
            Move move = new Move(state, actor);
            ways.add(move);
            State after = after(move, courses);
            transitions++;
            invariants.between(state, after, after.at().get(actor));
            if (states.putIfAbsent(after, Optional.of(move)) == null) {
              queue.add(after);
            }
          }
        }
      } catch (AssertionError e) {
        List<Move> schedule = new Seen(states, transitions).schedule(state);
        schedule.addAll(ways.subList(Math.max(0, ways.size() - 1), ways.size()));
        throw new AssertionError(e.getMessage() + "\nafter" + told(schedule, courses), e);
      }
    }
    return new Seen(states, transitions);
  }

  private State after(Move move, List<Course> courses) {
    State state = move.from();
    List<Position> at = new ArrayList<>(state.at());
    Course.Arrival arrival =
        courses.get(move.actor()).step(at.get(move.actor()), state.world(), world);
    at.set(move.actor(), arrival.position());
    return new State(arrival.world(), List.copyOf(at));
  }

  private String told(List<Move> schedule, List<Course> courses) {
    StringBuilder told = new StringBuilder();
    for (Move move : schedule) {
      Position to = after(move, courses).at().get(move.actor());
      told.append("\n  ").append(courses.get(move.actor()).actor().name());
      told.append(": ").append(to.last());
    }
    return told.toString();
  }
}

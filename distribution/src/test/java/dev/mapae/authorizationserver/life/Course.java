package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.life.Dealings.Progress;
import dev.mapae.authorizationserver.store.Grants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Everything that can become of an actor, as far as it was explored.
///
/// A request is a function of what its steps answer. So an actor is brought to any point of its
/// course by being played again from the beginning, with the answers that it got there, up to the
/// first step that has no answer yet.
final class Course {
  private final Actor actor;
  private final List<TestServer> nodes;
  private final int first;
  private final Optional<Instant> standingClock;
  private final Position start;

  /// @param first which node the actor asks first
  /// @param standingClock the time, where no time passes: to look at it is no step then
  Course(Actor actor, List<TestServer> nodes, int first, Optional<Instant> standingClock) {
    this.actor = actor;
    this.nodes = nodes;
    this.first = first;
    this.standingClock = standingClock;
    this.start = play(List.of(), Journal.EMPTY);
  }

  Actor actor() {
    return actor;
  }

  Position start() {
    return start;
  }

  /// Where an actor stands: after these steps, and before the next one, if there is one. Two
  /// positions are never equal.
  static final class Position {
    final Optional<Step> next;
    final Journal journal;
    private final List<Taken> past;
    private final Map<Taken, Position> after = new HashMap<>();
    private final Map<Integer, Arrival> arrivals = new HashMap<>();

    Position(List<Taken> past, Optional<Step> next, Journal journal) {
      this.past = past;
      this.next = next;
      this.journal = journal;
    }

    /// The step that led here.
    Taken last() {
      return past.getLast();
    }
  }

  /// A step that was taken.
  ///
  /// @param changed whether it changed the world
  record Taken(Step step, Object answer, boolean changed) {
    @Override
    public String toString() {
      return step + " → " + brief(answer) + (changed ? ", changed" : "");
    }

    private static String brief(Object answer) {
      return switch (answer) {
        case Optional<?> found -> found.map(Taken::brief).orElse("nothing");
        case Grants.Found found -> "generation " + found.grant().generation();
        case Number _, Boolean _, Grants.Spend _ -> answer.toString();
        default -> answer.getClass().getSimpleName();
      };
    }
  }

  /// Where a step leads.
  record Arrival(int world, Position position) {}

  /// Takes the next step from a position, in a state of the world.
  Arrival step(Position from, int before, World world) {
    return from.arrivals.computeIfAbsent(
        before,
        _ -> {
          World.Outcome outcome = world.take(before, from.next.orElseThrow());
          boolean changed = outcome.after() != before;
          return new Arrival(outcome.after(), after(from, outcome.answer(), changed));
        });
  }

  private Position after(Position position, Object answer, boolean changed) {
    return position.after.computeIfAbsent(
        new Taken(position.next.orElseThrow(), answer, changed),
        taken -> {
          List<Taken> past = new ArrayList<>(position.past);
          past.add(taken);
          return play(List.copyOf(past), position.journal);
        });
  }

  private Position play(List<Taken> past, Journal before) {
    Again again = new Again(past);
    Dealings dealings = new Dealings(nodes, first, again);
    Optional<Step> next = Optional.empty();
    try {
      play(again, dealings);
    } catch (Parked parked) {
      next = Optional.of(parked.step);
    }
    return new Position(past, next, before.continued(dealings.exchanges()));
  }

  /// Plays the actor to its end.
  Dealings play(Turn turn) {
    Dealings dealings = new Dealings(nodes, first, Progress.NONE);
    play(turn, dealings);
    return dealings;
  }

  private void play(Turn turn, Dealings dealings) {
    ScopedValue.where(Turn.CURRENT, turn).run(() -> actor.plan().accept(dealings));
  }

  /// Whether it is only a look at a clock that stands still.
  boolean isNoStep(Step step) {
    return step.isLookAtClock() && standingClock.isPresent();
  }

  /// Gives the answers of the past, and stops at what has none.
  private final class Again implements Turn, Progress {
    private final List<Taken> past;
    private final Random random = actor.random();
    private int steps;
    private int changes;

    Again(List<Taken> past) {
      this.past = past;
    }

    @Override
    public Object take(Step step) {
      if (isNoStep(step)) {
        return standingClock.orElseThrow();
      }
      if (steps == past.size()) {
        throw new Parked(step);
      }
      Taken taken = past.get(steps++);
      if (!taken.step().equals(step)) {
        throw new IllegalStateException(
            actor.name() + " took another step than before: " + step + ", not " + taken.step());
      }
      changes += taken.changed() ? 1 : 0;
      return taken.answer();
    }

    @Override
    public Random random() {
      return random;
    }

    @Override
    public int steps() {
      return steps;
    }

    @Override
    public int changes() {
      return changes;
    }
  }

  /// Ends a request at a step that nobody has taken yet. No code of a node catches errors.
  private static final class Parked extends Error {
    private final transient Step step;

    Parked(Step step) {
      super("parked", null, false, false);
      this.step = step;
    }
  }
}

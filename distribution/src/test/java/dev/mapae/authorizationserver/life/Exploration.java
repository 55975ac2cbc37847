package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.life.Explorer.Seen;
import dev.mapae.authorizationserver.life.Explorer.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Explores a scene: every choice of a few of its actors, and every order of their steps.
final class Exploration {
  private final List<TestServer> nodes;
  private final World world;
  private final Scene scene;
  private final GrantPromises promises;
  private final Map<CourseKey, Course> courses = new HashMap<>();

  Exploration(List<TestServer> nodes, World world, Scene scene) {
    this.nodes = nodes;
    this.world = world;
    this.scene = scene;
    this.promises = new GrantPromises(scene, world, new Standings(world, nodes));
  }

  private record CourseKey(Actor actor, int first, boolean timePasses) {}

  /// How much was seen.
  record Size(long choices, long states, long transitions) {
    Size plus(Seen seen) {
      return new Size(choices + 1, states + seen.states().size(), transitions + seen.transitions());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d choices of actors, %,d states, %,d transitions",
          choices,
          states,
          transitions);
    }
  }

  /// Explores the smallest choices first, so that the first fault found is the simplest one.
  ///
  /// @throws AssertionError with the schedule that leads to a promise that does not hold
  Size explore(int actors) {
    Size size = new Size(0, 0, 0);
    for (int n = 1; n <= actors; n++) {
      for (List<Actor> choice : choices(scene.actors(), n)) {
        size = size.plus(seen(choice));
      }
    }
    return size;
  }

  private Seen seen(List<Actor> choice) {
    return new Explorer(world).explore(scene.start(), courses(choice), promises);
  }

  /// Explores choices of so many actors, and plays every end again, with threads.
  ///
  /// @return how many ends there were
  /// @throws AssertionError when one of them is another one then
  int rehearse(int actors) throws Exception {
    int ends = 0;
    for (List<Actor> choice : choices(scene.actors(), actors)) {
      Seen seen = seen(choice);
      for (State end : seen.states().keySet()) {
        if (end.isEnd()) {
          rehearse(seen, end, courses(choice));
          ends++;
        }
      }
    }
    return ends;
  }

  private void rehearse(Seen seen, State end, List<Course> courses) throws Exception {
    world.enter(scene.start());
    List<List<Exchange>> played;
    try (InThreads threads = new InThreads(courses)) {
      for (Explorer.Move move : seen.schedule(end)) {
        threads.step(move.actor());
      }
      played = threads.exchanges();
    }
    List<List<Exchange>> explored = end.journals().stream().map(j -> j.exchanges).toList();
    if (!told(played).equals(told(explored)) || world.number() != end.world()) {
      throw new AssertionError(
          "with threads it was %s, and not %s".formatted(told(played), told(explored)));
    }
  }

  /// Without signatures, which are never the same.
  private static String told(List<List<Exchange>> exchanges) {
    return exchanges.stream()
        .map(e -> e + " with " + e.stream().map(x -> x.answer().orElseThrow().tokens()).toList())
        .toList()
        .toString();
  }

  /// The first of them asks one node first, the next one the next node.
  private List<Course> courses(List<Actor> choice) {
    boolean timePasses = choice.stream().anyMatch(Actor::passesTime);
    List<Course> all = new ArrayList<>();
    for (Actor actor : choice) {
      all.add(
          courses.computeIfAbsent(
              new CourseKey(actor, all.size() % nodes.size(), timePasses), this::course));
    }
    return all;
  }

  private Course course(CourseKey key) {
    Optional<Instant> standing =
        key.timePasses() ? Optional.empty() : Optional.of(world.condition(scene.start()).time());
    return new Course(key.actor(), nodes, key.first(), standing);
  }

  static <T> List<List<T>> choices(List<T> of, int size) {
    if (size == 0) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i <= of.size() - size; i++) {
      for (List<T> rest : choices(of.subList(i + 1, of.size()), size - 1)) {
        List<T> choice = new ArrayList<>(List.of(of.get(i)));
        choice.addAll(rest);
        all.add(choice);
      }
    }
    return all;
  }
}

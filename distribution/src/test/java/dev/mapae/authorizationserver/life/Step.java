package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// One touch of what the nodes share: a statement, a transaction, or a look at the clock.
///
/// Steps are equal when they do the same: the same verb of a store, with the same arguments, after
/// the same answers to the steps of that verb before.
///
/// @param verb such as `grants.spend`
/// @param deed does it, really, and gives the answer
record Step(String verb, List<Object> arguments, List<Object> before, Supplier<Object> deed) {
  static final String LOOK_AT_CLOCK = "clock.instant";

  static Step passTime(TestClock clock, Duration time) {
    return new Step(
        "time passes",
        List.of(time),
        List.of(),
        () -> {
          clock.advance(time);
          return time;
        });
  }

  boolean isLookAtClock() {
    return verb.equals(LOOK_AT_CLOCK);
  }

  Object take() {
    return deed.get();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Step that
        && verb.equals(that.verb)
        && arguments.equals(that.arguments)
        && before.equals(that.before);
  }

  @Override
  public int hashCode() {
    return List.of(verb, arguments, before).hashCode();
  }

  /// `grants.spend`, or `grants.spend (2)` where it is the second step of its verb.
  @Override
  public String toString() {
    return before.isEmpty() ? verb : verb + " (" + (before.size() + 1) + ")";
  }
}

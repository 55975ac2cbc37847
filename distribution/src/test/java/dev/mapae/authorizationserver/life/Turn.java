package dev.mapae.authorizationserver.life;

import java.util.Random;

/// Stands between an actor's request and what the nodes share, and decides when each of its steps
/// is taken.
interface Turn {
  /// The one of this thread's request. A request without one takes its steps at once.
  ScopedValue<Turn> CURRENT = ScopedValue.newInstance();

  /// Takes a step, when its time has come, and gives its answer.
  Object take(Step step);

  /// All that is random to the actor.
  Random random();

  static Object decide(Step step) {
    return CURRENT.isBound() ? CURRENT.get().take(step) : step.take();
  }
}

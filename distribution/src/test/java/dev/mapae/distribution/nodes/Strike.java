package dev.mapae.distribution.nodes;

import dev.mapae.distribution.Unanswered;

/// When nodes are killed. Only a request that was on its way just then may go without an answer.
final class Strike {
  enum Phase {
    BEFORE,
    DURING,
    AFTER
  }

  private volatile Phase phase = Phase.BEFORE;

  Phase phase() {
    return phase;
  }

  @FunctionalInterface
  interface Killing {
    void run() throws InterruptedException;
  }

  /// Kills, whatever that is.
  void by(Killing killing) throws InterruptedException {
    phase = Phase.DURING;
    killing.run();
    phase = Phase.AFTER;
  }

  /// Lets time begin anew.
  void forget() {
    phase = Phase.BEFORE;
  }

  /// Finds whether there is an excuse for a request that was not answered.
  ///
  /// @param begun the phase in which it was sent
  void excuse(Phase begun, Step step, Unanswered unanswered) {
    if (begun == Phase.AFTER || phase == Phase.BEFORE) {
      throw new AssertionError(step + " was not answered, and nothing had been killed", unanswered);
    }
  }
}

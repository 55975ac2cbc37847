package dev.mapae.resourceserver;

/// The two cases of an outcome, where a test expects one of them.
final class Outcomes {
  private Outcomes() {}

  static <P> P accepted(Outcome<P> outcome) {
    return outcome.fold(
        p -> p,
        refusal -> {
          throw new AssertionError("refused: " + refusal);
        });
  }

  static <P> Refusal refused(Outcome<P> outcome) {
    return outcome.fold(
        p -> {
          throw new AssertionError("accepted: " + p);
        },
        refusal -> refusal);
  }

  /// The first challenge of a refusal, which is that of the scheme that its request had, as it goes
  /// over the wire.
  static String challenge(Refusal refusal) {
    return refusal.headers().get("WWW-Authenticate").get(0);
  }
}

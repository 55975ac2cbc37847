package dev.mapae.resourceserver;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What became of a request: accepted, and from whom, or refused, and how.
///
/// @param <P> what an accepted request is known by
public sealed interface Outcome<P> {
  /// The request may go on.
  ///
  /// @param headers that the answer is to have, whatever it will be: `DPoP-Nonce` where the client
  ///   is to use a new one from now on (RFC 9449 §8.2, §9); mostly none
  /// @param principal who sent it: the [VerifiedToken], or whatever the check of a
  ///   [BasicAuthenticator] answered
  record Accepted<P>(P principal, Map<String, List<String>> headers) implements Outcome<P> {
    public Accepted {
      headers = Map.copyOf(headers);
    }

    /// A request whose answer needs nothing.
    public Accepted(P principal) {
      this(principal, Map.of());
    }

    @Override
    public <R> R fold(Function<P, R> accepted, Function<Refusal, R> refused) {
      return accepted.apply(principal);
    }
  }

  /// The request ends here.
  ///
  /// @param refusal what to answer
  record Refused<P>(Refusal refusal) implements Outcome<P> {
    @Override
    public <R> R fold(Function<P, R> accepted, Function<Refusal, R> refused) {
      return refused.apply(refusal);
    }
  }

  /// Goes on with the one case or the other.
  <R> R fold(Function<P, R> accepted, Function<Refusal, R> refused);
}

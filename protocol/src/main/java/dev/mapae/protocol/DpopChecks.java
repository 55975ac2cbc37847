package dev.mapae.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a server accepts of DPoP proofs, whatever the request. RFC 9449 §4.3.
///
/// @param algorithms asymmetric `alg`s, in the order in which challenges and metadata name them
/// @param maxAge how long after its `iat` a proof is accepted
/// @param maxAhead how far its `iat` may be in the future, for clients whose clock is fast
/// @param nonces decides about the `nonce` of a proof, which it may not have (§8, §9)
public record DpopChecks(
    List<String> algorithms,
    Duration maxAge,
    Duration maxAhead,
    Predicate<Optional<String>> nonces) {
  public DpopChecks {
    algorithms = List.copyOf(algorithms);
  }

  /// When a proof is accepted no more, so that its `jti` need not be remembered any longer.
  public Instant end(DpopProof proof) {
    return proof.issuedAt().plus(maxAge);
  }

  /// The request that a proof came with.
  ///
  /// @param method as it came, RFC 9110 §9.1
  /// @param uri its target URI as the client knows it; query and fragment are ignored
  /// @param accessToken that is presented with the proof, RFC 9449 §7
  public record Target(String method, String uri, Optional<String> accessToken) {
    /// Tells nothing of the token.
    @Override
    public String toString() {
      return "Target[" + method + " " + uri + "]";
    }
  }
}

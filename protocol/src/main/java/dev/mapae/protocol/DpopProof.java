package dev.mapae.protocol;

import java.time.Instant;
import java.util.Optional;

/// A DPoP proof that was verified: whoever made this request has the key. RFC 9449 §4.3.
///
/// It is not known yet whether the proof comes for the first time (§11.1); whoever acts on it
/// spends its [#jti()] where everything is spent. Only [UnverifiedDpopProof#verify] makes one.
public final class DpopProof {
  private final String algorithm;
  private final String thumbprint;
  private final String jti;
  private final Instant issuedAt;
  private final Optional<String> nonce;

  DpopProof(
      String algorithm, String thumbprint, String jti, Instant issuedAt, Optional<String> nonce) {
    this.algorithm = algorithm;
    this.thumbprint = thumbprint;
    this.jti = jti;
    this.issuedAt = issuedAt;
    this.nonce = nonce;
  }

  /// `alg`, one of those that were accepted.
  public String algorithm() {
    return algorithm;
  }

  /// `jkt` of the key, RFC 9449 §6.1.
  public String thumbprint() {
    return thumbprint;
  }

  /// The name that the client gave to this proof; only together with the key it is of this proof
  /// alone.
  public String jti() {
    return jti;
  }

  /// `iat`.
  public Instant issuedAt() {
    return issuedAt;
  }

  /// The `nonce` that was accepted, or that nobody asked for.
  public Optional<String> nonce() {
    return nonce;
  }

  @Override
  public String toString() {
    return "DpopProof[" + thumbprint + "]";
  }
}

package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// Public keys as JWKs, and their thumbprints. RFC 7517 §4, RFC 7638.
public final class VerificationKeyFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    Json.parseObject(FuzzTarget.text(input))
        .ifPresent(jwk -> {
          var _ = VerificationKey.parse(jwk);
          var _ = VerificationKey.parseForMany(jwk);
          JwkThumbprint.of(jwk)
              .ifPresent(jkt -> holds(JwkThumbprint.isThumbprint(jkt), "no thumbprint: " + jkt));
        });
  }
}

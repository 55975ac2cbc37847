package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;

/// JWTs in compact serialization, which are never taken for signed. RFC 7519 §7.2.
public final class UnverifiedJwtFuzz implements FuzzTarget {
  private static final int LONGEST = 4096;
  private static final VerificationKey KEY =
      VerificationKey.parse(FuzzedJws.KEY.toPublicJWK().toJSONObject()).orElseThrow();

  @Override
  public void eat(byte[] input) {
    read(FuzzTarget.text(input));
    read(FuzzedJws.unsigned(input));
  }

  private static void read(String text) {
    UnverifiedJwt.parse(text, LONGEST)
        .ifPresent(jwt -> {
          holds(text.length() <= LONGEST, "it is too long");
          holds(!jwt.isSignedBy(KEY), "nobody signed it");
          var _ = Json.write(jwt.header()) + Json.write(jwt.claims());
        });
  }
}

package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// DPoP proofs, those of the specification and our own.
final class Proofs {
  /// Figure 2.
  static final String EXAMPLE =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
          + "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10Nn"
          + "Y5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjo"
          + "iUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ"
          + ".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

  /// Figure 13.
  static final String EXAMPLE_WITH_TOKEN =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
          + "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10Nn"
          + "Y5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjo"
          + "iR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhd"
          + "CI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9"
          + ".2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

  static final String EXAMPLE_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
  static final String EXAMPLE_JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

  static final Instant NOW = Instant.ofEpochSecond(1562262616);
  static final String URI = "https://server.example.com/token";
  static final DpopChecks CHECKS = accepting(nonce -> true);
  static final DpopChecks.Target TARGET = new DpopChecks.Target("POST", URI, Optional.empty());
  static final ECKey KEY = ec(Curve.P_256);

  static DpopChecks accepting(java.util.function.Predicate<Optional<String>> nonces) {
    return new DpopChecks(
        List.of("ES256", "PS256", "EdDSA"), Duration.ofSeconds(60), Duration.ofSeconds(10), nonces);
  }

  static ECKey ec(Curve curve) {
    try {
      return new ECKeyGenerator(curve).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, Object> header() {
    Map<String, Object> header = new HashMap<>();
    header.put("typ", "dpop+jwt");
    header.put("alg", "ES256");
    header.put("jwk", KEY.toPublicJWK().toJSONObject());
    return header;
  }

  static Map<String, Object> claims() {
    Map<String, Object> claims = new HashMap<>();
    claims.put("jti", "1");
    claims.put("htm", "POST");
    claims.put("htu", URI);
    claims.put("iat", NOW.getEpochSecond());
    return claims;
  }

  static Map<String, Object> with(Map<String, Object> members, String name, Object value) {
    members.put(name, value);
    return members;
  }

  static Map<String, Object> without(Map<String, Object> members, String name) {
    members.remove(name);
    return members;
  }

  static String signed(Map<String, Object> header, Map<String, Object> claims) {
    return Signed.jwt(Json.write(header), Json.write(claims), KEY);
  }

  static DpopProof verify(String proof, DpopChecks.Target target) {
    return UnverifiedDpopProof.parse(List.of(proof)).orElseThrow().verify(CHECKS, target, NOW);
  }

  static DpopProof verify(Map<String, Object> header, Map<String, Object> claims) {
    return verify(signed(header, claims), TARGET);
  }

  static void assertRefused(Map<String, Object> header, Map<String, Object> claims) {
    assertRefused(signed(header, claims));
  }

  static void assertRefused(String... headers) {
    assertThatThrownBy(() ->
            UnverifiedDpopProof.parse(List.of(headers)).orElseThrow().verify(CHECKS, TARGET, NOW))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> assertThat(e.error()).isInstanceOf(ProtocolError.InvalidDpopProof.class));
  }

  private Proofs() {}

  static Map<String, Object> publicKey() {
    return new HashMap<>(KEY.toPublicJWK().toJSONObject());
  }
}

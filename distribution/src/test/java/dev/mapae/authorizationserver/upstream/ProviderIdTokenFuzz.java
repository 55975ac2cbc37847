package dev.mapae.authorizationserver.upstream;

import static dev.mapae.fuzz.FuzzTarget.holds;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.upstream.ProviderIdToken.Expected;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.ClientOfIt;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.Method;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// ID tokens of another provider. OIDC Core §3.1.3.7.
public final class ProviderIdTokenFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final String ISSUER = "https://provider.example.com";
  private static final byte[] KEYS =
      new JWKSet(FuzzedJws.KEY.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);

  private final ProviderMetadata metadata =
      new ProviderMetadata(
          ISSUER + "/authorize", ISSUER + "/token", ISSUER + "/jwks", Optional.empty(), false);
  private final ProviderIdToken tokens =
      new ProviderIdToken(
          new UpstreamProvider(
              "p",
              ISSUER,
              Map.of("name", "Provider"),
              new ClientOfIt("mapae", Optional.empty(), Method.NONE),
              "openid",
              false,
              false,
              false),
          new ClientKeys((url, type, namedBy) -> new Fetched(KEYS, Optional.empty()), () -> NOW));

  @Override
  public void eat(byte[] input) {
    holds(verified(FuzzTarget.text(input)).isEmpty(), "it was made up");
    holds(verified(FuzzedJws.unsigned(input)).isEmpty(), "nobody signed it");
    verified(FuzzedJws.signed(input))
        .ifPresent(claims -> {
          holds(ISSUER.equals(claims.get("iss")), "it is another provider's");
          holds("n".equals(claims.get("nonce")), "it is for another sign-in");
          holds(claims.get("sub") instanceof String sub && !sub.isEmpty(), "it is about nobody");
          var _ = ProviderIdToken.authTime(claims);
        });
  }

  private Optional<Map<String, Object>> verified(String token) {
    try {
      return Optional.of(
          tokens.verify(token, metadata, new Expected("n", Optional.of("access-token")), NOW));
    } catch (UpstreamFailed e) {
      holds(!e.reason().isBlank(), "it does not say why");
      return Optional.empty();
    }
  }
}

package dev.mapae.resourceserver;

import static dev.mapae.fuzz.FuzzTarget.holds;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import dev.mapae.protocol.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Access tokens at an API: unsigned, signed, and signed with claims that were made up. RFC 6750
/// §2.1, RFC 9068 §4.
public final class JwtAccessTokensFuzz implements FuzzTarget {
  private static final String ISSUER = "https://id.example.com";
  private static final String HEADER =
      Json.object().with("typ", "at+jwt").with("alg", "ES256").with("kid", "k").toString();

  private final ResourceServer server =
      ResourceServer.of(
          ResourceServerSettings.of(ISSUER, "https://api.example.com/"),
          JwtAccessTokensFuzz::document,
          () -> Instant.ofEpochSecond(1_767_225_600));

  private static byte[] document(URI uri) {
    String json =
        uri.getPath().endsWith("/jwks")
            ? new JWKSet(FuzzedJws.KEY).toString()
            : Json.object().with("issuer", ISSUER).with("jwks_uri", ISSUER + "/jwks").toString();
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void eat(byte[] input) {
    present(FuzzTarget.text(input), false);
    present("Bearer " + FuzzedJws.unsigned(input), false);
    present("Bearer " + FuzzedJws.signed(input), true);
    present("Bearer " + FuzzedJws.signed(HEADER, FuzzTarget.lines(input, 3).get(1)), true);
  }

  private void present(String authorization, boolean signed) {
    server
        .authenticate(new ResourceRequest(List.of(authorization), "GET", "/"))
        .fold(
            token -> {
              holds(signed, "nobody signed it");
              return token.claims().size();
            },
            refusal -> {
              holds(refusal.status() < 500, "it is refused with " + refusal.status());
              return refusal.headers().size();
            });
  }
}

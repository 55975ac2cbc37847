package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// ID tokens at a client: unsigned, signed, and signed with claims that were made up. OIDC Core
/// §3.1.3.7.
public final class IdTokenValidatorFuzz implements FuzzTarget {
  private static final String ISSUER = "https://id.example.com";
  private static final String HEADER =
      Json.object().with("alg", "ES256").with("kid", "k").toString();

  private final IdTokenValidator validator;

  public IdTokenValidatorFuzz() {
    Environment environment =
        Environment.standard().withClock(() -> Instant.ofEpochSecond(1_767_225_600));
    URI keys = published();
    validator =
        new IdTokenValidator(
            new Client(
                AuthorizationServerMetadata.of(ISSUER, Map.of("issuer", ISSUER)),
                new None("web"),
                IdTokenPolicy.standard().withAlgorithm("ES256"),
                environment),
            new Jwks(() -> keys, environment));
  }

  /// Fetched once: the clock stands still.
  private static URI published() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      byte[] keys = new JWKSet(FuzzedJws.KEY).toString().getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/jwks",
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
          });
      server.start();
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void eat(byte[] input) {
    holds(validated(FuzzTarget.text(input)).isEmpty(), "it was made up");
    holds(validated(FuzzedJws.unsigned(input)).isEmpty(), "nobody signed it");
    var _ = validated(FuzzedJws.signed(input));
    validated(FuzzedJws.signed(HEADER, FuzzTarget.lines(input, 3).get(1)))
        .ifPresent(token -> holds(!token.subject().isEmpty(), "it is about nobody"));
  }

  private Optional<IdToken> validated(String token) {
    try {
      return Optional.of(validator.refreshed(token, "token", Optional.empty()));
    } catch (ClientException e) {
      holds(e.error() instanceof ClientError.Untrusted, String.valueOf(e.error()));
      return Optional.empty();
    }
  }
}

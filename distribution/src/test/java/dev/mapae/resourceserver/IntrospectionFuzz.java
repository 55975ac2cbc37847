package dev.mapae.resourceserver;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What an issuer says of tokens, plain and where it has to be signed. RFC 7662 §2.2, RFC 9701 §5.
public final class IntrospectionFuzz implements FuzzTarget {
  private static final String API = "https://api.example.com/";
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final TrustedIssuer ISSUER = TrustedIssuer.of("https://id.example.com", API);
  private static final Introspection PLAIN =
      Introspection.clientSecretBasic("api", "secret")
          .endpoint(URI.create("https://id.example.com/introspect"));

  /// An issuer that always answers the same.
  private static final class Answering implements Fetcher {
    private final byte[] answer;

    Answering(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public byte[] fetch(URI uri) {
      return answer;
    }

    @Override
    public byte[] post(URI uri, String form, Map<String, String> headers) {
      return answer;
    }
  }

  @Override
  public void eat(byte[] input) {
    // Anything else is an issuer that is away, and that is logged.
    if (Json.parseObject(new String(input, StandardCharsets.UTF_8)).isPresent()) {
      plain(new Answering(input));
    }
    signed(new Answering(input));
  }

  private static void plain(Fetcher issuer) {
    ResourceServer.of(ResourceServerSettings.of(ISSUER.introspection(PLAIN)), issuer, () -> NOW)
        .authenticate(new ResourceRequest(List.of("Bearer opaque"), "GET", "/"))
        .fold(
            token -> {
              holds(Boolean.TRUE.equals(token.claims().get("active")), "it is not active");
              Object audience = token.claims().get("aud");
              holds(
                  API.equals(audience) || (audience instanceof List<?> l && l.contains(API)),
                  "it is for another API");
              return token.claims().size();
            },
            refusal -> {
              holds(refusal.status() < 500, "it is refused with " + refusal.status());
              return refusal.headers().size();
            });
  }

  private static void signed(Fetcher issuer) {
    try {
      var _ =
          new IntrospectionEndpoint(
                  ISSUER,
                  PLAIN.signed(),
                  Duration.ZERO,
                  new IssuerKeys(ISSUER, issuer, () -> NOW),
                  issuer)
              .ask("opaque", () -> NOW);
      holds(false, "nobody signed it");
    } catch (IOException e) {
      // So nothing is known of the token.
    }
  }
}

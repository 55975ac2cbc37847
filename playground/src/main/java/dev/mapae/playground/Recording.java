package dev.mapae.playground;

import dev.mapae.client.AuthorizationServerMetadata;
import dev.mapae.client.Environment;
import dev.mapae.client.Exchange;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that is sent while one scene is played, as it goes over the wire and in its order.
///
/// What the client library sends comes in by its observer, what is sent to the API goes out here.
/// Nothing else makes a message, so nothing on the page is invented.
final class Recording {
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int MAX_STEPS = 20;

  private final Environment environment;
  private final Map<URI, String> places = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<ReadToken> tokens = new ArrayList<>();

  Recording(Environment environment) {
    this.environment = environment;
  }

  /// The environment for a client whose every exchange is to be recorded.
  Environment environment() {
    return environment.observedBy(this::observe);
  }

  /// Learns what the endpoints of the authorization server are for.
  void learn(AuthorizationServerMetadata server) {
    server.jwksUri().ifPresent(uri -> places.put(uri, "keys"));
    server.userinfoEndpoint().ifPresent(uri -> places.put(uri, "userinfo"));
    server.introspectionEndpoint().ifPresent(uri -> places.put(uri, "introspection"));
  }

  synchronized void add(Step step) {
    if (steps.size() < MAX_STEPS) {
      steps.add(step);
    }
  }

  /// Sends a request.
  ///
  /// @param key which message explains it
  /// @param body the text that the request has for a body; empty for none
  /// @return the exchange; empty when nobody answered, which is recorded too
  Optional<Exchange> send(String key, Role to, HttpRequest.Builder builder, String body) {
    HttpRequest request = builder.timeout(environment.timeout()).build();
    try {
      HttpResponse<byte[]> response =
          environment
              .http()
              .send(
                  request,
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
      Exchange exchange =
          new Exchange(
              request.method(),
              request.uri(),
              request.headers().map(),
              body,
              response.statusCode(),
              response.headers().map(),
              new String(response.body(), StandardCharsets.UTF_8));
      add(new Step.BackChannel(key, to, exchange));
      return Optional.of(exchange);
    } catch (IOException e) {
      add(new Step.Stopped(request.uri().getRawAuthority() + ": " + e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      add(new Step.Stopped(request.uri().getRawAuthority() + ": " + e));
    }
    return Optional.empty();
  }

  /// Decodes a token and checks its signature with the keys that its issuer publishes, which are
  /// fetched unless this recording has them.
  void read(String kind, String token, AuthorizationServerMetadata server) {
    String jwks =
        server
            .jwksUri()
            .flatMap(uri ->
                answered(uri)
                    .or(() ->
                        send(
                            "keys",
                            Role.AUTHORIZATION_SERVER,
                            HttpRequest.newBuilder(uri).header("Accept", "application/json"),
                            "")))
            .map(Exchange::responseBody)
            .orElse("");
    tokens.add(ReadToken.of(kind, token, jwks));
  }

  synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  List<ReadToken> tokens() {
    return List.copyOf(tokens);
  }

  private void observe(Exchange exchange) {
    add(new Step.BackChannel(key(exchange), Role.AUTHORIZATION_SERVER, exchange));
  }

  private String key(Exchange exchange) {
    if (exchange.method().equals("GET")) {
      return places.getOrDefault(exchange.uri(), "discovery");
    }
    try {
      return Parameters.parse(exchange.requestBody()).required("grant_type");
    } catch (ProtocolException e) {
      return "other";
    }
  }

  private synchronized Optional<Exchange> answered(URI uri) {
    return steps.stream()
        .<Exchange>mapMulti((step, exchanges) -> {
          if (step instanceof Step.BackChannel back && back.exchange().uri().equals(uri)) {
            exchanges.accept(back.exchange());
          }
        })
        .findFirst();
  }
}

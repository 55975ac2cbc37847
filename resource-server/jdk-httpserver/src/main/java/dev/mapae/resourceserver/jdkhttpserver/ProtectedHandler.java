package dev.mapae.resourceserver.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Connection;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceRequest;
import java.io.IOException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/// A handler that answers refused requests itself and hands the accepted ones on, together with who
/// sent them.
///
/// It is no `Filter`, since a filter can hand something on only as an attribute of the exchange,
/// and in this server those belong to all requests of a context at once (at least up to JDK 25):
/// one caller would act as another. For the same reason two of them cannot be one inside the other:
/// the inner one would take the DPoP proof of the request for one that is used a second time.
///
/// In the context `/` it also answers the metadata of the API (RFC 9728 §3), to everybody. Where it
/// has another, [MetadataHandler#publish] does.
///
/// @param <P> what an accepted request is known by: `VerifiedToken` with a `ResourceServer`
public final class ProtectedHandler<P> implements HttpHandler {
  private final Authenticator<P> authenticator;
  private final Accepted<P> accepted;
  private final Refused refused;
  private final Optional<MetadataHandler> metadata;

  /// Handles a request of somebody who is known.
  @FunctionalInterface
  public interface Accepted<P> {
    /// Handles it, and closes the exchange.
    ///
    /// @throws IOException when the client is gone, for example
    void handle(HttpExchange exchange, P principal) throws IOException;
  }

  /// Answers a refused request. Status and headers come from the refusal; the body is up to the
  /// application.
  @FunctionalInterface
  public interface Refused {
    /// Answers it; [ProtectedHandler#answer] does, with any body.
    ///
    /// @throws IOException when the client is gone, for example
    void handle(HttpExchange exchange, Refusal refusal) throws IOException;
  }

  private ProtectedHandler(Authenticator<P> authenticator, Accepted<P> accepted, Refused refused) {
    this.authenticator = authenticator;
    this.accepted = accepted;
    this.refused = refused;
    this.metadata = authenticator.metadata().map(MetadataHandler::new);
  }

  /// Protects a handler; refusals are answered with [Refusal#problem()].
  ///
  /// @param authenticator who may come in
  /// @param accepted what they get
  public static <P> ProtectedHandler<P> of(Authenticator<P> authenticator, Accepted<P> accepted) {
    return of(authenticator, accepted, ProtectedHandler::answerProblem);
  }

  /// Protects a handler of an application whose errors have a shape of their own.
  public static <P> ProtectedHandler<P> of(
      Authenticator<P> authenticator, Accepted<P> accepted, Refused refused) {
    return new ProtectedHandler<>(authenticator, accepted, refused);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    ResourceRequest asked = resourceRequest(exchange);
    Optional<MetadataHandler> document = metadata.filter(m -> m.isAskedFor(asked));
    if (document.isPresent()) {
      document.get().handle(exchange);
      return;
    }
    Outcome<P> outcome = authenticator.authenticate(asked);
    if (outcome instanceof Outcome.Accepted<P> known) {
      addHeaders(exchange, known.headers());
      accepted.handle(exchange, known.principal());
    } else if (outcome instanceof Outcome.Refused<P> unknown) {
      refused.handle(exchange, unknown.refusal());
    }
  }

  /// One by one: the lists are not ours to change, and a handler may add to the same header.
  private static void addHeaders(HttpExchange exchange, Map<String, List<String>> headers) {
    headers.forEach(
        (name, values) -> values.forEach(v -> exchange.getResponseHeaders().add(name, v)));
  }

  private static ResourceRequest resourceRequest(HttpExchange exchange) {
    return new ResourceRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        name -> Optional.ofNullable(exchange.getRequestHeaders().get(name)).orElse(List.of()),
        Connection.from(exchange.getRemoteAddress().getAddress().getHostAddress())
            .showing(certificates(exchange)));
  }

  private static List<Certificate> certificates(HttpExchange exchange) {
    try {
      return exchange instanceof HttpsExchange https
          ? List.of(https.getSSLSession().getPeerCertificates())
          : List.of();
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // what it says of a client that showed none
    }
  }

  /// Answers with a body of the application's own, and the status and headers of the refusal.
  ///
  /// @param contentType of the body, `application/json` for one
  public static void answer(HttpExchange exchange, Refusal refusal, String contentType, byte[] body)
      throws IOException {
    try (exchange) {
      addHeaders(exchange, refusal.headers());
      exchange.getResponseHeaders().set("Content-Type", contentType);
      boolean bodiless = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(refusal.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static void answerProblem(HttpExchange exchange, Refusal refusal) throws IOException {
    answer(exchange, refusal, "application/problem+json", refusal.problem().bytes());
  }
}

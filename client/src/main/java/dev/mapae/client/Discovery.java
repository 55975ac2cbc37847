package dev.mapae.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the metadata of an authorization server from its issuer. RFC 8414 §3, OIDC Discovery §4.
public final class Discovery {
  private Discovery() {}

  /// Fetches and checks the metadata.
  ///
  /// The well-known path of RFC 8414 is tried first, then those of OpenID Connect; these also where
  /// the first document says nothing of UserInfo, since some servers have two documents, and one
  /// completes the other then. A document of another issuer ends the search: it is not a gap but a
  /// contradiction. Trouble with a later document than the first that was found does not: it is as
  /// if that were not published. Trouble at a path before that (5xx, no answer, what is no
  /// metadata) is told only where none of the others has a document; where one has, and there was
  /// no answer or 5xx, that path is asked once more, so that a moment's trouble does not last as
  /// long as the program. A server that is not there at all, or asks to be left alone (429,
  /// `Retry-After`), is asked once.
  ///
  /// @param issuer the issuer identifier, exactly as the server writes it
  /// @throws ClientException `Untrusted` for an unfit issuer or a document of another one,
  ///   `Unavailable` when the server is away, `InvalidAnswer` when it publishes no metadata
  public static AuthorizationServerMetadata discover(String issuer, Environment environment) {
    URI base = Endpoints.issuer(issuer);
    Http http = new Http(environment);
    List<String> tried = new ArrayList<>();
    Map<URI, ClientException> troubled = new LinkedHashMap<>();
    Map<String, Object> members = new LinkedHashMap<>();
    for (URI location : locations(base)) {
      try {
        Answer answer = http.get(location, Map.of());
        if (isDocument(answer)) {
          document(issuer, answer).forEach(members::putIfAbsent);
        } else {
          requireNoTrouble(answer);
          tried.add(Answer.place(location) + " (HTTP status " + answer.status() + ")");
        }
      } catch (ClientException e) {
        if (!isTrouble(e.error()) || (members.isEmpty() && isForAll(e))) {
          throw e;
        }
        if (members.isEmpty()) {
          troubled.put(location, e);
        }
      }
      if (members.get("userinfo_endpoint") != null) {
        break;
      }
    }
    if (members.isEmpty()) {
      throw troubled.values().stream().findFirst().orElseGet(() -> nothing(issuer, tried));
    }
    Map<String, Object> all = again(issuer, troubled, http);
    members.forEach(all::putIfAbsent);
    return AuthorizationServerMetadata.of(issuer, all);
  }

  private static boolean isDocument(Answer answer) {
    return answer.status() == 200 && answer.isJson();
  }

  private static Map<String, Object> document(String issuer, Answer answer) {
    return AuthorizationServerMetadata.of(issuer, answer.json()).members();
  }

  /// What the first place has after all at which nobody answered: the document that comes first
  /// says what the others need not, that answers name their issuer for one (RFC 9207 §3).
  private static Map<String, Object> again(
      String issuer, Map<URI, ClientException> troubled, Http http) {
    Map<String, Object> members = new LinkedHashMap<>();
    Optional<URI> location =
        troubled.entrySet().stream()
            .filter(place -> place.getValue().error() instanceof ClientError.Unavailable)
            .map(Map.Entry::getKey)
            .findFirst();
    try {
      location
          .map(place -> http.get(place, Map.of()))
          .filter(Discovery::isDocument)
          .ifPresent(answer -> members.putAll(document(issuer, answer)));
    } catch (ClientException e) {
      if (!isTrouble(e.error())) {
        throw e;
      }
    }
    return members;
  }

  private static ClientException nothing(String issuer, List<String> tried) {
    return new ClientError.InvalidAnswer(
            "No metadata for the issuer " + issuer + "; tried " + String.join(", ", tried) + ".")
        .exception();
  }

  /// Neither a contradiction nor an interrupted thread.
  private static boolean isTrouble(ClientError error) {
    return error instanceof ClientError.Unavailable || error instanceof ClientError.InvalidAnswer;
  }

  /// Trouble that is the same at every path: nobody is there, or wants to be left alone.
  private static boolean isForAll(ClientException e) {
    return e.error().retryAfter().isPresent()
        || (e.error() instanceof ClientError.Unavailable away && away.status().orElse(0) == 429)
        || Stream.iterate(e.getCause(), Objects::nonNull, Throwable::getCause)
            .anyMatch(Discovery::isConnecting);
  }

  private static boolean isConnecting(Throwable cause) {
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
  }

  /// What a document that is elsewhere makes up for. Gateways say such things of paths that they do
  /// not know.
  ///
  /// @throws ClientException for 429 and 5xx
  private static void requireNoTrouble(Answer answer) {
    if (answer.status() == 429 || answer.status() >= 500) {
      throw ErrorAnswer.of(answer, List.of()).exception();
    }
  }

  /// Where the metadata may be: RFC 8414 §3.1 inserts the well-known path before the path of the
  /// issuer, and OIDC Discovery §4.1 appends it. The one between (RFC 8414 §5) is the last, since
  /// an OpenID provider need not have heard of it and may take the question amiss.
  static List<URI> locations(URI issuer) {
    String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
    String path = issuer.getRawPath() == null ? "" : issuer.getRawPath();
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<URI> found = new ArrayList<>();
    found.add(URI.create(origin + "/.well-known/oauth-authorization-server" + path));
    found.add(URI.create(origin + path + "/.well-known/openid-configuration"));
    if (!path.isEmpty()) {
      found.add(URI.create(origin + "/.well-known/openid-configuration" + path));
    }
    return found;
  }
}

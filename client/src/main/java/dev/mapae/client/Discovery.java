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
  /// contradiction. Nor is a first document passed over that names the issuer and is malformed, nor
  /// an answer before it that is too long to be read (512 KB), which may be that document: what it
  /// says, that answers name their issuer for one (RFC 9207 §3), would be lost. Trouble with a
  /// later document does not end the search: it is as if that were not published. Trouble at a path
  /// before the first document (5xx, no answer, what names no issuer) is told only where none of
  /// the others has a document; where one has, and there was no answer or 5xx, that path is asked
  /// once more, and what is there goes first, so that a moment's trouble does not last as long as
  /// the program. What is wrong with it then ends the search as at the first time. A server that is
  /// not there at all, or asks to be left alone (429, `Retry-After`), is asked once. Whoever can
  /// break off connections can hide the first document for longer: where the next one says less,
  /// and that matters, give the metadata to a client yourself ([AuthorizationServerMetadata#of]).
  ///
  /// @param issuer the issuer identifier, exactly as the server writes it
  /// @throws ClientException `Untrusted` for an unfit issuer or a document of another one,
  ///   `Unavailable` when the server is away, `InvalidAnswer` when it publishes no metadata, or
  ///   malformed ones
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
        if (members.isEmpty() ? !isOfOnePath(e) : !isTrouble(e.error())) {
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

  /// Whether it is meant as metadata, well made or not.
  private static boolean isDocument(Answer answer) {
    return answer.status() == 200
        && answer.object().filter(json -> json.get("issuer") instanceof String).isPresent();
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
      Optional<Answer> answer = location.map(place -> http.get(place, Map.of()));
      answer
          .filter(Discovery::isDocument)
          .ifPresent(found -> members.putAll(document(issuer, found)));
      answer.ifPresent(Discovery::requireNoTrouble);
    } catch (ClientException e) {
      if (!isOfOnePath(e)) {
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

  /// 5xx or no answer, as of a gateway that does not know the path.
  private static boolean isOfOnePath(ClientException e) {
    return e.error() instanceof ClientError.Unavailable && !isForAll(e);
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

package dev.mapae.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the metadata of an authorization server from its issuer. RFC 8414 §3, OIDC Discovery §4.
public final class Discovery {
  private Discovery() {}

  /// Fetches and checks the metadata.
  ///
  /// The well-known path of RFC 8414 is tried first, then those of OpenID Connect; these also where
  /// the first document says nothing of UserInfo, since some servers have two documents, and one
  /// completes the other then. A document of another issuer ends the search: it is not a gap but a
  /// contradiction. Trouble with a later document than the first that was found does not: it is as
  /// if that were not published. An error of the server (5xx) at one path is told only where none
  /// of the others has a document; one that asks to be left alone (429, `Retry-After`) is.
  ///
  /// @param issuer the issuer identifier, exactly as the server writes it
  /// @throws ClientException `Untrusted` for an unfit issuer or a document of another one,
  ///   `Unavailable` when the server is away, `InvalidAnswer` when it publishes no metadata
  public static AuthorizationServerMetadata discover(String issuer, Environment environment) {
    URI base = Endpoints.issuer(issuer);
    Http http = new Http(environment);
    List<String> tried = new ArrayList<>();
    Map<String, Object> members = new LinkedHashMap<>();
    Optional<ClientException> trouble = Optional.empty();
    for (URI location : locations(base)) {
      try {
        Answer answer = http.get(location, Map.of());
        if (answer.status() == 200 && answer.isJson()) {
          AuthorizationServerMetadata.of(issuer, answer.json())
              .members()
              .forEach(members::putIfAbsent);
        } else if (members.isEmpty()) {
          trouble = trouble.or(() -> trouble(answer));
          tried.add(Answer.place(location) + " (HTTP status " + answer.status() + ")");
        }
      } catch (ClientException e) {
        if (members.isEmpty() || !isTrouble(e.error())) {
          throw e;
        }
      }
      if (members.get("userinfo_endpoint") != null) {
        break;
      }
    }
    if (members.isEmpty()) {
      throw trouble.orElseGet(() -> nothing(issuer, tried));
    }
    return AuthorizationServerMetadata.of(issuer, members);
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

  /// What a document that is elsewhere makes up for. Gateways say such things of paths that they do
  /// not know.
  ///
  /// @throws ClientException for a server that asks to be left alone
  private static Optional<ClientException> trouble(Answer answer) {
    if (answer.status() != 429 && answer.status() < 500) {
      return Optional.empty();
    }
    ClientException trouble = ErrorAnswer.of(answer, List.of()).exception();
    if (answer.status() == 429 || answer.retryAfter().isPresent()) {
      throw trouble;
    }
    return Optional.of(trouble);
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

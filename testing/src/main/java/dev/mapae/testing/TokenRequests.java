package dev.mapae.testing;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A client of the setup at the token endpoint. RFC 6749 §4.1, §4.4.
final class TokenRequests {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DeclaredClient client;
  private final Mapae mapae;
  private final HttpClient http;

  TokenRequests(DeclaredClient client, Mapae mapae, HttpClient http) {
    this.client = client;
    this.mapae = mapae;
    this.http = http;
  }

  Map<String, Object> forClient(Scope scope, Optional<String> resource) {
    return token(asked(scope, resource).with("grant_type", "client_credentials"));
  }

  Map<String, Object> forPerson(String username, Scope scope, Optional<String> resource) {
    String redirectUri =
        client.client().redirectUris().stream()
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "The client "
                        + client.client().id()
                        + " has no redirect URI, and people cannot come by."));
    String verifier = Pkce.verifier(RANDOM);
    Parameters request =
        asked(scope, resource)
            .with("response_type", "code")
            .with("client_id", client.client().id())
            .with("redirect_uri", redirectUri)
            .with("code_challenge", Pkce.challenge(verifier))
            .with("code_challenge_method", "S256");
    Parameters query =
        Parameters.parse(String.valueOf(authorized(username, request).getRawQuery()));
    if (query.has("error")) {
      throw refused(query.required("error"), query.one("error_description").orElse(""));
    }
    Parameters redemption =
        Parameters.empty()
            .with("grant_type", "authorization_code")
            .with("code", query.required("code"))
            .with("redirect_uri", redirectUri)
            .with("code_verifier", verifier);
    return token(resource.map(r -> redemption.with("resource", r)).orElse(redemption));
  }

  /// One after the other: tests that run at the same time share the browser of a person.
  private URI authorized(String username, Parameters request) {
    String url = mapae.endpoint("authorization_endpoint") + "?" + request.encode();
    Browser browser = mapae.browserOf(username);
    synchronized (browser) {
      return browser.authorize(url).as(username);
    }
  }

  private static Parameters asked(Scope scope, Optional<String> resource) {
    Parameters asked =
        scope.isEmpty() ? Parameters.empty() : Parameters.empty().with("scope", scope.toString());
    return resource.map(r -> asked.with("resource", r)).orElse(asked);
  }

  private Map<String, Object> token(Parameters form) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(mapae.endpoint("token_endpoint")))
            .header("Content-Type", "application/x-www-form-urlencoded");
    String method = client.client().credentials().method();
    Parameters sent = form;
    if (method.equals("none")) {
      sent = form.with("client_id", client.client().id());
    } else if (List.of("client_secret_basic", "client_secret_post").contains(method)) {
      request.header(
          "Authorization",
          new BasicCredentials(client.client().id(), client.secrets().getFirst())
              .formEncoded()
              .header());
    } else {
      throw new IllegalStateException(
          "The client %s authenticates by %s, for which only it has the key; get the token with it, or name another."
              .formatted(client.client().id(), method));
    }
    HttpResponse<String> response =
        Browser.sent(http, request.POST(BodyPublishers.ofString(sent.encode())));
    Map<String, Object> answer = Json.parseObject(response.body()).orElse(Map.of());
    if (response.statusCode() != 200) {
      throw refused(
          String.valueOf(answer.get("error")), String.valueOf(answer.get("error_description")));
    }
    return answer;
  }

  private static IllegalStateException refused(String error, String description) {
    return new IllegalStateException("The server refuses: " + error + ": " + description);
  }
}

package dev.mapae.authorizationserver.userinfo;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// UserInfo: the claims about the person whom an access token speaks for. OIDC Core §5.3, RFC 6750.
public final class UserInfoEndpoint implements Endpoint {
  private final Issuer issuer;
  private final TokenState tokens;
  private final Function<String, Optional<Client>> clients;
  private final ErrorBoundary errors;

  public UserInfoEndpoint(
      Issuer issuer,
      TokenState tokens,
      Function<String, Optional<Client>> clients,
      ErrorBoundary errors) {
    this.issuer = issuer;
    this.tokens = tokens;
    this.clients = clients;
    this.errors = errors;
  }

  @Override
  public Response handle(Request request) {
    try {
      Optional<String> presented = presented(request);
      if (presented.isEmpty()) {
        // RFC 6750 §3.1: to one who brought nothing, no error code.
        return Response.of(401).with("WWW-Authenticate", challenge().header()).noStore();
      }
      TokenState.Live live =
          tokens
              .live(presented.get())
              .filter(l -> l.token().audience().contains(issuer.value()))
              .orElseThrow(() ->
                  new ProtocolError.InvalidToken(
                          "The access token is not one for UserInfo: it expired, was revoked, or"
                              + " its aud is not this server.")
                      .exception());
      if (live.person().isEmpty() || !live.token().scope().contains("openid")) {
        throw new ProtocolError.InsufficientScope(
                "UserInfo needs a person's access token with the scope openid.", Scope.of("openid"))
            .exception();
      }
      return Response.json(200, claims(live, live.person().get())).noStore();
    } catch (ProtocolException e) {
      return refuse(e.error());
    }
  }

  private Json claims(TokenState.Live live, Person person) {
    Set<String> names = StandardClaims.names(live.token().scope());
    Scope registered =
        clients.apply(live.token().clientId()).map(Client::scope).orElse(Scope.empty());
    live.grant()
        .map(Grants.Found::grant)
        .flatMap(Grant::claims)
        .map(ClaimsRequest::parse)
        .ifPresent(asked -> names.addAll(asked.userinfoNames(registered)));
    return Json.object().with("sub", person.subject()).withAll(StandardClaims.of(person, names));
  }

  /// RFC 6750 §2.1 and §2.2; a token in the query is not looked at.
  private static Optional<String> presented(Request request) {
    List<String> headers = request.headers().all("Authorization");
    Optional<String> inBody =
        request.method().equals("POST") && request.isForm()
            ? request.form().one("access_token")
            : Optional.empty();
    if (headers.size() + (inBody.isPresent() ? 1 : 0) > 1) {
      throw new ProtocolError.InvalidRequest(
              "The access token is presented more than once; use the Authorization header alone.")
          .exception();
    }
    return headers.stream()
        .findFirst()
        .filter(h -> h.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(h -> h.substring(7).strip())
        .or(() -> inBody);
  }

  private Response refuse(ProtocolError error) {
    Challenge challenge =
        challenge()
            .with("error", error.code())
            .with("error_description", ErrorBoundary.ascii(error.description()));
    if (error instanceof ProtocolError.InsufficientScope insufficient) {
      challenge = challenge.with("scope", insufficient.scope().toString());
    }
    return errors.render(error).with("WWW-Authenticate", challenge.header());
  }

  private static Challenge challenge() {
    return Challenge.of("Bearer").with("realm", "userinfo");
  }
}

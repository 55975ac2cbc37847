package dev.mapae.authorizationserver.introspection;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.AccessToken;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.registration.DocumentOfToken;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation.Method;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers whether a token is good and what it says. RFC 7662, and as a signed JWT RFC 9701.
///
/// A client may ask about tokens that were issued to it, and about tokens for a resource that lists
/// it; of all others it learns no more than of garbage.
public final class IntrospectionEndpoint implements Endpoint {
  private static final String JWT = "application/token-introspection+jwt";
  private static final int MAX_RANGES = 20;

  private final DocumentOfToken documents;
  private final ClientAuthentication clients;
  private final TokenState tokens;
  private final Subjects subjects;
  private final Grants grants;
  private final Handles handles;
  private final Lifetimes lifetimes;
  private final ClientJwts jwts;
  private final ErrorBoundary errors;
  private final Audit audit;
  private final InstantSource clock;

  public IntrospectionEndpoint(
      DocumentOfToken documents,
      ClientAuthentication clients,
      TokenState tokens,
      Subjects subjects,
      Grants grants,
      Handles handles,
      Lifetimes lifetimes,
      ClientJwts jwts,
      ErrorBoundary errors,
      Audit audit,
      InstantSource clock) {
    this.documents = documents;
    this.clients = clients;
    this.tokens = tokens;
    this.subjects = subjects;
    this.grants = grants;
    this.handles = handles;
    this.lifetimes = lifetimes;
    this.jwts = jwts;
    this.errors = errors;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      documents.renew(request, form);
      Authenticated authenticated = clients.authenticate(request, form);
      Client client = authenticated.client();
      known.put("client_id", client.id());
      if (client.isPublic()) {
        throw new ProtocolError.InvalidClient(
                "Introspection needs a client that can authenticate (RFC 7662 2.1).")
            .exception();
      }
      String token = form.required("token");
      boolean acceptsJwt = acceptsJwt(request);
      if (acceptsJwt) {
        jwts.requireKey(client, ResponseJwt.INTROSPECTION);
      } else {
        refuseClear(client);
      }
      clients.spend(authenticated);
      Json answer = answer(client, token);
      return (acceptsJwt ? signed(client, answer) : Response.json(200, answer)).noStore();
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.INTROSPECTION_REFUSED, request, known));
      return ClientChallenge.add(request, errors.render(e.error()));
    }
  }

  /// RFC 9701 §4.
  private static boolean acceptsJwt(Request request) {
    return request.headers().all("Accept").stream()
        .flatMap(list -> Stream.of(list.split(",", MAX_RANGES)))
        .map(range -> range.split(";", 2)[0].strip())
        .anyMatch(JWT::equalsIgnoreCase);
  }

  /// RFC 9701 §6: what a client registered to get encrypted it never gets otherwise.
  private static void refuseClear(Client client) {
    if (client.responses().encryption(ResponseJwt.INTROSPECTION).isPresent()) {
      throw new ProtocolError.InvalidRequest(
              "This client registered introspection_encrypted_response_alg; send Accept: "
                  + JWT
                  + ".")
          .exception();
    }
  }

  /// RFC 9701 §5. What is said of the token stands inside, so that nobody takes it for one.
  private Response signed(Client client, Json answer) {
    Json claims =
        jwts.claims(client)
            .with("iat", clock.instant().getEpochSecond())
            .with("token_introspection", answer);
    return Response.of(
        200,
        JWT,
        jwts.write(client, ResponseJwt.INTROSPECTION, claims).getBytes(StandardCharsets.US_ASCII));
  }

  private Json answer(Client client, String token) {
    Optional<Json> active =
        Kind.REFRESH_TOKEN.claims(token)
            ? refreshToken(client, token)
            : tokens.live(token, client).map(IntrospectionEndpoint::accessToken);
    return active.orElseGet(() -> Json.object().with("active", false));
  }

  private static Json accessToken(TokenState.Live live) {
    Json json =
        Json.object()
            .with("active", true)
            // `cnf` is among the claims.
            .with("token_type", tokenType(live.token()))
            .withAll(live.claims());
    live.person().ifPresent(person -> username(json, person, live.token().subject()));
    return json;
  }

  /// Whoever is known by a pairwise `sub` has no name here that others know too.
  private static void username(Json json, Person person, String sub) {
    if (sub.equals(person.subject())) {
      json.with("username", person.username());
    }
  }

  /// RFC 9449 §6.2; one that is bound to a certificate is presented like any other (RFC 8705 §3).
  private static String tokenType(AccessToken token) {
    return token.confirmation().filter(key -> key.method() == Method.JKT).isPresent()
        ? "DPoP"
        : "Bearer";
  }

  private Optional<Json> refreshToken(Client client, String token) {
    return handles
        .read(Kind.REFRESH_TOKEN, token)
        .flatMap(handle ->
            grants.find(handle.id()).filter(f -> f.grant().generation() <= handle.generation()))
        .filter(f -> clock.instant().isBefore(end(f.grant(), client)))
        .flatMap(f -> tokens.refreshable(f, client).map(left -> refreshToken(client, f, left)));
  }

  private Instant end(Grant grant, Client client) {
    return grant.refreshableUntil(
        lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.REFRESH_TOKEN_IDLE));
  }

  private Json refreshToken(Client client, Grants.Found found, Permission left) {
    Grant grant = found.grant();
    String sub = subjects.of(client, found.person());
    Json json =
        Json.object()
            .with("active", true)
            .with("client_id", grant.clientId())
            .with("sub", sub)
            .with("iat", grant.usedAt().getEpochSecond())
            .with("exp", end(grant, client).getEpochSecond());
    username(json, found.person(), sub);
    if (!left.scope().isEmpty()) {
      json.with("scope", left.scope().toString());
    }
    if (!left.details().isEmpty()) {
      json.with(AuthorizationDetail.PARAMETER, DetailsParameter.members(left.details()));
    }
    return json;
  }
}

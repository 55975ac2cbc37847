package dev.mapae.authorizationserver.userinfo;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.binding.CertificateBinding;
import dev.mapae.authorizationserver.binding.Dpop;
import dev.mapae.authorizationserver.binding.PresentedToken;
import dev.mapae.authorizationserver.binding.PresentedToken.Scheme;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.Repetition;
import dev.mapae.authorizationserver.issue.StandardClaims;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Confirmation.Method;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// UserInfo: the claims about the person whom an access token speaks for. OIDC Core §5.3, RFC 6750,
/// RFC 9449 §7, RFC 8705 §3.
public final class UserInfoEndpoint implements Endpoint {
  private static final String UNBOUND =
      "The access token is bound to no key; send it with the scheme Bearer.";

  private final Issuer issuer;
  private final TokenState tokens;
  private final Supplier<Catalog> catalog;
  private final Dpop dpop;
  private final SpentIds spentIds;
  private final Function<String, Optional<Client>> clients;
  private final ClientJwts jwts;
  private final ErrorBoundary errors;
  private final Audit audit;

  public UserInfoEndpoint(
      Issuer issuer,
      TokenState tokens,
      Supplier<Catalog> catalog,
      Dpop dpop,
      SpentIds spentIds,
      Function<String, Optional<Client>> clients,
      ClientJwts jwts,
      ErrorBoundary errors,
      Audit audit) {
    this.issuer = issuer;
    this.tokens = tokens;
    this.catalog = catalog;
    this.dpop = dpop;
    this.spentIds = spentIds;
    this.clients = clients;
    this.jwts = jwts;
    this.errors = errors;
    this.audit = audit;
  }

  @Override
  public Response handle(Request request) {
    return dpop.answer(request, answer(request));
  }

  private Response answer(Request request) {
    Scheme scheme = Scheme.BEARER;
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Optional<PresentedToken> presented = PresentedToken.of(request);
      if (presented.isEmpty()) {
        // RFC 6750 §3.1: to one who brought nothing, no error code.
        return Response.of(401)
            .with("WWW-Authenticate", challenge(Scheme.BEARER).header())
            .with("WWW-Authenticate", challenge(Scheme.DPOP).header())
            .noStore();
      }
      scheme = presented.get().scheme();
      Binding binding = dpop.ofResourceRequest(request, presented.get());
      TokenState.Live live = live(presented.get());
      known.put("client_id", live.token().clientId());
      live.person().ifPresent(person -> known.put("sub", person.subject()));
      verifyKey(request, live, binding);
      if (live.person().isEmpty() || !live.scope().contains("openid")) {
        throw new ProtocolError.InsufficientScope(
                "UserInfo needs a person's access token with the scope openid.", Scope.of("openid"))
            .exception();
      }
      Client client =
          clients.apply(live.token().clientId()).orElseThrow(UserInfoEndpoint::unusable);
      Dpop.requireAllowed(client, binding);
      jwts.requireKey(client, ResponseJwt.USERINFO);
      Repetition.refuse(spentIds, binding.once());
      return answer(live, client, live.person().get()).noStore();
    } catch (ProtocolException e) {
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.USERINFO_REFUSED, request, known));
      return refuse(e.error(), scheme);
    }
  }

  /// OIDC Core §5.3.2: signed, and encrypted, where the client registered so.
  private Response answer(TokenState.Live live, Client client, Person person) {
    Map<String, Object> claims = claims(live, client, person);
    return client.responses().isJwt(ResponseJwt.USERINFO)
        ? Response.of(
            200,
            "application/jwt",
            jwts.write(client, ResponseJwt.USERINFO, jwts.claims(client).withAll(claims))
                .getBytes(StandardCharsets.US_ASCII))
        : Response.json(200, Json.object().withAll(claims));
  }

  private TokenState.Live live(PresentedToken presented) {
    return tokens
        .live(presented.token())
        .filter(l -> l.token().audience().contains(issuer.value()))
        .orElseThrow(UserInfoEndpoint::unusable);
  }

  private static ProtocolException unusable() {
    return new ProtocolError.InvalidToken(
            "The access token is not one for UserInfo: it expired, was revoked, or its aud is not"
                + " this server.")
        .exception();
  }

  /// RFC 9449 §7.1 and §7.2: a token that is bound to a key comes with a proof of that key, and any
  /// other as a bearer token. RFC 8705 §3: one that is bound to a certificate comes over mutual TLS
  /// with that certificate.
  private static void verifyKey(Request request, TokenState.Live live, Binding binding) {
    Optional<Confirmation> bound = live.token().confirmation();
    boolean byCertificate =
        binding instanceof Binding.Bearer
            && bound.filter(key -> key.method() == Method.X5T_S256).isPresent();
    Optional<Confirmation> shown =
        byCertificate ? CertificateBinding.shown(request) : binding.confirmation();
    if (!bound.equals(shown)) {
      throw new ProtocolError.InvalidToken(bound.map(UserInfoEndpoint::howToShow).orElse(UNBOUND))
          .exception();
    }
  }

  private static String howToShow(Confirmation key) {
    return switch (key.method()) {
      case JKT ->
          "The access token is bound to a key; send it with the scheme DPoP and a proof of that key.";
      case X5T_S256 ->
          "The access token is bound to a certificate; send it with the scheme Bearer over mutual"
              + " TLS with that certificate.";
    };
  }

  private Map<String, Object> claims(TokenState.Live live, Client client, Person person) {
    Catalog known = catalog.get();
    Set<String> names = known.claims(known.own(live.scope(), person));
    live.grant()
        // They were asked for by the client of the grant, for itself.
        .filter(grant -> !live.token().exchanged())
        .map(Grants.Found::grant)
        .flatMap(Grant::claims)
        .map(ClaimsRequest::parse)
        .ifPresent(
            asked -> names.addAll(asked.userinfoNames(known, known.own(client.scope(), person))));
    Map<String, Object> claims = new LinkedHashMap<>();
    // What the client was told with the token, whatever it registered since.
    claims.put("sub", live.token().subject());
    claims.putAll(StandardClaims.of(person, names));
    return claims;
  }

  /// The challenge of the scheme that was tried tells what was wrong. RFC 9449 §7.2.
  private Response refuse(ProtocolError error, Scheme tried) {
    if (error.code().equals("temporarily_unavailable")) {
      // Another token would do no better. RFC 6750 §3.1 has no such code either.
      return errors.render(error);
    }
    Challenge challenge =
        challenge(tried)
            .with("error", error.code())
            .with("error_description", ErrorBoundary.ascii(error.description()));
    if (error instanceof ProtocolError.InsufficientScope insufficient) {
      challenge = challenge.with("scope", insufficient.scope().toString());
    }
    boolean aboutProof =
        error instanceof ProtocolError.InvalidDpopProof
            || error instanceof ProtocolError.UseDpopNonce;
    return errors
        .render(error)
        .withStatus(aboutProof ? 401 : error.status())
        .with("WWW-Authenticate", challenge.header())
        .with("WWW-Authenticate", challenge(other(tried)).header());
  }

  private static Scheme other(Scheme scheme) {
    return switch (scheme) {
      case BEARER -> Scheme.DPOP;
      case DPOP -> Scheme.BEARER;
    };
  }

  private Challenge challenge(Scheme scheme) {
    return switch (scheme) {
      case BEARER -> Challenge.of("Bearer").with("realm", "userinfo");
      case DPOP -> dpop.challenge();
    };
  }
}

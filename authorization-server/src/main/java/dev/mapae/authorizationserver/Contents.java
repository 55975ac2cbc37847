package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.assertion.TrustedIssuers;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.authorize.AuthorizationEndpoint;
import dev.mapae.authorizationserver.authorize.Authorize;
import dev.mapae.authorizationserver.authorize.ConsentRoom;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.device.DeviceAuthorizationEndpoint;
import dev.mapae.authorizationserver.discovery.Discovery;
import dev.mapae.authorizationserver.discovery.Metadata;
import dev.mapae.authorizationserver.grant.AuthorizationCode;
import dev.mapae.authorizationserver.grant.ClientCredentials;
import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.grant.GrantType;
import dev.mapae.authorizationserver.grant.JwtBearer;
import dev.mapae.authorizationserver.grant.RefreshToken;
import dev.mapae.authorizationserver.grant.TokenExchange;
import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.introspection.IntrospectionEndpoint;
import dev.mapae.authorizationserver.logo.LogoEndpoint;
import dev.mapae.authorizationserver.logout.SignOut;
import dev.mapae.authorizationserver.par.PushedAuthorizationRequestEndpoint;
import dev.mapae.authorizationserver.registration.DocumentOfToken;
import dev.mapae.authorizationserver.revocation.RevocationEndpoint;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.token.TokenEndpoint;
import dev.mapae.authorizationserver.userinfo.UserInfoEndpoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The table of contents: every endpoint and every grant. What is not in it is off, and the
/// metadata says what is in it.
///
/// @param routes every endpoint, below the origin
/// @param interaction the door for the pages
record Contents(List<Route> routes, Interaction interaction) {

  /// Puts a server together from its capabilities, each of which is made of those before it.
  static Contents of(Parts parts, Shared shared) {
    var tokens = new TokenWiring(parts, shared);
    var registration = new RegistrationWiring(parts, shared);
    var signIn = new SignInWiring(parts, shared, tokens.devices);
    var account = new AccountPagesWiring(parts, shared, signIn);
    var authorization =
        new AuthorizationWiring(parts, shared, tokens, registration, signIn, account);

    List<GrantType> grants = grants(parts, shared, tokens);
    List<Listed> listed = listed(parts, shared, tokens, registration, authorization, grants);
    List<Route> routes = new ArrayList<>(authorization.door);
    routes.add(
        new Route(
            "GET",
            authorization.logos.base() + "*",
            new LogoEndpoint(
                authorization.logos, shared.fetcher, parts.clock(), shared.ids.next())));
    listed.forEach(l -> routes.addAll(l.routes(parts.issuer().path(), shared.errors)));
    var metadata = metadata(parts, shared, tokens, grants, listed);
    routes.addAll(
        Cors.open(Discovery.metadata(metadata, shared.catalog, shared.keys), origin -> true));
    return new Contents(List.copyOf(routes), authorization.authorize.interaction());
  }

  /// The grants, RFC 6749 §1.3, that the profile of the server allows. Requests of devices cannot
  /// be signed (RFC 8628 §3.1), so that there are none where all have to be.
  private static List<GrantType> grants(Parts parts, Shared shared, TokenWiring tokens) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    List<GrantType> grants = new ArrayList<>();
    grants.addAll(
        List.of(
            new AuthorizationCode(stores.grants(), shared.handles, clock),
            new RefreshToken(stores.grants(), shared.handles, parts.lifetimes(), clock),
            new ClientCredentials(),
            new DeviceCode(
                stores.pendingRequests(),
                stores.grants(),
                shared.handles,
                clock,
                shared.ids.next()),
            new TokenExchange(tokens.state, shared::findClient)));
    if (!parts.trustedIssuers().isEmpty()) {
      var trusted =
          new TrustedIssuers(parts.issuer(), parts.trustedIssuers(), shared.clientKeys, clock);
      grants.add(new JwtBearer(trusted, stores.people()));
    }
    grants.removeIf(grant -> !shared.profiles.allowsGrantType(grant.name()));
    if (shared.inForce.requiresSignature()) {
      grants.removeIf(grant -> grant.name().equals(DeviceCode.NAME));
    }
    return List.copyOf(grants);
  }

  /// The endpoints and where they are; what has a name is in the metadata under it.
  private static List<Listed> listed(
      Parts parts,
      Shared shared,
      TokenWiring tokens,
      RegistrationWiring registration,
      AuthorizationWiring authorization,
      List<GrantType> grants) {
    Issuer issuer = parts.issuer();
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    Audit audit = parts.audit();
    Authorize authorize = authorization.authorize;

    // Each request that strangers leave here is a row.
    var strangers = new Pace(Duration.ofMillis(200), 300, clock, shared.ids.next());

    Endpoint par =
        new PushedAuthorizationRequestEndpoint(
            tokens.clientAuthentication,
            tokens.dpop,
            tokens.objects,
            authorize.validation(),
            tokens.pushed,
            shared.errors,
            audit,
            clock,
            strangers);
    Endpoint deviceAuthorization =
        new DeviceAuthorizationEndpoint(
            issuer,
            tokens.clientAuthentication,
            tokens.decision,
            new ConsentRoom(new RequestedScopes(shared.catalog)),
            tokens.devices,
            authorization.requestPolicy,
            parts.lifetimes(),
            shared.errors,
            audit,
            strangers);
    Endpoint token =
        new TokenEndpoint(
            registration.documents,
            tokens.clientAuthentication,
            tokens.dpop,
            grants,
            tokens.issuer,
            shared.errors,
            audit);
    Endpoint userInfo =
        new UserInfoEndpoint(
            issuer,
            tokens.state,
            shared.catalog,
            tokens.dpop,
            stores.spentIds(),
            shared::findClient,
            tokens.clientJwts,
            shared.errors,
            audit);
    var documentOfToken =
        new DocumentOfToken(registration.documents, shared.handles, tokens.accessTokens, clock);
    Endpoint introspection =
        new IntrospectionEndpoint(
            documentOfToken,
            tokens.clientAuthentication,
            tokens.state,
            tokens.subjects,
            stores.grants(),
            shared.handles,
            parts.lifetimes(),
            tokens.clientJwts,
            shared.errors,
            audit,
            clock);
    Endpoint revocation =
        new RevocationEndpoint(
            documentOfToken,
            tokens.clientAuthentication,
            tokens.accessTokens,
            stores.grants(),
            stores.deniedTokens(),
            shared.handles,
            shared.errors,
            audit,
            clock);

    Predicate<String> origins = shared.publicClientOrigins;

    List<Listed> listed = new ArrayList<>();
    listed.addAll(
        List.of(
            new Listed("authorization_endpoint", AuthorizationEndpoint.PATH, authorize.endpoint()),
            new Listed("token_endpoint", "/token", token, "POST").readableBy(origins),
            // Where programs written for the API of the tutorial look for it.
            new Listed("", "/api/token", token, "POST").readableBy(origins),
            new Listed("pushed_authorization_request_endpoint", "/par", par, "POST")
                .readableBy(origins),
            new Listed(
                    "device_authorization_endpoint",
                    "/device_authorization",
                    deviceAuthorization,
                    "POST")
                .readableBy(origins),
            new Listed("userinfo_endpoint", "/userinfo", userInfo).readableBy(origins),
            new Listed("introspection_endpoint", "/introspect", introspection, "POST"),
            new Listed("revocation_endpoint", "/revoke", revocation, "POST").readableBy(origins),
            new Listed(
                "end_session_endpoint",
                SignOut.PATH,
                authorization.signOut.endpoint(parts.pages(), shared.errors)),
            new Listed("jwks_uri", "/jwks", Discovery.jwks(shared.keys), "GET")
                .readableBy(origin -> true)));
    listed.addAll(registration.listed);
    if (!names(grants).contains(DeviceCode.NAME)) {
      listed.removeIf(l -> l.endpoint().equals(deviceAuthorization));
    }
    return List.copyOf(listed);
  }

  private static Metadata metadata(
      Parts parts, Shared shared, TokenWiring tokens, List<GrantType> grants, List<Listed> listed) {
    Client every = shared.profiles.everyClient();
    return new Metadata(
        parts.issuer(),
        Listed.named(listed),
        names(grants),
        tokens.clientAuthentication.methods().stream()
            .filter(shared.profiles::allowsAuthMethod)
            .toList(),
        shared.inForce.requiresPush(),
        shared.inForce.requiresSignature(),
        tokens.dpop.algorithms(),
        parts.mutualTls().isPresent(),
        parts.registration().documents().enabled(),
        parts.peopleMayRegister(),
        parts.pages().languages(),
        every.requirements());
  }

  private static List<String> names(List<GrantType> grants) {
    return grants.stream().map(GrantType::name).toList();
  }
}

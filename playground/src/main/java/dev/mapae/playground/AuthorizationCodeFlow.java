package dev.mapae.playground;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.AuthorizationServerMetadata;
import dev.mapae.client.Client;
import dev.mapae.client.ClientAuthentication.AuthenticatedForm;
import dev.mapae.client.ClientException;
import dev.mapae.client.Discovery;
import dev.mapae.client.IdToken;
import dev.mapae.client.IdTokenPolicy;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.net.http.HttpRequest;

/// Plays the authorization code grant: a person lets a program act for them. RFC 6749 §4.1, RFC
/// 7636, RFC 9207, OIDC Core §3.1.
final class AuthorizationCodeFlow {
  private final Cast cast;
  private final Api api;

  AuthorizationCodeFlow(Cast cast, Api api) {
    this.cast = cast;
    this.api = api;
  }

  /// Makes the authorization request.
  ///
  /// @param scope what to ask for
  /// @return where the browser has to go
  URI start(Session session, Recording recording, Language language, String... scope) {
    AuthorizationServerMetadata server = Discovery.discover(cast.issuer(), recording.environment());
    AuthorizationRequest request =
        code(client(server, recording))
            .start(AuthorizationOptions.scope(scope).with("ui_locales", language.tag()));
    recording.add(
        new Step.FrontChannel(
            "authorization-request",
            Role.CLIENT,
            Role.AUTHORIZATION_SERVER,
            "HTTP/1.1 303 See Other\nLocation: " + request.url(),
            request.url()));
    session.depart(new Session.Departure(server, request, recording.steps()));
    return request.url();
  }

  /// Takes the authorization response and redeems its code.
  ///
  /// @param callback the URL that the browser asked for
  Tokens finish(Session session, Recording recording, Session.Departure departure, URI callback) {
    recording.learn(departure.server());
    departure.steps().forEach(recording::add);
    recording.add(new Step.Unseen("sign-in", Role.RESOURCE_OWNER, Role.AUTHORIZATION_SERVER));
    recording.add(
        new Step.FrontChannel(
            "authorization-response",
            Role.AUTHORIZATION_SERVER,
            Role.CLIENT,
            "GET "
                + callback.getRawPath()
                + "?"
                + callback.getRawQuery()
                + " HTTP/1.1\nHost: "
                + callback.getRawAuthority(),
            callback));
    Tokens tokens =
        code(client(departure.server(), recording)).finish(departure.request(), callback);
    session.arrive(new Session.Arrival(departure, callback));
    keep(session, recording, new Session.Holding(departure.server(), tokens));
    return tokens;
  }

  /// Gets new tokens with the refresh token. RFC 6749 §6.
  void refresh(Session session, Recording recording, Session.Holding holding) {
    Client client = client(holding.server(), recording);
    recording.learn(holding.server());
    keep(
        session,
        recording,
        new Session.Holding(holding.server(), client.refresh(holding.tokens())));
  }

  /// Asks who the person is. OIDC Core §5.3.
  void userInfo(Recording recording, Session.Holding holding) {
    recording.learn(holding.server());
    client(holding.server(), recording).userInfo(holding.tokens());
  }

  /// Redeems the code a second time, and looks at what is left of the grant. RFC 6749 §4.1.2.
  void replay(Recording recording, Session.Holding holding, Session.Arrival arrival) {
    AuthorizationServerMetadata server = holding.server();
    recording.learn(server);
    Client client = client(server, recording);
    try {
      code(client).finish(arrival.departure().request(), arrival.callback());
    } catch (ClientException e) {
      recording.add(new Step.Stopped(String.valueOf(e.getMessage())));
    }
    try {
      client.refresh(holding.tokens());
    } catch (ClientException e) {
      recording.add(new Step.Stopped(String.valueOf(e.getMessage())));
    }
    server.introspectionEndpoint().ifPresent(endpoint -> introspect(recording, endpoint, holding));
    api.playlists(recording, holding.tokens().accessToken());
  }

  /// RFC 7662 §2.1.
  private void introspect(Recording recording, URI endpoint, Session.Holding holding) {
    AuthenticatedForm request =
        cast.client()
            .authenticate(
                Parameters.empty().with("token", holding.tokens().accessToken()),
                holding.server(),
                recording.environment());
    String body = request.form().encode();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(endpoint)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    request.authorization().ifPresent(value -> builder.header("Authorization", value));
    recording.send("introspection", Role.AUTHORIZATION_SERVER, builder, body);
  }

  private static void keep(Session session, Recording recording, Session.Holding holding) {
    session.hold(Flow.AUTHORIZATION_CODE, holding);
    recording.read("access_token", holding.tokens().accessToken(), holding.server());
    holding
        .tokens()
        .idToken()
        .map(IdToken::serialized)
        .ifPresent(token -> recording.read("id_token", token, holding.server()));
  }

  private Client client(AuthorizationServerMetadata server, Recording recording) {
    return new Client(server, cast.client(), IdTokenPolicy.standard(), recording.environment());
  }

  private AuthorizationCode code(Client client) {
    return client.authorizationCode(cast.redirectUri());
  }
}

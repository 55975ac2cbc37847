package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.response.SessionIds;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Has the browser tell clients that a session ended. OpenID Connect Front-Channel Logout §3.
record FrontChannelLogout(String issuer, Function<String, Optional<Client>> clients) {
  /// What the browser does after a session ended.
  ///
  /// @param told the clients that hear of it
  /// @param location where the person goes on
  SignedOut after(Session session, List<String> told, Optional<String> location) {
    List<Client> framed =
        told.stream()
            .flatMap(id -> clients.apply(id).stream())
            .filter(client -> client.enabled() && client.logout().frontchannelUri().isPresent())
            .toList();
    return new SignedOut(
        framed.stream().map(client -> url(client, session)).toList(),
        framed.stream().map(client -> origin(uri(client))).distinct().toList(),
        location);
  }

  private String url(Client client, Session session) {
    String uri = uri(client);
    Parameters parameters =
        Parameters.empty()
            .with("iss", issuer)
            .with("sid", new SessionIds(issuer).sid(session.firstId(), client.id()));
    return uri + (uri.indexOf('?') < 0 ? "?" : "&") + parameters.encode();
  }

  private static String uri(Client client) {
    return client.logout().frontchannelUri().orElseThrow();
  }

  private static String origin(String uri) {
    URI parsed = URI.create(uri);
    return parsed.getScheme() + "://" + parsed.getRawAuthority();
  }
}

package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.response.SessionIds;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Has the browser tell clients that a session ended. OpenID Connect Front-Channel Logout §3.
///
/// A session may have given tokens to hundreds of them, and where they are is in a header as well,
/// which proxies bound. The page has room for some; of the others that nothing else tells the audit
/// says so.
record FrontChannelLogout(String issuer, Function<String, Optional<Client>> clients, Audit audit) {
  /// What the browser does after a session ended.
  ///
  /// @param told the clients that hear of it
  /// @param location where the person goes on
  SignedOut after(Session session, List<String> told, Optional<String> location) {
    int room = PageRoom.OF_FRAMES;
    List<Client> framed = new ArrayList<>();
    for (Client client : toTell(told)) {
      int needed = PageRoom.ofFrame(url(client, session));
      if (needed <= room) {
        room -= needed;
        framed.add(client);
      } else if (client.logout().backchannelUri().isEmpty()) {
        untold(session, client);
      }
    }
    return new SignedOut(
        framed.stream().map(client -> url(client, session)).toList(),
        framed.stream().map(client -> origin(uri(client))).distinct().toList(),
        location);
  }

  /// First those that somebody vouches for, and of these whom nothing else tells: no stranger takes
  /// their room.
  private List<Client> toTell(List<String> told) {
    return told.stream()
        .flatMap(id -> clients.apply(id).stream())
        .filter(client -> client.enabled() && client.logout().frontchannelUri().isPresent())
        .sorted(
            Comparator.comparing(Client::isSelfRegistered)
                .thenComparing(client -> client.logout().backchannelUri().isPresent())
                .thenComparing(Client::id))
        .toList();
  }

  private void untold(Session session, Client client) {
    audit.record(
        AuditEvent.ofServer(AuditEvent.Type.LOGOUT_UNDELIVERED)
            .with("client_id", client.id())
            .with("sub", session.subject())
            .with("reason", "too_many"));
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

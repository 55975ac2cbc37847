package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Writes logout tokens. OpenID Connect Back-Channel Logout §2.4.
record LogoutTokens(ClientJwts jwts, Subjects subjects, Ids ids) {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /// As the specification recommends.
  private static final Duration LIFETIME = Duration.ofMinutes(2);

  /// Writes one that tells a client of the end of a session. Each is another one: a client may
  /// refuse one that it saw before.
  String write(Client client, LogoutDelivery delivery, Instant now) {
    Json claims =
        jwts.claims(client)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(LIFETIME).getEpochSecond())
            .with("jti", ids.next())
            .with("sub", subjects.of(client, delivery.subject()))
            .with("sid", jwts.sid(client, delivery.sessionId()))
            .with("events", Map.of(EVENT, Map.of()));
    return jwts.logoutToken(client, claims);
  }
}

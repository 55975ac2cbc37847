package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.ClientLogout;
import java.util.List;
import java.util.Optional;

/// Reads what a client registered about sign-out. OpenID Connect RP-Initiated Logout §3.1, OpenID
/// Connect Back-Channel Logout §2.2.
final class LogoutReader {
  private LogoutReader() {}

  static ClientLogout read(
      Section client, List<String> postLogoutRedirectUris, List<String> redirectUris) {
    // The session is named always.
    client.flag("backchannel_logout_session_required", false);
    return new ClientLogout(postLogoutRedirectUris, backchannel(client), Optional.empty());
  }

  private static Optional<String> backchannel(Section client) {
    String key = "backchannel_logout_uri";
    Optional<String> uri = client.text(key);
    uri.flatMap(OutboundUrls::mistake)
        .ifPresent(mistake -> client.mistake(key, "'" + key + "': " + mistake));
    return uri;
  }
}

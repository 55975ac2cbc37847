package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.ClientLogout;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a client registered about sign-out. OpenID Connect RP-Initiated Logout §3.1, OpenID
/// Connect Back-Channel Logout §2.2, OpenID Connect Front-Channel Logout §2.
final class LogoutReader {
  private static final Pattern WEB_ORIGIN = Pattern.compile("^https?://[^/?]+");

  private LogoutReader() {}

  static ClientLogout read(
      Section client, List<String> postLogoutRedirectUris, List<String> redirectUris) {
    // Read for their mistakes alone: the session is named always, as both values allow.
    client.flag("backchannel_logout_session_required", false);
    client.flag("frontchannel_logout_session_required", false);
    postLogoutRedirectUris.stream()
        .filter(uri -> PageRoom.ofWayOn(uri) > PageRoom.OF_WAY_ON)
        .forEach(uri -> tooLong(client, uri));
    return new ClientLogout(
        postLogoutRedirectUris, backchannel(client), frontchannel(client, redirectUris));
  }

  /// Whoever signs out gets a page that has it twice, beside all that is told to others.
  private static void tooLong(Section client, String uri) {
    client.mistake(
        "post_logout_redirect_uris",
        "the redirect URI '%s': it has more than %d bytes as it is in HTML, where & and ' have five each; shorten it"
            .formatted(uri, PageRoom.OF_WAY_ON));
  }

  private static Optional<String> backchannel(Section client) {
    String key = "backchannel_logout_uri";
    Optional<String> uri = client.text(key);
    uri.flatMap(OutboundUrls::mistake)
        .ifPresent(mistake -> client.mistake(key, "'" + key + "': " + mistake));
    return uri;
  }

  /// It is shown in a frame of ours, so it is one of the client's own pages.
  private static Optional<String> frontchannel(Section client, List<String> redirectUris) {
    String key = "frontchannel_logout_uri";
    Optional<String> uri = client.text(key);
    uri.flatMap(u -> frontchannelMistake(u, redirectUris))
        .ifPresent(mistake -> client.mistake(key, "'" + key + "': " + mistake));
    return uri;
  }

  private static Optional<String> frontchannelMistake(String uri, List<String> redirectUris) {
    Optional<String> mistake = RedirectUris.mistake(uri);
    if (mistake.isPresent()) {
      return mistake;
    }
    Optional<String> origin = origin(uri);
    if (origin.isEmpty()) {
      return Optional.of("it is no web page; write it like https://app.example.com/logged-out");
    }
    return redirectUris.stream().noneMatch(redirect -> origin(redirect).equals(origin))
        ? Optional.of(
            "no redirect URI has its scheme, host and port, as one has to (OpenID Connect"
                + " Front-Channel Logout §2); take a page beside a redirect URI")
        : Optional.empty();
  }

  private static Optional<String> origin(String uri) {
    return Optional.of(WEB_ORIGIN.matcher(uri)).filter(Matcher::find).map(Matcher::group);
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Loopback;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;

/// A redirect URI that its client registered. Only the exact match constructs one, so that nothing
/// is ever sent to another. RFC 6749 §3.1.2.3, RFC 9700 §2.1, RFC 8252 §7.3.
public final class VerifiedRedirectUri {

  private final String value;

  private VerifiedRedirectUri(String value) {
    this.value = value;
  }

  /// Compares what a request asks for with what the client registered: byte for byte, but for the
  /// port of a loopback address, which command-line programs cannot know beforehand.
  static Optional<VerifiedRedirectUri> match(Client client, String requested) {
    return match(client.redirectUris(), requested);
  }

  /// The same for where a person goes after they signed out. OpenID Connect RP-Initiated Logout §3.
  public static Optional<VerifiedRedirectUri> afterSignOut(Client client, String requested) {
    return match(client.logout().postLogoutRedirectUris(), requested);
  }

  private static Optional<VerifiedRedirectUri> match(List<String> known, String requested) {
    Optional<String> portless = withoutPort(requested);
    return known.stream()
            .anyMatch(registered ->
                registered.equals(requested)
                    || (portless.isPresent() && withoutPort(registered).equals(portless)))
        ? Optional.of(new VerifiedRedirectUri(requested))
        : Optional.empty();
  }

  /// The only one that the client registered, for a request that names none. RFC 6749 §3.1.2.3.
  static Optional<VerifiedRedirectUri> only(Client client) {
    return client.redirectUris().size() == 1
        ? Optional.of(new VerifiedRedirectUri(client.redirectUris().getFirst()))
        : Optional.empty();
  }

  public String value() {
    return value;
  }

  /// Whether somebody else on the person's device could be listening there: a loopback address or a
  /// private-use scheme. RFC 8252 §8.6.
  boolean isOnDevice() {
    return isOnDevice(value);
  }

  static boolean isOnDevice(String registered) {
    return withoutPort(registered).isPresent() || !isWeb(registered);
  }

  private static boolean isWeb(String uri) {
    return uri.startsWith("https://") || uri.startsWith("http://");
  }

  /// Where the answer goes, as people can read it: host and port, or a private-use scheme.
  public String host() {
    if (!isWeb(value)) {
      return value.substring(0, value.indexOf(':') + 1);
    }
    int start = value.indexOf("://");
    return value.substring(start + 3, authorityEnd(start + 3));
  }

  /// Where the answer goes, for a page.
  Destination destination() {
    return new Destination.Redirect(host(), isOnDevice());
  }

  /// The source for `form-action`: browsers hold every redirect after a post to it as well, also
  /// those that the client makes afterwards, so it is the scheme alone.
  public String formTarget() {
    return formTarget(value);
  }

  static String formTarget(String registered) {
    return registered.substring(0, registered.indexOf(':') + 1);
  }

  /// The URI with the response in its query.
  public String withQuery(Parameters response) {
    return value + (value.indexOf('?') < 0 ? "?" : "&") + response.encode();
  }

  /// The URI with the response in its fragment.
  String withFragment(Parameters response) {
    return value + "#" + response.encode();
  }

  private int authorityEnd(int from) {
    for (int i = from; i < value.length(); i++) {
      if (value.charAt(i) == '/' || value.charAt(i) == '?') {
        return i;
      }
    }
    return value.length();
  }

  /// A loopback URI without its port; empty for any other. Nothing but a port may stand between the
  /// colon and the path, so that `http://127.0.0.1:80@evil.example` is not one.
  private static Optional<String> withoutPort(String uri) {
    for (String host : Loopback.REDIRECT_HOSTS) {
      String loopback = "http://" + host;
      if (uri.startsWith(loopback)) {
        int i = loopback.length();
        if (i < uri.length() && uri.charAt(i) == ':') {
          int port = i + 1;
          do {
            i++;
          } while (i < uri.length() && uri.charAt(i) >= '0' && uri.charAt(i) <= '9');
          if (!isPort(uri.substring(port, i))) {
            return Optional.empty();
          }
        }
        if (i == uri.length() || uri.charAt(i) == '/' || uri.charAt(i) == '?') {
          return Optional.of(loopback + uri.substring(i));
        }
      }
    }
    return Optional.empty();
  }

  /// 1 to 65535, as anybody would write it.
  private static boolean isPort(String digits) {
    return !digits.isEmpty()
        && digits.length() <= 5
        && digits.charAt(0) != '0'
        && Integer.parseInt(digits) <= 65_535;
  }

  @Override
  public String toString() {
    return value;
  }
}

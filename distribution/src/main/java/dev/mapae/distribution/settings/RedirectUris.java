package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.registration.PlainUrl;
import dev.mapae.protocol.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which redirect URIs a client may have. RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1.
///
/// They are compared byte by byte ever after, so that everything that two readers could understand
/// differently is refused here.
final class RedirectUris {
  private static final int MAX_LENGTH = 2000;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?]*))?([^?]*)(?:\\?.*)?");
  private static final Pattern CHARACTERS =
      Pattern.compile("(?:[A-Za-z0-9._~:/?\\[\\]@!$&'()+,;=-]|%[0-9A-Fa-f]{2})+");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  /// RFC 3986 §3.2.2, where no octet begins with a zero.
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private RedirectUris() {}

  /// What is wrong with a redirect URI, and how to mend it.
  ///
  /// @return empty when nothing is
  static Optional<String> mistake(String uri) {
    if (uri.length() > MAX_LENGTH) {
      return Optional.of("it has more than " + MAX_LENGTH + " characters; shorten it");
    }
    if (uri.contains("#")) {
      return Optional.of("it has a fragment; leave out '#' and what follows (RFC 6749 §3.1.2)");
    }
    if (uri.contains("*")) {
      return Optional.of("it has a wildcard; register every URI in full (RFC 9700 §2.1)");
    }
    Matcher m = FORM.matcher(uri);
    if (!m.matches() || !CHARACTERS.matcher(uri).matches()) {
      return Optional.of(
          "it is no absolute URI (RFC 3986 §4.3); write it like https://app.example.com/callback");
    }
    String path = m.group(3);
    if (PlainUrl.hasDotSegment(path) || path.contains(";") || path.contains("//")) {
      return Optional.of("its path has '.', '..', ';' or '//' in it; write the plain path");
    }
    String scheme = m.group(1);
    if (!scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
      return Optional.of("its scheme is not in lower case; URIs are compared letter by letter");
    }
    return switch (scheme) {
      case "https", "http" -> web(uri, scheme, Optional.ofNullable(m.group(2)));
      default -> privateUse(scheme, Optional.ofNullable(m.group(2)));
    };
  }

  private static Optional<String> web(String uri, String scheme, Optional<String> authority) {
    if (authority.filter(a -> a.contains("@")).isPresent()) {
      return Optional.of("it has user information; leave out what is before '@'");
    }
    Matcher port = PORT.matcher(authority.orElse(""));
    String host = port.replaceFirst("");
    if (port.reset().find() && Integer.parseInt(port.group(1)) > 65535) {
      return Optional.of("its port is no port; ports go up to 65535");
    }
    if (!PlainUrl.isHost(host) || !isReadAs(host, uri) || isOddAddress(host)) {
      return Optional.of(
          "it has no proper host in lower case; write it like https://app.example.com/callback");
    }
    if (scheme.equals("http") && !Loopback.REDIRECT_HOSTS.contains(host)) {
      return Optional.of("it is http off loopback, which anybody on the way can read; use https");
    }
    return Optional.empty();
  }

  /// An address that some read as another one: 0177.0.0.1 is 127.0.0.1 to browsers.
  private static boolean isOddAddress(String host) {
    return NUMBERS.matcher(host).matches() && !ADDRESS.matcher(host).matches();
  }

  /// Whether another reader finds that host, so that nobody takes a number for an address
  /// (`0x7f.1`) or a bracket in a path for one around it.
  private static boolean isReadAs(String host, String uri) {
    try {
      return host.equals(new URI(uri).getHost());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Optional<String> privateUse(String scheme, Optional<String> authority) {
    if (!scheme.contains(".")) {
      return Optional.of(
          "the scheme '%s' is dangerous or could be anybody's; use https, or a reversed domain of yours like com.example.app:/callback (RFC 8252 §7.1)"
              .formatted(scheme));
    }
    if (authority.filter(a -> a.contains("@")).isPresent()) {
      return Optional.of("it has user information; leave out what is before '@'");
    }
    return Optional.empty();
  }
}

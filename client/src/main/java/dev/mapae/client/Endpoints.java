package dev.mapae.client;

import dev.mapae.protocol.Loopback;
import java.net.URI;
import java.net.URISyntaxException;

/// Which URLs this client trusts with anything: https, or http on this very machine. RFC 8414 §2,
/// RFC 8252 §8.3.
final class Endpoints {
  private static final int MAX_LENGTH = 8192;

  private Endpoints() {}

  /// Checks an issuer identifier. RFC 8414 §2: https, without query and fragment.
  static URI issuer(String issuer) {
    URI uri = secure("issuer", issuer, true);
    if (uri.getRawQuery() != null) {
      throw untrusted("issuer", "must not have a query");
    }
    return uri;
  }

  /// Checks an endpoint that an issuer named. Plain http is for a loopback issuer alone.
  static URI endpoint(String name, String value, URI issuer) {
    return secure(name, value, isPlain(issuer));
  }

  /// Whether a host is this machine by its name alone.
  static boolean isLoopback(URI uri) {
    return uri.getHost() != null && Loopback.isHost(uri.getHost());
  }

  /// Whether the scheme is http, which only loopback hosts are accepted with.
  static boolean isPlain(URI uri) {
    return "http".equals(uri.getScheme());
  }

  /// Whether two URLs have the same scheme, host and port. RFC 6454 §4.
  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme() != null
        && a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost() != null
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  /// Checks any URL that this client is about to use.
  ///
  /// @param name what it is called in the error
  /// @param plainOnLoopback whether http is accepted where the host is loopback
  static URI secure(String name, String value, boolean plainOnLoopback) {
    if (value.length() > MAX_LENGTH) {
      throw untrusted(name, "is too long");
    }
    URI uri;
    try {
      uri = new URI(value);
    } catch (URISyntaxException e) {
      throw untrusted(name, "is not a URL");
    }
    boolean https = "https".equals(uri.getScheme());
    boolean plain = plainOnLoopback && isPlain(uri) && isLoopback(uri);
    if (!https && !plain) {
      throw untrusted(name, "must begin with https://");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw untrusted(name, "must have a host, and neither user information nor a fragment");
    }
    return uri;
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static ClientException untrusted(String name, String what) {
    return new ClientError.Untrusted("The " + name + " " + what + ".").exception();
  }
}

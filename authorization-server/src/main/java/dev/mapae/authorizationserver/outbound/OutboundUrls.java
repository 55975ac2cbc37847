package dev.mapae.authorizationserver.outbound;

import dev.mapae.protocol.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Which URLs a client may name for the server to fetch, by their form alone: nothing is resolved.
public final class OutboundUrls {
  private static final int MAX_LENGTH = 2000;
  private static final int MAX_PORT = 65535;

  private OutboundUrls() {}

  /// What is wrong with a URL, and how to mend it.
  ///
  /// @return empty when nothing is
  public static Optional<String> mistake(String url) {
    if (url.length() > MAX_LENGTH) {
      return Optional.of("it has more than " + MAX_LENGTH + " characters; shorten it");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("it is no URL; write it like https://app.example.com/jwks.json");
    }
    if (uri.getHost() == null || uri.getScheme() == null || uri.getPort() > MAX_PORT) {
      return Optional.of("it is no URL; write it like https://app.example.com/jwks.json");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("it has user information; leave out what is before '@'");
    }
    if (uri.getRawFragment() != null) {
      return Optional.of("it has a fragment; leave out '#' and what follows");
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> Optional.empty();
      case "http" ->
          Loopback.isHost(uri.getHost())
              ? Optional.empty()
              : Optional.of("it is http, which anybody on the way can change; use https");
      default -> Optional.of("its scheme is not https; use https");
    };
  }
}

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
    try {
      var _ = parse(url);
      return Optional.empty();
    } catch (NotFetched e) {
      return Optional.of(e.reason());
    }
  }

  /// Reads a URL, which then has a scheme and a host.
  ///
  /// @throws NotFetched when something is wrong with it
  public static URI parse(String url) {
    if (url.length() > MAX_LENGTH) {
      throw new NotFetched("it has more than " + MAX_LENGTH + " characters; shorten it");
    }
    URI uri = uri(url);
    if (uri.getHost() == null || uri.getScheme() == null || uri.getPort() > MAX_PORT) {
      throw noUrl();
    }
    if (!uri.toASCIIString().equals(url)) {
      throw new NotFetched("it has characters beyond ASCII; write them with '%' (RFC 3986 §2.1)");
    }
    if (uri.getRawUserInfo() != null) {
      throw new NotFetched("it has user information; leave out what is before '@'");
    }
    if (uri.getRawFragment() != null) {
      throw new NotFetched("it has a fragment; leave out '#' and what follows");
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> uri;
      case "http" -> {
        if (!Loopback.isHost(uri.getHost())) {
          throw inClear();
        }
        yield uri;
      }
      default -> throw new NotFetched("its scheme is not https; use https");
    };
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw noUrl();
    }
  }

  private static NotFetched noUrl() {
    return new NotFetched("it is no URL; write it like https://app.example.com/jwks.json");
  }

  /// What is said of a URL that is `http`, but not for this very machine.
  public static NotFetched inClear() {
    return new NotFetched("it is http, which anybody on the way can change; use https");
  }
}

package dev.mapae.resourceserver;

import java.io.IOException;
import java.net.URI;

/// Gets one document of the issuer: its metadata or its keys. The default does so with the JDK's
/// HTTP client; an application that has to go through a client of its own gives another.
@FunctionalInterface
public interface Fetcher {
  /// Gets the body of a 200 answer.
  ///
  /// Another implementation has to hold to the same limits: `https` (or `http` on loopback), no
  /// redirects, bounded in size and time.
  ///
  /// @throws IOException when there is no such answer, or it is too large or too slow
  byte[] fetch(URI uri) throws IOException;

  /// The default: the JDK's HTTP client, at most 512 KiB within three seconds.
  static Fetcher http() {
    return new HttpFetcher();
  }
}

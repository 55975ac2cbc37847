package dev.mapae.resourceserver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;

/// Gets what an issuer answers: its metadata, its keys, and what it says of tokens. The default
/// does so with the JDK's HTTP client; an application that has to go through a client of its own
/// gives another.
@FunctionalInterface
public interface Fetcher {
  /// Gets the body of a 200 answer.
  ///
  /// Another implementation has to hold to the same limits: `https` (or `http` on loopback), no
  /// redirects, bounded in size and time.
  ///
  /// @throws IOException when there is no such answer, or it is too large or too slow
  byte[] fetch(URI uri) throws IOException;

  /// Sends a form and gets the body of a 200 answer, within the same limits. Only for an issuer
  /// that is asked about tokens; an implementation without it cannot do that.
  ///
  /// @param form encoded as `application/x-www-form-urlencoded`
  /// @param headers besides `Content-Type`; they may hold a secret
  /// @throws IOException when there is no such answer, or it is too large or too slow
  default byte[] post(URI uri, String form, Map<String, String> headers) throws IOException {
    throw new IOException("this Fetcher sends no forms; let it implement post");
  }

  /// The default: the JDK's HTTP client, at most 512 KiB within three seconds.
  static Fetcher http() {
    return new HttpFetcher();
  }

  /// The same with another HTTP client (proxy, trust store, a certificate by which this API shows
  /// who asks about tokens, [Introspection#tlsClientAuth]).
  ///
  /// @throws IllegalArgumentException for a client that follows redirects
  static Fetcher http(HttpClient client) {
    return new HttpFetcher(client);
  }
}

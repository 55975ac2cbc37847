package dev.mapae.distribution.http;

import java.time.Duration;

/// What a peer can make large, slow or many, and where that ends.
///
/// @param uri the longest request target, in bytes; beyond it 414
/// @param headers the largest header section with its request line, in bytes; beyond it 431
/// @param headerFields how many header fields; beyond it 431
/// @param body the largest body, in bytes; beyond it 413
/// @param wholeRequest how long a peer may take to send the header section, and again to send the
///   body, and again to take the answer; beyond it the connection is closed
/// @param idle how long a connection may be silent
/// @param connections how many at once; the next ones wait until one ends
/// @param inFlight how many requests are answered at once; beyond it 503. As many may wait on their
///   peers, for a body or to have an answer taken; beyond it the slowest loses its connection
/// @param linger how long proxies may go on with the connections they have when the server stops
/// @param stop how long requests in flight may take to finish after that
public record Limits(
    int uri,
    int headers,
    int headerFields,
    int body,
    Duration wholeRequest,
    Duration idle,
    int connections,
    int inFlight,
    Duration linger,
    Duration stop) {
  public static final Limits PRESET =
      new Limits(
          8 * 1024,
          16 * 1024,
          100,
          64 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          4096,
          1024,
          Duration.ofMillis(500),
          Duration.ofSeconds(15));
}

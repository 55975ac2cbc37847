package dev.mapae.distribution.http;

import java.time.Duration;

/// One answered request, as far as it may be written down: no query, header or body.
///
/// @param id also sent to the client as `X-Request-Id`
/// @param path without query, cut short where it is very long
/// @param bytes of the answer's body
/// @param protocol `HTTP/1.1` or `HTTP/2.0`
public record Exchange(
    String id,
    String method,
    String path,
    int status,
    Duration took,
    long bytes,
    String remoteAddress,
    String protocol) {}

/// Binds the server's small view of HTTP to Jetty: sockets, TLS, trusted proxies and hard limits.
@NullMarked
package dev.mapae.distribution.http;

import org.jspecify.annotations.NullMarked;

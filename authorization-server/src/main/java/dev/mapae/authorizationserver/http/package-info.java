/// The server's own small view of HTTP: a request in, a response out. The binding to a real HTTP
/// server is elsewhere.
@NullMarked
package dev.mapae.authorizationserver.http;

import org.jspecify.annotations.NullMarked;

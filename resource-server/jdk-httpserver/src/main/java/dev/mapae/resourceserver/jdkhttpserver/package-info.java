/// The resource server library for the JDK's own HTTP server, `com.sun.net.httpserver`.
///
/// ```java
/// server.createContext("/v1/playlists", ProtectedHandler.of(
///     api.require(Requirement.scope("playlist.read")),
///     (exchange, token) -> answer(exchange, playlistsOf(token.subject()))));
/// ```
@NullMarked
package dev.mapae.resourceserver.jdkhttpserver;

import org.jspecify.annotations.NullMarked;

/// The resource server library for Javalin.
///
/// ```java
/// ResourceServer api = ResourceServer.of("https://id.example.com", "https://api.example.com/");
/// Javalin.start(config ->
///     config.routes.get(
///         "/v1/playlists",
///         ProtectedHandler.of(
///             api.require(Requirement.scope("playlist.read")),
///             (ctx, token) -> ctx.json(playlistsOf(token.subject())))));
/// ```
@NullMarked
package dev.mapae.resourceserver.javalin;

import org.jspecify.annotations.NullMarked;

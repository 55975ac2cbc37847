/// The resource server library for the server transports of the MCP Java SDK. Model Context
/// Protocol, Authorization (2026-07-28).
///
/// ```java
/// McpAuthorization authorization =
///     McpAuthorization.of("https://id.example.com", "https://mcp.example.com/mcp")
///         .require(scope("playlist.read"))
///         .tool("list_playlists")
///         .tool("create_playlist", scope("playlist.write"));
/// var transport =
///     HttpServletStatelessServerTransport.builder()
///         .contextExtractor(McpAuthorization::context)
///         .build();
/// …
/// authorization.protect(servletContext, transport);
/// ```
///
/// A tool asks [dev.mapae.resourceserver.mcp.McpAuthorization#token] who calls it.
@NullMarked
package dev.mapae.resourceserver.mcp;

import org.jspecify.annotations.NullMarked;

package dev.mapae.resourceserver.mcp;

import dev.mapae.resourceserver.VerifiedToken;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;

/// The transports of the SDK, each with a server that has three tools.
enum PlaylistTransports {
  STATELESS {
    @Override
    HttpServlet make() {
      var transport =
          HttpServletStatelessServerTransport.builder()
              .contextExtractor(McpAuthorization::context)
              .build();
      McpServer.sync(transport)
          .serverInfo("playlists", "1.0.0")
          .toolCall(tool("list_playlists"), PlaylistTransports::answer)
          .toolCall(tool("create_playlist"), PlaylistTransports::answer)
          .toolCall(tool("forgotten"), PlaylistTransports::answer)
          .build();
      return transport;
    }
  },
  STREAMABLE {
    @Override
    HttpServlet make() {
      var transport =
          HttpServletStreamableServerTransportProvider.builder()
              .contextExtractor(McpAuthorization::context)
              .build();
      McpServer.sync(transport)
          .serverInfo("playlists", "1.0.0")
          .toolCall(
              tool("list_playlists"), (exchange, call) -> answer(exchange.transportContext(), call))
          .toolCall(
              tool("create_playlist"),
              (exchange, call) -> answer(exchange.transportContext(), call))
          .toolCall(
              tool("forgotten"), (exchange, call) -> answer(exchange.transportContext(), call))
          .build();
      return transport;
    }
  };

  abstract HttpServlet make();

  private static Tool tool(String name) {
    return Tool.builder(name, Map.of("type", "object")).build();
  }

  /// Says who called what with which argument.
  private static CallToolResult answer(McpTransportContext context, CallToolRequest call) {
    VerifiedToken token = McpAuthorization.token(context);
    Object title = call.arguments() == null ? "" : call.arguments().getOrDefault("title", "");
    return CallToolResult.builder()
        .addTextContent(call.name() + " by " + token.subject() + " " + token.scope() + title)
        .build();
  }
}

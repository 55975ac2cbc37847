package dev.mapae.resourceserver.mcp;

import static dev.mapae.resourceserver.Requirement.acr;
import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import dev.mapae.resourceserver.servlet.MetadataServlet;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.transport.HttpServletSseServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Model Context Protocol, Authorization (2026-07-28), at an MCP server in a real container over a
/// socket.
class McpAuthorizationTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String RESOURCE = "https://mcp.example.com/mcp";
  private static final String METADATA = "/.well-known/oauth-protected-resource/mcp";
  private static final String METADATA_URL = "https://mcp.example.com" + METADATA;
  private static final String READER = "Bearer alice.playlist.read";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /// Opaque tokens: `SUBJECT.SCOPE`, where a plus parts the values. Those of somebody whose name
  /// begins with `brief` end in three seconds.
  private static VerifiedToken verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      throw new ProtocolError.InvalidToken("There is no such token.").exception();
    }
    return new VerifiedToken(
        ISSUER,
        token.substring(0, dot),
        Optional.empty(),
        Scope.of(token.substring(dot + 1).split("\\+")),
        Set.of(),
        token.startsWith("brief") ? Instant.now().plusSeconds(3) : Instant.MAX,
        Map.of());
  }

  private static McpAuthorization authorization(String resource) {
    return McpAuthorization.of(
        ResourceServer.of(
            ResourceServerSettings.of(ISSUER, resource).metadata(m -> m),
            McpAuthorizationTests::verify));
  }

  private static McpAuthorization playlists() {
    return authorization(RESOURCE)
        .require(scope("playlist.read"))
        .tool("list_playlists")
        .tool("create_playlist", scope("playlist.write"));
  }

  private void start(McpAuthorization authorization, HttpServlet transport) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer(
        (Set<Class<?>> classes, ServletContext c) -> authorization.protect(c, transport));
    server.setHandler(context);
    server.start();
  }

  private void start() throws Exception {
    start(playlists(), PlaylistTransports.STATELESS.make());
  }

  private HttpResponse<String> send(
      String method, String path, byte[] body, String authorization, String... more)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.getURI().resolve(path))
            .method(method, BodyPublishers.ofByteArray(body))
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (more.length > 0) {
      request.headers(more);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body, String authorization, String... more)
      throws Exception {
    return send("POST", "/mcp", body.getBytes(StandardCharsets.UTF_8), authorization, more);
  }

  private static String call(String tool) {
    return """
    {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "%s", "arguments": {}}}
    """
        .formatted(tool);
  }

  private static List<String> challenges(HttpResponse<String> answer) {
    return answer.headers().allValues("WWW-Authenticate");
  }

  @Nested
  class Scope_selection_strategy {
    @Test
    void a_request_without_token_is_told_where_to_get_one_and_for_what() throws Exception {
      start();

      HttpResponse<String> answer = post(call("create_playlist"), "");

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(challenges(answer).get(0))
          .isEqualTo("Bearer resource_metadata=\"" + METADATA_URL + "\", scope=\"playlist.read\"");
      assertThat(challenges(answer).get(1)).startsWith("DPoP ").contains("scope=\"playlist.read\"");
    }

    @Test
    void so_is_one_whose_token_is_no_good() throws Exception {
      start();

      HttpResponse<String> answer = post(call("list_playlists"), "Bearer nonsense");

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(challenges(answer).get(0))
          .contains("error=\"invalid_token\"", METADATA_URL, "scope=\"playlist.read\"");
    }

    @Test
    void the_metadata_has_the_scope_of_every_request_unless_they_say_otherwise() {
      assertThat(playlists().metadata().scopesSupported()).isEqualTo(Scope.of("playlist.read"));
      ResourceServer api =
          ResourceServer.of(
              ResourceServerSettings.of(ISSUER, RESOURCE)
                  .metadata(m -> m.scopesSupported("other")));
      assertThat(
              McpAuthorization.of(api).require(scope("playlist.read")).metadata().scopesSupported())
          .isEqualTo(Scope.of("other"));
    }

    @Test
    void a_server_that_needs_no_scope_asks_for_none() throws Exception {
      start(authorization(RESOURCE), PlaylistTransports.STATELESS.make());

      assertThat(challenges(post(call("list_playlists"), "")).get(0)).doesNotContain("scope=");
      assertThat(post(call("list_playlists"), "Bearer alice.openid").statusCode()).isEqualTo(200);
    }
  }

  @Nested
  class Protected_resource_metadata {
    @Test
    void is_where_the_challenge_says() throws Exception {
      start();

      HttpResponse<String> answer = send("GET", METADATA, new byte[0], "");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("resource", RESOURCE)
          .containsEntry("authorization_servers", List.of(ISSUER))
          .containsEntry("scopes_supported", List.of("playlist.read"));
    }

    @Test
    void is_open_to_everybody_also_where_the_whole_host_is_the_resource() throws Exception {
      start(authorization("https://mcp.example.com"), PlaylistTransports.STATELESS.make());

      assertThat(send("GET", "/.well-known/oauth-protected-resource", new byte[0], "").statusCode())
          .isEqualTo(200);
      assertThat(post(call("list_playlists"), "").statusCode()).isEqualTo(401);
      assertThat(post(call("list_playlists"), READER).statusCode()).isEqualTo(200);
    }

    /// As where Spring Boot registers a filter that nobody gave a mapping.
    @Test
    void is_answered_by_the_filter_where_that_is_in_front_of_everything() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      FilterHolder filter = new FilterHolder(playlists().filter());
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
      context.addServlet(new ServletHolder(PlaylistTransports.STATELESS.make()), "/mcp");
      server.setHandler(context);
      server.start();

      HttpResponse<String> answer = send("GET", METADATA, new byte[0], "");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("resource", RESOURCE)
          .containsEntry("scopes_supported", List.of("playlist.read"));
      assertThat(post(call("list_playlists"), "").statusCode()).isEqualTo(401);
      assertThat(post(call("list_playlists"), READER).statusCode()).isEqualTo(200);
    }

    @Test
    void that_is_there_already_is_found_out_before_anything_has_a_path() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) -> {
        MetadataServlet.publish(c, playlists().metadata());
        assertThatIllegalStateException()
            .isThrownBy(() -> playlists().protect(c, PlaylistTransports.STATELESS.make()))
            .withMessageContaining(METADATA);
      });
      server.setHandler(context);
      server.start();

      assertThat(send("GET", "/mcp", new byte[0], READER).statusCode()).isEqualTo(404);
    }

    @Test
    void is_demanded() {
      ResourceServer silent = ResourceServer.of(ResourceServerSettings.of(ISSUER, RESOURCE));
      assertThatIllegalArgumentException().isThrownBy(() -> McpAuthorization.of(silent));
      assertThat(McpAuthorization.of(ISSUER, RESOURCE).metadata().uri()).hasToString(METADATA_URL);
    }
  }

  @Nested
  class Scope_challenge_handling {
    @ParameterizedTest
    @EnumSource(PlaylistTransports.class)
    void a_tool_that_needs_more_is_refused_before_a_stream_begins(PlaylistTransports transport)
        throws Exception {
      start(playlists(), transport.make());

      HttpResponse<String> answer = post(call("create_playlist"), READER);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(challenges(answer))
          .singleElement()
          .satisfies(challenge ->
              assertThat(challenge)
                  .startsWith("Bearer resource_metadata=\"" + METADATA_URL + "\"")
                  .contains(
                      "error=\"insufficient_scope\"", "scope=\"playlist.read playlist.write\""));
    }

    @Test
    void so_is_every_request_without_what_all_of_them_need() throws Exception {
      start();

      HttpResponse<String> answer =
          post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", "Bearer alice.openid");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(challenges(answer).get(0)).contains("scope=\"playlist.read\"");
    }

    @Test
    void with_the_scope_of_both_the_tool_is_called() throws Exception {
      start();

      HttpResponse<String> answer =
          post(call("create_playlist"), "Bearer alice.playlist.read+playlist.write");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("create_playlist by alice playlist.read playlist.write");
    }

    @Test
    void a_tool_that_nobody_named_cannot_be_called() throws Exception {
      start();

      HttpResponse<String> answer = post(call("forgotten"), READER);

      assertThat(answer.body()).doesNotContain("by alice");
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("id", 7L)
          .extractingByKey("error")
          .isEqualTo(
              Map.of(
                  "code",
                  -32602L,
                  "message",
                  "There is no such tool, or the McpAuthorization of this server does not name"
                      + " it."));
    }

    @Test
    void where_none_is_named_all_can_be() throws Exception {
      start(
          authorization(RESOURCE).require(scope("playlist.read")),
          PlaylistTransports.STATELESS.make());

      assertThat(post(call("forgotten"), READER).body()).contains("forgotten by alice");
    }

    @Test
    void a_tool_for_which_no_token_would_be_enough_is_refused_at_once() {
      McpAuthorization one = authorization(RESOURCE).require(acr("one"));
      assertThatIllegalArgumentException().isThrownBy(() -> one.tool("x", acr("other")));
      McpAuthorization other = authorization(RESOURCE).tool("x", acr("other"));
      assertThatIllegalArgumentException().isThrownBy(() -> other.require(acr("one")));
    }

    @Test
    void a_tool_is_named_once() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> playlists().tool("create_playlist"))
          .withMessageContaining("create_playlist");
    }
  }

  /// Known mistake 4, in another place: two readers of one text who see two things in it.
  @Nested
  class Which_tool_is_called {
    // The header may lie.
    @Test
    void is_said_by_the_body() throws Exception {
      start();

      assertThat(
              post(
                      call("create_playlist"),
                      READER,
                      "Mcp-Method",
                      "tools/call",
                      "Mcp-Name",
                      "list_playlists")
                  .statusCode())
          .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call",
           "params":{"name":"list_playlists","name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call",
           "params":{"name":"create_playlist","name":"list_playlists"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_playlists"},
           "params":{"name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call",
           "params":{"name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/\\u0063all","params":{"n\\u0061me":"create_playlist"}}
          """,
          """
          {"id":1,"method":"tools/call","params":{"name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"list_playlists","name":"create_playlist"}}
          """,
          """
          [{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_playlist"}}]
          """,
          """
          {"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"create_playlist"}}
          """,
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_playlist"}} {}
          """
        })
    void is_read_once_and_called_by_nobody_who_may_not(String body) throws Exception {
      start();

      assertThat(post(body, READER).body()).doesNotContain("create_playlist by alice");
    }

    // UTF-16 without a mark: as UTF-8 it is nonsense, and nobody reads it as what its header says.
    @Test
    void does_not_depend_on_a_character_set_of_the_sender() throws Exception {
      start();

      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.getURI().resolve("/mcp"))
                  .header("Accept", "application/json, text/event-stream")
                  .header("Content-Type", "application/json; charset=utf-16be")
                  .header("Authorization", READER)
                  .POST(BodyPublishers.ofString(call("create_playlist"), StandardCharsets.UTF_16BE))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("-32600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "7", "{}", "{\"jsonrpc\":\"2.0\"}"})
    void is_not_guessed(String body) throws Exception {
      start();

      assertThat(post(body, READER).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "{\"name\":7}", "{\"name\":null}", "\"x\""})
    void is_none_where_no_name_is(String params) throws Exception {
      start();

      HttpResponse<String> answer =
          post(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}",
              READER);

      assertThat(answer.body()).contains("-32602");
    }

    @Test
    void is_read_of_a_bounded_body_and_only_for_who_has_a_token() throws Exception {
      start(playlists().maxRequestSize(200), PlaylistTransports.STATELESS.make());
      String call = call("list_playlists");
      String longest = call + " ".repeat(200 - call.length());

      assertThat(post(longest, READER).statusCode()).isEqualTo(200);
      assertThat(post(longest + " ", READER).statusCode()).isEqualTo(413);
      assertThat(post(longest + " ", "").statusCode()).isEqualTo(401);
      assertThatIllegalArgumentException().isThrownBy(() -> playlists().maxRequestSize(0));
    }

    @Test
    void and_the_transport_reads_the_same_body() throws Exception {
      start();

      String body =
          """
          {"jsonrpc":"2.0","id":1,"method":"tools/call",
           "params":{"name":"list_playlists","arguments":{"title":"재생 목록"}}}
          """;

      assertThat(post(body, READER).body()).contains("재생 목록");
    }
  }

  @Nested
  class Token_handling {
    @ParameterizedTest
    @EnumSource(PlaylistTransports.class)
    void a_tool_knows_who_calls_it(PlaylistTransports transport) throws Exception {
      start(playlists(), transport.make());

      try (McpSyncClient host = host(() -> READER)) {
        host.initialize();
        assertThat(host.listTools().tools())
            .extracting(Tool::name)
            .contains("list_playlists", "create_playlist");
        assertThat(text(host, "list_playlists")).isEqualTo("list_playlists by alice playlist.read");
      }
    }

    @Test
    void it_is_that_of_this_request_and_not_the_one_that_began_the_session() throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());
      String[] token = {READER};

      try (McpSyncClient host = host(() -> token[0])) {
        host.initialize();
        token[0] = "Bearer alice.playlist.read+playlist.write";
        assertThat(text(host, "create_playlist"))
            .isEqualTo("create_playlist by alice playlist.read playlist.write");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PUT", "OPTIONS"})
    void every_request_needs_a_token(String method) throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());

      assertThat(send(method, "/mcp", new byte[0], "").statusCode()).isEqualTo(401);
    }

    @Test
    void a_token_in_the_query_is_none() throws Exception {
      start();

      assertThat(
              send(
                      "POST",
                      "/mcp?access_token=alice.playlist.read",
                      call("list_playlists").getBytes(StandardCharsets.UTF_8),
                      "")
                  .statusCode())
          .isEqualTo(401);
    }

    @Test
    void a_transport_behind_no_filter_hands_on_nothing() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServlet(new ServletHolder(PlaylistTransports.STATELESS.make()), "/mcp");
      server.setHandler(context);
      server.start();

      assertThat(post(call("list_playlists"), READER).statusCode()).isEqualTo(500);
    }

    @Test
    void a_token_for_another_API_of_the_same_application_is_not_handed_on() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      ResourceServer other =
          ResourceServer.of(
              ResourceServerSettings.of(ISSUER, "https://api.example.com"),
              McpAuthorizationTests::verify);
      context.addFilter(
          new FilterHolder(AuthenticationFilter.of(other)),
          "/*",
          EnumSet.of(DispatcherType.REQUEST));
      context.addServlet(new ServletHolder(PlaylistTransports.STATELESS.make()), "/mcp");
      server.setHandler(context);
      server.start();

      assertThat(post(call("list_playlists"), READER).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @EnumSource(
        value = DispatcherType.class,
        names = {"FORWARD", "INCLUDE", "ASYNC"})
    void a_request_that_another_servlet_hands_over_needs_one(DispatcherType type) throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) ->
          playlists().protect(c, PlaylistTransports.STATELESS.make()));
      ServletHolder other = new ServletHolder(new HandingOver(type));
      other.setAsyncSupported(true);
      context.addServlet(other, "/other");
      server.setHandler(context);
      server.start();
      byte[] body = call("list_playlists").getBytes(StandardCharsets.UTF_8);
      byte[] more = call("create_playlist").getBytes(StandardCharsets.UTF_8);

      assertThat(send("POST", "/other", body, "").body()).contains("needs an access token");
      assertThat(send("POST", "/other", more, READER).body()).contains("insufficient_scope");
      if (type != DispatcherType.INCLUDE) { // which the transport itself does not answer
        assertThat(send("POST", "/other", body, READER).body()).contains("list_playlists by alice");
      }
    }

    @Test
    void a_transport_that_hands_on_nothing_is_found_out() {
      assertThatIllegalStateException()
          .isThrownBy(() -> McpAuthorization.token(McpTransportContext.EMPTY))
          .withMessageContaining("contextExtractor");
    }

    @Test
    void two_transports_of_a_kind_may_be_at_two_paths() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) -> {
        playlists().protect(c, PlaylistTransports.STATELESS.make());
        authorization("https://mcp.example.com/other%20one")
            .protect(c, PlaylistTransports.STATELESS.make());
      });
      server.setHandler(context);
      server.start();
      byte[] body = call("list_playlists").getBytes(StandardCharsets.UTF_8);

      assertThat(send("POST", "/other%20one", body, "").statusCode()).isEqualTo(401);
      assertThat(send("GET", METADATA.replace("mcp", "other%20one"), new byte[0], "").statusCode())
          .isEqualTo(200);
      assertThat(post(call("list_playlists"), READER).statusCode()).isEqualTo(200);
    }

    @Test
    void an_application_that_is_not_at_the_root_is_told_so() {
      ServletContextHandler context = new ServletContextHandler("/app");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) ->
          playlists().protect(c, PlaylistTransports.STATELESS.make()));
      server.setHandler(context);

      assertThatThrownBy(server::start).hasStackTraceContaining("The application is at /app");
    }

    /// Its streams would outlast their tokens.
    @Test
    @SuppressWarnings("deprecation")
    void a_transport_that_the_protocol_dropped_is_refused() {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) ->
          playlists()
              .protect(
                  c,
                  HttpServletSseServerTransportProvider.builder()
                      .messageEndpoint("/message")
                      .build()));
      server.setHandler(context);

      assertThatThrownBy(server::start)
          .hasStackTraceContaining("Take HttpServletStreamableServerTransportProvider");
    }

    @Test
    @SuppressWarnings("deprecation")
    void such_a_transport_is_refused_behind_the_filter_alone_as_well() throws Exception {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addFilter(
          new FilterHolder(playlists().filter()), "/*", EnumSet.allOf(DispatcherType.class));
      context.addServlet(
          new ServletHolder(
              HttpServletSseServerTransportProvider.builder().messageEndpoint("/message").build()),
          "/*");
      server.setHandler(context);
      server.start();

      assertThat(send("GET", "/sse", new byte[0], READER).statusCode()).isEqualTo(500);
      assertThat(send("POST", "/message", new byte[0], "").statusCode()).isEqualTo(401);
      assertThat(send("POST", "/message", new byte[0], READER).body())
          .contains("Take HttpServletStreamableServerTransportProvider");
    }

    @Test
    void a_transport_at_the_path_of_another_servlet_is_found_out() {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) -> {
        c.addServlet("other", PlaylistTransports.STATELESS.make()).addMapping("/mcp");
        playlists().protect(c, PlaylistTransports.STATELESS.make());
      });
      server.setHandler(context);

      assertThatThrownBy(server::start).hasStackTraceContaining("Another servlet has the path");
    }

    @Test
    void a_second_transport_of_a_kind_is_not_left_unprotected() {
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) -> {
        playlists().protect(c, PlaylistTransports.STATELESS.make());
        playlists().protect(c, PlaylistTransports.STATELESS.make());
      });
      server.setHandler(context);

      assertThatThrownBy(server::start).hasStackTraceContaining("such a transport already");
    }
  }

  /// MCP, Security Best Practices: an id that somebody else learned.
  @Nested
  class A_session {
    private static final String INITIALIZE =
        """
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
         "capabilities": {}, "clientInfo": {"name": "host", "version": "1"}}}
        """;

    private String begin(String token) throws Exception {
      String id = post(INITIALIZE, token).headers().firstValue("Mcp-Session-Id").orElseThrow();
      post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
          token,
          "Mcp-Session-Id",
          id);
      return id;
    }

    @Test
    void is_there_for_nobody_but_who_began_it() throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());
      String id = begin(READER);
      String bob = "Bearer bob.playlist.read";

      assertThat(post(call("list_playlists"), bob, "Mcp-Session-Id", id).statusCode())
          .isEqualTo(404);
      String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
      assertThat(post(answer, bob, "Mcp-Session-Id", id).statusCode()).isEqualTo(404);
      for (String method : List.of("GET", "DELETE")) {
        assertThat(send(method, "/mcp", new byte[0], bob, "Mcp-Session-Id", id).statusCode())
            .isEqualTo(404);
      }
      assertThat(post(call("list_playlists"), READER, "Mcp-Session-Id", id).body())
          .contains("list_playlists by alice");
    }

    /// What only the transport knows is of no use to anybody.
    @Test
    void has_another_id_for_hosts_than_for_the_transport() throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());
      String id = begin(READER);
      String inner = id.substring(0, id.lastIndexOf('.'));

      assertThat(post(call("list_playlists"), READER, "Mcp-Session-Id", inner).statusCode())
          .isEqualTo(404);
      assertThat(post(call("list_playlists"), READER, "Mcp-Session-Id", id).statusCode())
          .isEqualTo(200);
    }

    @Test
    void that_is_not_known_is_none() throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());

      HttpResponse<String> answer =
          post(call("list_playlists"), READER, "Mcp-Session-Id", "made-up");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("There is no such session");
    }

    @Test
    @Timeout(30)
    void has_a_stream_for_as_long_as_the_token_is_good() throws Exception {
      start(playlists(), PlaylistTransports.STREAMABLE.make());
      String brief = "Bearer brief.playlist.read";
      String id = begin(brief);

      long asked = System.nanoTime();
      // Until it has ended.
      HttpResponse<String> stream = send("GET", "/mcp", new byte[0], brief, "Mcp-Session-Id", id);

      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofSeconds(2));

      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
    }
  }

  private static final class HandingOver extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final DispatcherType type;

    HandingOver(DispatcherType type) {
      this.type = type;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      RequestDispatcher mcp = request.getRequestDispatcher("/mcp");
      switch (type) {
        case FORWARD -> mcp.forward(request, response);
        case INCLUDE -> mcp.include(request, response);
        default -> request.startAsync().dispatch("/mcp");
      }
    }
  }

  /// The client of the SDK.
  private McpSyncClient host(Supplier<String> token) {
    URI base = server.getURI();
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(base.toString())
                .endpoint("/mcp")
                .addHttpRequestCustomizer((request, method, uri, body, context) ->
                    request.setHeader("Authorization", token.get()))
                .build())
        .build();
  }

  private static String text(McpSyncClient host, String tool) {
    CallToolResult result =
        host.callTool(CallToolRequest.builder(tool).arguments(Map.of()).build());
    return ((TextContent) result.content().get(0)).text();
  }
}

package dev.mapae.resourceserver.mcp;

import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.Requirement;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lets a request pass whose token is good for what it is about. MCP, Scope Challenge Handling.
/// Where it is mapped to more than the path of the transport it answers the metadata as well.
///
/// Which tool a request calls is read by the SDK's own methods: two readers could be made to see
/// two tools in one text. The header `Mcp-Name` says it too, and whoever sends it may lie.
final class AuthorizationFilter implements Filter {
  private static final String POST = "POST";

  private final Filter every;
  private final Map<String, Filter> tools = new HashMap<>();
  private final int maxRequestSize;
  private final McpJsonMapper jsonMapper;
  private final InstantSource clock;
  private final SessionIds sessions = new SessionIds();

  AuthorizationFilter(
      ResourceServer api,
      ProtectedResourceMetadata metadata,
      Requirement every,
      Map<String, Requirement> tools,
      int maxRequestSize,
      Optional<McpJsonMapper> jsonMapper) {
    this.every = AuthenticationFilter.of(new Held(api.require(every), every, metadata));
    tools.forEach((name, further) -> {
      Requirement both = every.and(further);
      this.tools.put(name, AuthenticationFilter.of(new Held(api.require(both), both, metadata)));
    });
    this.maxRequestSize = maxRequestSize;
    this.jsonMapper = jsonMapper.orElseGet(McpJsonDefaults::getMapper);
    this.clock = api.clock();
  }

  /// What the transport has in front of it, and hosts are told of it.
  private record Held(
      Authenticator<VerifiedToken> api, Requirement requirement, ProtectedResourceMetadata told)
      implements Authenticator<VerifiedToken> {
    @Override
    public Outcome<VerifiedToken> authenticate(ResourceRequest request) {
      Outcome<VerifiedToken> outcome = api.authenticate(request);
      return outcome instanceof Outcome.Refused<VerifiedToken> refused
          ? new Outcome.Refused<>(naming(requirement.scope(), refused.refusal()))
          : outcome;
    }

    @Override
    public Optional<ProtectedResourceMetadata> metadata() {
      return Optional.of(told);
    }
  }

  /// MCP, Scope Selection Strategy: also a host without a token learns for what to ask.
  private static Refusal naming(Scope scope, Refusal refusal) {
    if (refusal.status() != HttpServletResponse.SC_UNAUTHORIZED || scope.isEmpty()) {
      return refusal;
    }
    List<Challenge> challenges =
        refusal.challenges().stream()
            .map(c -> c.parameters().containsKey("scope") ? c : c.with("scope", scope.toString()))
            .toList();
    return new Refusal(
        refusal.status(), refusal.error(), refusal.description(), challenges, refusal.dpopNonce());
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    every.doFilter(
        request,
        response,
        // Only then is there anybody whose body is worth reading.
        (accepted, answer) -> {
          refuseSse((HttpServletRequest) accepted);
          pass((HttpServletRequest) accepted, (HttpServletResponse) answer, chain);
        });
  }

  /// Which transport it is in front of only the requests say.
  private static void refuseSse(HttpServletRequest request) throws ServletException {
    ServletRegistration transport =
        request
            .getServletContext()
            .getServletRegistration(request.getHttpServletMapping().getServletName());
    if (transport != null && McpAuthorization.isSse(transport.getClassName())) {
      throw new ServletException(McpAuthorization.NO_SSE);
    }
  }

  private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    VerifiedToken token = AuthenticationFilter.token(request);
    request.setAttribute(McpAuthorization.TOKEN, token);
    Optional<HttpServletRequest> opened = sessions.opened(request, token);
    if (opened.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      answer(
          response,
          Json.object(),
          McpSchema.ErrorCodes.INVALID_REQUEST,
          "There is no such session; begin another one.");
      return;
    }
    HttpServletResponse closed = sessions.closed(response, token);
    if (!tools.isEmpty() && request.getMethod().equals(POST)) {
      byTool(opened.get(), closed, chain);
    } else {
      chain.doFilter(opened.get(), closed);
    }
    StreamEnd.at(token, clock.instant(), request);
  }

  private void byTool(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    InputStream in = request.getInputStream();
    byte[] body = in.readNBytes(maxRequestSize);
    if (in.read() != -1) {
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    ReadRequest read = new ReadRequest(request, body);
    Optional<McpSchema.JSONRPCMessage> message = message(body);
    if (message.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      answer(
          response,
          Json.object(),
          McpSchema.ErrorCodes.INVALID_REQUEST,
          "This is no message of the Model Context Protocol.");
    } else if (message.get() instanceof McpSchema.JSONRPCRequest call
        && McpSchema.METHOD_TOOLS_CALL.equals(call.method())) {
      Filter tool = tools.get(name(call));
      if (tool == null) {
        answer(
            response,
            Json.object().with("id", call.id()),
            McpSchema.ErrorCodes.INVALID_PARAMS,
            "There is no such tool, or the McpAuthorization of this server does not name it.");
      } else {
        tool.doFilter(read, response, chain);
      }
    } else {
      chain.doFilter(read, response);
    }
  }

  /// @return empty for what the transport could not read either, or not as we do
  private Optional<McpSchema.JSONRPCMessage> message(byte[] body) {
    try {
      return Optional.of(
          McpSchema.deserializeJsonRpcMessage(
              jsonMapper, new String(body, StandardCharsets.UTF_8)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /// The name of the tool, as the handlers of the SDK take it out of a call; empty, which no tool
  /// is called, where there is none.
  private String name(McpSchema.JSONRPCRequest call) {
    try {
      return jsonMapper.convertValue(call.params(), McpSchema.CallToolRequest.class).name();
    } catch (RuntimeException e) {
      return "";
    }
  }

  private static void answer(
      HttpServletResponse response, Json message, int code, String description) throws IOException {
    byte[] body =
        message
            .with("jsonrpc", "2.0")
            .with("error", Map.of("code", code, "message", description))
            .bytes();
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}

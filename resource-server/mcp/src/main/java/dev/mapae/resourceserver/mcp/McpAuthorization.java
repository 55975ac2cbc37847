package dev.mapae.resourceserver.mcp;

import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.Requirement;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.servlet.MetadataServlet;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may use an MCP server over HTTP, and which of its tools: the resource server of the Model
/// Context Protocol, Authorization (2026-07-28). Unmodifiable; each method that says more answers
/// another one.
///
/// A request without a good token is answered with 401, and one whose token does not allow what it
/// is about with 403 `insufficient_scope`, before the transport sees it and anything of a stream is
/// sent. The challenges name the scope that would be enough, and the metadata (RFC 9728), by which
/// hosts find the authorization server.
///
/// The token is for this server alone: a tool that calls another API gets a token of its own for
/// that, by token exchange (RFC 8693) for example, and never passes this one on.
public final class McpAuthorization {
  /// The name of a request attribute, and of the same in what a transport hands on.
  static final String TOKEN = McpAuthorization.class.getName() + ".token";

  private static final String SSE =
      "io.modelcontextprotocol.server.transport.HttpServletSseServerTransportProvider";

  static final String NO_SSE =
      "The transport of HTTP with SSE cannot be protected: its streams outlast their tokens,"
          + " and its sessions are in URLs. Take HttpServletStreamableServerTransportProvider"
          + " or HttpServletStatelessServerTransport, which hosts speak since 2025-03-26.";

  private static final Requirement NOTHING = new Requirement(Scope.empty(), Set.of());

  /// As much as the transports read themselves to begin with.
  private static final int MAX_REQUEST_SIZE = 16 * 1024 * 1024;

  private final ResourceServer api;
  private final ProtectedResourceMetadata metadata;
  private final Requirement every;
  private final Map<String, Requirement> tools;
  private final int maxRequestSize;
  private final Optional<McpJsonMapper> jsonMapper;

  private McpAuthorization(
      ResourceServer api,
      ProtectedResourceMetadata metadata,
      Requirement every,
      Map<String, Requirement> tools,
      int maxRequestSize,
      Optional<McpJsonMapper> jsonMapper) {
    this.api = api;
    this.metadata = metadata;
    this.every = every;
    this.tools = Collections.unmodifiableMap(tools);
    this.maxRequestSize = maxRequestSize;
    this.jsonMapper = jsonMapper;
    tools.values().forEach(every::and); // throws where they exclude each other
  }

  /// Takes the JWT access tokens of an issuer (RFC 9068), whatever their scope.
  ///
  /// @param issuer the issuer identifier, as in `iss`
  /// @param resource the URL of the MCP endpoint as hosts have it, which is its resource identifier
  ///   (RFC 8707), and the `aud` of its tokens
  /// @throws IllegalArgumentException when one of them is not an https URL (http only on loopback)
  public static McpAuthorization of(String issuer, String resource) {
    return of(ResourceServer.of(ResourceServerSettings.of(issuer, resource).metadata(m -> m)));
  }

  /// The same for an API of which more is to be said: several issuers, opaque tokens, tokens that
  /// are bound to a key.
  ///
  /// In an application with the Spring Boot starter it is no bean, or it names `scopesSupported` in
  /// its settings and is a `@Bean(defaultCandidate = false)`: the starter answers the metadata of
  /// all beans, which know nothing of [#require], and any other bean would take the place of the
  /// API that the starter makes.
  ///
  /// @param api whose settings have metadata, with the URL of the MCP endpoint as `resource`. It is
  ///   what hosts ask for a token for (RFC 8707), so it is the `aud` of those tokens as well: an
  ///   API with another audience refuses them all
  /// @throws IllegalArgumentException when they have none, which the protocol demands
  public static McpAuthorization of(ResourceServer api) {
    ProtectedResourceMetadata metadata =
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "An MCP server has metadata; add .metadata(m -> m) to its"
                        + " ResourceServerSettings."));
    return new McpAuthorization(
        api, metadata, NOTHING, new LinkedHashMap<>(), MAX_REQUEST_SIZE, Optional.empty());
  }

  /// Needs this of every request, also of those that only list tools. Its scope is what hosts ask
  /// people for in the beginning: it is in the 401, and in the metadata where these name no scopes.
  ///
  /// @throws IllegalArgumentException when for one of the tools no token would be enough then
  public McpAuthorization require(Requirement requirement) {
    return new McpAuthorization(api, metadata, requirement, tools, maxRequestSize, jsonMapper);
  }

  /// Names a tool that needs no more than every request does.
  ///
  /// As soon as one tool is named all have to be: a tool that is not cannot be called.
  ///
  /// @throws IllegalArgumentException when it was named before
  public McpAuthorization tool(String name) {
    return tool(name, NOTHING);
  }

  /// Names a tool whose calls need this besides what every request needs. The challenge of the 403
  /// has the scope of both, so that a host asks its person once.
  ///
  /// @param name as in `tools/call`, letter for letter
  /// @throws IllegalArgumentException when it was named before, or no token would be enough
  public McpAuthorization tool(String name, Requirement further) {
    Map<String, Requirement> more = new LinkedHashMap<>(tools);
    if (more.putIfAbsent(name, further) != null) {
      throw new IllegalArgumentException("The tool is there twice: " + name);
    }
    return new McpAuthorization(api, metadata, every, more, maxRequestSize, jsonMapper);
  }

  /// Bounds the body of a request where tools are named; to begin with it is the 16 MiB that the
  /// transports have.
  ///
  /// @param bytes as of the transport
  /// @throws IllegalArgumentException for less than one
  public McpAuthorization maxRequestSize(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("A request has at least one byte.");
    }
    return new McpAuthorization(api, metadata, every, tools, bytes, jsonMapper);
  }

  /// Reads requests as transport and server do, where those were given a mapper of their own, the
  /// same for both.
  public McpAuthorization jsonMapper(McpJsonMapper mapper) {
    return new McpAuthorization(api, metadata, every, tools, maxRequestSize, Optional.of(mapper));
  }

  /// Registers a transport at the path of the resource, behind the filter, and the metadata where
  /// the challenges point to. Behind a proxy that takes a part of the path away, register
  /// [#filter()] and the others yourself.
  ///
  /// @param context which is being initialized
  /// @param transport `HttpServletStatelessServerTransport` or
  ///   `HttpServletStreamableServerTransportProvider`, made with
  ///   `.contextExtractor(McpAuthorization::context)` and the same path as its endpoint (`/mcp`
  ///   unless it is told another)
  /// @throws IllegalArgumentException for the transport of HTTP with SSE
  ///   (`HttpServletSseServerTransportProvider`), which the protocol dropped in 2025-03-26
  /// @throws IllegalStateException when the context has such a transport, such metadata or another
  ///   servlet at that path already, and when it has a context path, which the path of the resource
  ///   would come after
  public void protect(ServletContext context, HttpServlet transport) {
    if (isSse(transport.getClass().getName())) {
      throw new IllegalArgumentException(NO_SSE);
    }
    if (!context.getContextPath().isEmpty()) {
      throw new IllegalStateException(
          "The application is at "
              + context.getContextPath()
              + ", and not at the root of its host; register filter(), the transport and"
              + " MetadataServlet.of(metadata()) where they belong.");
    }
    String name = transport.getClass().getName() + " " + path();
    ServletRegistration.Dynamic servlet = context.addServlet(name, transport);
    FilterRegistration.Dynamic filter = context.addFilter(name, filter());
    if (servlet == null || filter == null) {
      throw new IllegalStateException("There is such a transport already: " + name);
    }
    MetadataServlet.publish(context, metadata()); // nothing has a path yet if it throws
    servlet.setAsyncSupported(true);
    if (!servlet.addMapping(path()).isEmpty()) {
      throw new IllegalStateException(
          "Another servlet has the path of the transport, "
              + path()
              + "; leave it to McpAuthorization.protect.");
    }
    filter.setAsyncSupported(true);
    // By the name of the servlet, since the metadata may lie below its path.
    // Whichever way a request comes: whoever forwards one may have asked for no token.
    filter.addMappingForServletNames(
        EnumSet.complementOf(EnumSet.of(DispatcherType.ERROR)), false, name);
  }

  /// Its messages come to another path than its streams, with the number of a session in the URL,
  /// which is no secret; and a stream goes on after the token that opened it. By name, since an SDK
  /// that dropped the class is good as well. It cannot be extended.
  static boolean isSse(String transport) {
    return SSE.equals(transport);
  }

  /// The filter alone, for a transport as of [#protect] and nothing else: map it to the path of
  /// that, for every [DispatcherType] but `ERROR`, and have it support asynchronous requests.
  /// Mapped to `/*`, all that the application has is held to what the transport needs, but for the
  /// [#metadata], which it answers to everybody then. Whose a session is stands in the id that
  /// hosts have for it, which only this filter can read: one transport has one filter. Accepted
  /// requests for a transport of HTTP with SSE end with a [jakarta.servlet.ServletException].
  public Filter filter() {
    return new AuthorizationFilter(api, metadata(), every, tools, maxRequestSize, jsonMapper);
  }

  /// What hosts are told about this server, for [MetadataServlet#of]: its own metadata, with the
  /// scope that every request needs where they name none.
  public ProtectedResourceMetadata metadata() {
    return metadata.scopesSupported().isEmpty()
        ? metadata.scopesSupported(every.scope().stream().toArray(String[]::new))
        : metadata;
  }

  /// As containers compare it, decoded.
  private String path() {
    String path = metadata.resource().getPath();
    return path.isEmpty() || path.equals("/") ? "/*" : path;
  }

  /// What a transport hands to its tools of a request: the token. For `contextExtractor`.
  ///
  /// @throws IllegalStateException when the request did not pass the filter; one that takes the
  ///   tokens of another API is not enough
  public static McpTransportContext context(HttpServletRequest request) {
    if (request.getAttribute(TOKEN) instanceof VerifiedToken token) {
      return McpTransportContext.create(Map.of(TOKEN, token));
    }
    throw new IllegalStateException(
        "Nobody looked for a token in this request; register the transport by"
            + " McpAuthorization.protect.");
  }

  /// Who calls a tool.
  ///
  /// @param context as the tool is handed it; `exchange.transportContext()` where it is handed an
  ///   exchange
  /// @throws IllegalStateException when the transport was made without
  ///   `.contextExtractor(McpAuthorization::context)`
  public static VerifiedToken token(McpTransportContext context) {
    if (context.get(TOKEN) instanceof VerifiedToken token) {
      return token;
    }
    throw new IllegalStateException(
        "The transport hands on no token; make it with"
            + " .contextExtractor(McpAuthorization::context).");
  }
}

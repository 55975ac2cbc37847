package dev.mapae.resourceserver.servlet;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.BasicAuthenticator;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Jakarta Servlet 6.1, §6 Filtering, in a real container over a socket.
class JakartaServletTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String API = "https://api.example.com/";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ResourceServer api =
      ResourceServer.of(ResourceServerSettings.of(ISSUER, API), JakartaServletTests::verify);
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(
        new FilterHolder(JakartaServletTests::hideAddress),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    filter(context, "/v1/playlists", AuthenticationFilter.of(api.require(scope("playlist.read"))));
    filter(
        context,
        "/v1/staff",
        AuthenticationFilter.of(
            BasicAuthenticator.of(
                "Staff",
                given ->
                    Optional.of(given.userId())
                        .filter(u -> given.equals(new BasicCredentials("admin", "secret")))),
            (request, response, refusal) -> {
              response.setContentType("application/json");
              response.getWriter().print("{\"error\":{\"status\":" + refusal.status() + "}}");
            }));
    context.addServlet(new ServletHolder(new WhoAmI()), "/*");
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static void filter(
      ServletContextHandler context, String path, AuthenticationFilter filter) {
    context.addFilter(new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST));
  }

  /// A container has no address for what comes in by a Unix domain socket.
  private static void hideAddress(
      ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(
        new HttpServletRequestWrapper((HttpServletRequest) request) {
          @Override
          public @Nullable String getRemoteAddr() {
            return "socket".equals(getQueryString()) ? null : super.getRemoteAddr();
          }
        },
        response);
  }

  /// Answers with whoever came in.
  private static final class WhoAmI extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String who =
          AuthenticationFilter.principal(request, VerifiedToken.class)
              .map(VerifiedToken::subject)
              .or(() -> AuthenticationFilter.principal(request, String.class))
              .orElse("nobody");
      response.getWriter().print(who);
    }
  }

  /// Leaves the answer to another servlet.
  private static final class HandingOver extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if (request.getPathInfo().equals("/async")) {
        request.startAsync().dispatch("/v1/x");
      } else {
        request
            .getRequestDispatcher("/v1/x")
            .forward(
                request.getPathInfo().equals("/other") ? new AsBob(request) : request, response);
      }
    }
  }

  /// A part of a batch, as of somebody else than the batch.
  private static final class AsBob extends HttpServletRequestWrapper {
    AsBob(HttpServletRequest request) {
      super(request);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equals("Authorization")
          ? Collections.enumeration(List.of("Bearer bob.x"))
          : super.getHeaders(name);
    }
  }

  /// Opaque tokens: `SUBJECT.SCOPE`.
  private static VerifiedToken verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      throw new ProtocolError.InvalidToken("There is no such token.").exception();
    }
    return new VerifiedToken(
        ISSUER,
        token.substring(0, dot),
        Optional.empty(),
        Scope.of(token.substring(dot + 1)),
        Set.of(),
        Instant.MAX,
        Map.of());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.getURI().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Nested
  class A_servlet_behind_a_resource_server {
    @Test
    void finds_the_token_in_the_request() throws Exception {
      var response = get("/v1/playlists", "Authorization", "Bearer alice.playlist.read");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("alice");
    }

    @Test
    void may_be_asked_over_what_has_no_address() throws Exception {
      String token = "Bearer alice.playlist.read";
      assertThat(get("/v1/playlists?socket", "Authorization", token).body()).isEqualTo("alice");
    }

    @Test
    void never_sees_a_request_without_token() throws Exception {
      var response = get("/v1/playlists");

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().allValues("WWW-Authenticate"))
          .satisfiesExactly(
              bearer -> assertThat(bearer).isEqualTo("Bearer"),
              dpop -> assertThat(dpop).startsWith("DPoP algs=\""));
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(response.body()).startsWith("{\"status\":401,\"detail\":\"");
    }

    @Test
    void never_sees_a_bad_token_or_one_without_the_scope() throws Exception {
      var bad = get("/v1/playlists", "Authorization", "Bearer nonsense");
      var poor = get("/v1/playlists", "Authorization", "Bearer alice.openid");

      assertThat(bad.statusCode()).isEqualTo(401);
      assertThat(bad.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
      assertThat(poor.statusCode()).isEqualTo(403);
      assertThat(poor.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("error=\"insufficient_scope\"", "scope=\"playlist.read\"");
    }

    @Test
    void never_sees_a_request_with_two_tokens() throws Exception {
      String token = "Bearer alice.playlist.read";

      assertThat(get("/v1/playlists", "Authorization", token, "Authorization", token).statusCode())
          .isEqualTo(400);
      assertThat(get("/v1/playlists?access_token=x", "Authorization", token).statusCode())
          .isEqualTo(400);
    }

    @Test
    void may_have_a_query_that_is_not_utf_8() throws Exception {
      var response =
          get("/v1/playlists?q=%7B%20%ff", "Authorization", "Bearer alice.playlist.read");

      assertThat(response.statusCode()).isEqualTo(200);
    }
  }

  /// §6.2.5: a filter is for the dispatches that its mapping names.
  @Nested
  class A_filter_that_is_added {
    private void start(Consumer<ServletContext> added) throws Exception {
      server.stop();
      ServletContextHandler context = new ServletContextHandler("/");
      ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
      errors.addErrorPage(429, "/v1/error");
      context.setErrorHandler(errors);
      context.addServletContainerInitializer(
          (Set<Class<?>> classes, ServletContext c) -> added.accept(c));
      context.addServlet(new ServletHolder(new WhoAmI()), "/v1/*");
      ServletHolder open = new ServletHolder(new HandingOver());
      open.setAsyncSupported(true);
      context.addServlet(open, "/open/*");
      server.setHandler(context);
      server.start();
    }

    @Test
    void is_for_requests_whichever_way_they_come() throws Exception {
      start(c -> AuthenticationFilter.of(api).addTo(c, "/v1/*"));

      for (String path : List.of("/v1/x", "/open/forward", "/open/async")) {
        assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        assertThat(get(path, "Authorization", "Bearer alice.x").body()).as(path).isEqualTo("alice");
      }
    }

    @Test
    void leaves_an_error_before_it_as_it_is() throws Exception {
      start(c -> {
        c.addFilter(
                "pace",
                (request, response, chain) -> ((HttpServletResponse) response).sendError(429))
            .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        AuthenticationFilter.of(api).addTo(c, "/*");
      });

      HttpResponse<String> answer = get("/v1/x");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).isEqualTo("nobody");
    }

    @Test
    void judges_a_request_once_however_it_is_handed_on() throws Exception {
      AtomicInteger judged = new AtomicInteger();
      ResourceServer counting =
          ResourceServer.of(
              ResourceServerSettings.of(ISSUER, API),
              token -> {
                judged.incrementAndGet();
                return verify(token);
              });
      start(c -> AuthenticationFilter.of(counting).addTo(c, "/*"));

      for (String path : List.of("/open/forward", "/open/async")) {
        judged.set(0);
        assertThat(get(path, "Authorization", "Bearer alice.x").body()).as(path).isEqualTo("alice");
        assertThat(judged).as(path).hasValue(1);
        assertThat(get(path).statusCode()).as(path).isEqualTo(401);
      }
    }

    @Test
    void judges_it_again_with_other_credentials_or_where_another_one_asks_for_more()
        throws Exception {
      start(c -> {
        AuthenticationFilter.of(api).addTo(c, "/*");
        AuthenticationFilter.of(api.require(scope("y"))).addTo(c, "/v1/*");
      });
      for (String path : List.of("/open/forward", "/open/async")) {
        assertThat(get(path, "Authorization", "Bearer alice.x").statusCode())
            .as(path)
            .isEqualTo(403);
        assertThat(get(path, "Authorization", "Bearer alice.y").body()).as(path).isEqualTo("alice");
      }

      start(c -> AuthenticationFilter.of(api).addTo(c, "/*"));
      assertThat(get("/open/other", "Authorization", "Bearer alice.x").body()).isEqualTo("bob");
    }

    @Test
    void supports_what_is_answered_later() throws Exception {
      start(c -> AuthenticationFilter.of(api).addTo(c, "/open/*"));

      assertThat(get("/open/async", "Authorization", "Bearer alice.x").body()).isEqualTo("alice");
    }

    @Test
    void has_paths_and_no_other_one_has_the_same() throws Exception {
      start(c -> {
        AuthenticationFilter filter = AuthenticationFilter.of(api);
        assertThatIllegalArgumentException().isThrownBy(() -> filter.addTo(c));
        filter.addTo(c, "/v1/*");
        assertThatIllegalStateException()
            .isThrownBy(() -> AuthenticationFilter.of(api).addTo(c, "/v1/*"))
            .withMessageContaining("/v1/*");
      });
    }
  }

  @Nested
  class A_servlet_behind_no_filter {
    @Test
    void finds_nobody_whatever_the_request_says() throws Exception {
      assertThat(get("/open", "Authorization", "Bearer alice.playlist.read").body())
          .isEqualTo("nobody");
    }
  }

  @Nested
  class An_application_with_errors_of_its_own_shape {
    @Test
    void writes_the_body_and_leaves_the_rest_to_the_refusal() throws Exception {
      var refused = get("/v1/staff", "Authorization", "Basic !!!");
      var accepted =
          get("/v1/staff", "Authorization", new BasicCredentials("admin", "secret").header());

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .contains("Basic realm=\"Staff\", charset=\"UTF-8\"");
      assertThat(refused.body()).isEqualTo("{\"error\":{\"status\":401}}");
      assertThat(accepted.body()).isEqualTo("admin");
    }
  }
}

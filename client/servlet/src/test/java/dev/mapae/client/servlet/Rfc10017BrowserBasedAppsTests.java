package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 10017 §6.1, OAuth 2.0 for Browser-Based Applications, in a real container, in front of an
/// API over a socket.
@Tag("socket")
class Rfc10017BrowserBasedAppsTests {
  private final HttpClient http = HttpClient.newHttpClient();
  private SigningIssuer issuer;
  private PlayedApi api;
  private Server server;
  private String application;
  private Optional<String> cookie = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    issuer = new SigningIssuer();
    api = new PlayedApi();
    startApplication(Duration.ofSeconds(30));
  }

  private void startApplication(Duration patience) throws Exception {
    startApplication(patience, backend -> backend.api("/api/", api.uri("/v1/")));
  }

  private void startApplication(Duration patience, UnaryOperator<BackendForFrontend> apis)
      throws Exception {
    server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    connector.open();
    application = "http://127.0.0.1:" + connector.getLocalPort();
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    context.addServlet(new ServletHolder(new Page()), "/*");
    apis.apply(BackendForFrontend.of(login(application).open(path -> true)))
        .requestHeaders("X-Tenant")
        .responseHeaders("X-Total")
        .largestBody(1000)
        .patience(patience)
        .addTo(context.getServletContext());
    server.setHandler(context);
    server.start();
  }

  private WebLogin login(String origin) {
    Client client =
        Client.discover(issuer.issuer(), new ClientSecretBasic("app", "a-secret-of-the-app"));
    return WebLogin.of(
        client.authorizationCode(URI.create(origin + "/callback")),
        AuthorizationOptions.scope("openid"));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    api.close();
    issuer.close();
  }

  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("page " + request.getRequestURI());
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application + path));
    cookie.ifPresent(c -> request.header("Cookie", c));
    return request;
  }

  private HttpRequest.Builder call(String path) {
    return request(path).header("X-CSRF", "1").header("Sec-Fetch-Site", "same-origin");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    response
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(c -> cookie = Optional.of(c.split(";", 2)[0]));
    return response;
  }

  private static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static Object error(HttpResponse<String> response) {
    return Json.parseObject(response.body()).orElseThrow().get("error");
  }

  private HttpResponse<String> signIn(String path) throws Exception {
    HttpResponse<String> away = send(request(path));
    assertThat(away.statusCode()).isEqualTo(303);
    URI callback = issuer.approve(URI.create(location(away)));
    return send(request(callback.getRawPath() + "?" + callback.getRawQuery()));
  }

  private void signIn() throws Exception {
    signIn("/bff/sign-in");
  }

  @Nested
  class Section_6_1_2_1_the_endpoints {
    @Test
    void tell_who_is_signed_in_and_nothing_that_is_between_client_and_server() throws Exception {
      assertThat(send(call("/bff/user")).statusCode()).isEqualTo(401);
      signIn();
      HttpResponse<String> user = send(call("/bff/user"));
      assertThat(user.statusCode()).isEqualTo(200);
      assertThat(Json.parseObject(user.body()).orElseThrow()).isEqualTo(Map.of("sub", "alice"));
      assertThat(user.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void lead_to_the_server_and_back_to_the_page_that_was_wanted() throws Exception {
      HttpResponse<String> back = signIn("/bff/sign-in?return_to=%2Flists%3Fpage%3D2");
      assertThat(location(send(request(location(back))))).isEqualTo("/lists?page=2");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "?return_to=https%3A%2F%2Fevil.example%2F",
          "?return_to=%2F%2Fevil.example%2F",
          "?return_to=%2F%5Cevil.example%2F",
          "?return_to=%2F%09%2Fevil.example",
          "?return_to=%2Fa&return_to=%2Fb"
        })
    void lead_to_nobody_elses_page(String query) throws Exception {
      HttpResponse<String> back = signIn("/bff/sign-in" + query);
      assertThat(location(send(request(location(back))))).isEqualTo("/");
    }

    @Test
    void sign_out() throws Exception {
      signIn();
      HttpResponse<String> away =
          send(request("/sign-out").POST(BodyPublishers.noBody()).header("Origin", application));
      assertThat(location(away)).startsWith(issuer.issuer() + "/end-session");
      assertThat(error(send(call("/bff/user")))).isEqualTo("login_required");
    }

    @Test
    void leave_the_pages_of_the_application_to_it() throws Exception {
      assertThat(send(request("/lists")).body()).isEqualTo("page /lists");
    }
  }

  @Nested
  class Section_6_1_3_2_the_cookie {
    @Test
    void is_for_no_script_and_no_other_site() throws Exception {
      HttpResponse<String> away = send(request("/bff/sign-in"));
      String set = away.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(set.toLowerCase(Locale.ROOT)).contains("httponly").contains("samesite=lax");
    }

    @Test
    void cannot_be_set_by_a_subdomain_over_https() {
      ServletContextHandler context =
          new ServletContextHandler("/", ServletContextHandler.SESSIONS);
      login("https://app.example.com").addTo(context.getServletContext());
      var config = context.getServletContext().getSessionCookieConfig();
      assertThat(config.isSecure()).isTrue();
      assertThat(config.isHttpOnly()).isTrue();
      assertThat(config.getName()).startsWith("__Host-");
      assertThat(config.getPath()).isEqualTo("/");
      assertThat(config.getDomain()).isNull();
    }

    /// Browsers take no cookie of such a name that has a domain. RFC 6265bis §4.1.3.2.
    @Test
    void keeps_its_name_where_the_application_gave_it_a_domain() {
      ServletContextHandler context =
          new ServletContextHandler("/", ServletContextHandler.SESSIONS);
      context.getServletContext().getSessionCookieConfig().setDomain("example.com");
      login("https://app.example.com").addTo(context.getServletContext());
      assertThat(String.valueOf(context.getServletContext().getSessionCookieConfig().getName()))
          .doesNotStartWith("__Host-");
    }
  }

  @Nested
  class Section_6_1_3_3_requests_of_other_sites {
    @Test
    void lack_the_header() throws Exception {
      signIn();
      HttpResponse<String> refused =
          send(request("/api/playlists").header("Sec-Fetch-Site", "same-origin"));
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("X-CSRF: 1");
      assertThat(send(request("/bff/user")).statusCode()).isEqualTo(403);
      assertThat(send(request("/api/playlists").POST(BodyPublishers.noBody())).statusCode())
          .isEqualTo(403);
      assertThat(api.received).isEmpty();
    }

    @Test
    void are_refused_though_they_have_it() throws Exception {
      signIn();
      for (String site : List.of("cross-site", "same-site")) {
        assertThat(
                send(request("/api/a").header("X-CSRF", "1").header("Sec-Fetch-Site", site))
                    .statusCode())
            .isEqualTo(403);
      }
      HttpRequest.Builder old =
          request("/api/a").header("X-CSRF", "1").header("Origin", "https://evil.example");
      assertThat(send(old).statusCode()).isEqualTo(403);
      assertThat(api.received).isEmpty();
      HttpRequest.Builder own =
          request("/api/a").header("X-CSRF", "1").header("Origin", application);
      assertThat(send(own).statusCode()).isEqualTo(200);
    }

    /// What a browser asks first about a header that is not on the list of harmless ones.
    @Test
    void are_not_approved_in_advance() throws Exception {
      HttpResponse<String> preflight =
          send(
              request("/api/a")
                  .method("OPTIONS", BodyPublishers.noBody())
                  .header("Origin", "https://evil.example")
                  .header("Access-Control-Request-Method", "GET")
                  .header("Access-Control-Request-Headers", "x-csrf"));
      assertThat(preflight.statusCode()).isEqualTo(403);
      assertThat(preflight.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
  }

  @Nested
  class Section_6_1_3_6_the_proxy {
    @Test
    void sends_the_token_and_what_means_the_same_there() throws Exception {
      signIn();
      HttpResponse<String> answer =
          send(
              call("/api/playlists?q=a%20b")
                  .header("Content-Type", "application/json")
                  .header("X-Tenant", "blue")
                  .header("X-Unknown", "x")
                  .header("Authorization", "Basic mine")
                  .header("X-Forwarded-For", "1.2.3.4")
                  .header("Referer", application + "/secret")
                  .POST(BodyPublishers.ofString("{}")));
      assertThat(answer.body()).isEqualTo("POST {}");
      PlayedApi.Received received = api.last();
      assertThat(received.uri()).hasToString("/v1/playlists?q=a%20b");
      assertThat(received.header("Authorization")).contains("Bearer an-access-token");
      assertThat(received.header("Content-Type")).contains("application/json");
      assertThat(received.header("X-Tenant")).contains("blue");
      assertThat(received.headers().keySet())
          .doesNotContain(
              "Cookie",
              "X-unknown",
              "X-forwarded-for",
              "Referer",
              "X-csrf",
              "Sec-fetch-site",
              "Origin");
    }

    @Test
    void hands_back_what_means_the_same_here() throws Exception {
      api.on(
          "/v1/a",
          e ->
              PlayedApi.send(
                  e,
                  201,
                  "<script>",
                  "Content-Type",
                  "text/html",
                  "ETag",
                  "\"1\"",
                  "X-Total",
                  "7",
                  "X-Unknown",
                  "x",
                  "Set-Cookie",
                  "JSESSIONID=planted",
                  "Location",
                  "/v1/a/3",
                  "Link",
                  "</v1/a?page=2>; rel=next",
                  "Cache-Control",
                  "public, max-age=600",
                  "Access-Control-Allow-Origin",
                  "*",
                  "Connection",
                  "X-Total, close",
                  "Clear-Site-Data",
                  "\"*\""));
      signIn();
      HttpResponse<String> answer = send(call("/api/a"));
      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).isEqualTo("<script>");
      Map<String, List<String>> headers = answer.headers().map();
      assertThat(headers.get("ETag")).containsExactly("\"1\"");
      assertThat(headers.get("Location")).containsExactly("/api/a/3");
      assertThat(headers.get("Cache-Control")).containsExactly("no-store");
      assertThat(headers.get("Content-Security-Policy")).isNotEmpty();
      assertThat(headers.get("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(headers.keySet())
          .doesNotContain(
              "Set-Cookie",
              "X-Unknown",
              "X-Total",
              "Link",
              "Access-Control-Allow-Origin",
              "Clear-Site-Data");
    }

    @Test
    void hands_back_what_the_application_names() throws Exception {
      api.on("/v1/a", e -> PlayedApi.send(e, 200, "a", "X-Total", "7"));
      signIn();
      assertThat(send(call("/api/a")).headers().firstValue("X-Total")).contains("7");
    }

    @Test
    void hands_back_refusals_of_the_API_without_its_challenge() throws Exception {
      api.on("/v1/a", e -> PlayedApi.send(e, 401, "who?", "WWW-Authenticate", "Basic realm=\"x\""));
      signIn();
      HttpResponse<String> answer = send(call("/api/a"));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo("who?");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Test
    void refuses_paths_that_lead_out_of_the_API() throws Exception {
      signIn();
      for (String path : List.of("/api/%2e%2e/admin", "/api/..;/admin", "/api/a%2f..%2fadmin")) {
        assertThat(send(call(path)).statusCode()).as(path).isEqualTo(400);
      }
      assertThat(api.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"https://evil.example/", "//evil.example/v1/", "/v2/admin", "mailto:a@b"})
    void follows_no_redirect(String to) throws Exception {
      api.on("/v1/a", e -> PlayedApi.send(e, 302, "", "Location", to));
      signIn();
      HttpResponse<String> answer = send(call("/api/a"));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
      assertThat(api.received).hasSize(1);
    }

    @Test
    void takes_no_other_methods() throws Exception {
      signIn();
      for (String method : List.of("OPTIONS", "PROPFIND")) {
        HttpResponse<String> refused = send(call("/api/a").method(method, BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow").orElseThrow()).contains("PATCH");
      }
      assertThat(api.received).isEmpty();
    }

    @Test
    void takes_no_body_that_is_too_long() throws Exception {
      signIn();
      assertThat(send(call("/api/a").POST(BodyPublishers.ofString("a".repeat(1000)))).statusCode())
          .isEqualTo(200);
      assertThat(send(call("/api/a").POST(BodyPublishers.ofString("a".repeat(1001)))).statusCode())
          .isEqualTo(413);
      // Whose length is not told.
      byte[] bytes = new byte[1001];
      HttpRequest.Builder chunked =
          call("/api/a").POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes)));
      assertThat(send(chunked).statusCode()).isEqualTo(413);
      assertThat(api.received).hasSize(1);
    }
  }

  @Nested
  class Section_6_1_2_2_the_tokens {
    @Test
    void are_replaced_when_the_API_refuses_them() throws Exception {
      AtomicInteger times = new AtomicInteger();
      api.on(
          "/v1/a",
          e ->
              PlayedApi.send(
                  e,
                  times.incrementAndGet() == 1 ? 401 : 200,
                  "a",
                  "WWW-Authenticate",
                  "Bearer error=\"invalid_token\""));
      signIn();
      assertThat(send(call("/api/a").POST(BodyPublishers.ofString("twice"))).statusCode())
          .isEqualTo(200);
      assertThat(api.received)
          .extracting(PlayedApi.Received::body)
          .containsExactly("twice", "twice");
    }

    @Test
    void that_are_gone_for_good_end_the_session() throws Exception {
      issuer.ended = true;
      signIn();
      assertThat(error(send(call("/api/a")))).isEqualTo("login_required");
      assertThat(send(call("/bff/user")).statusCode()).isEqualTo(401);
      assertThat(api.received).isEmpty();
    }

    @Test
    void that_cannot_be_had_now_are_had_later() throws Exception {
      issuer.ended = true;
      signIn();
      issuer.ended = false;
      issuer.status = 503;
      HttpResponse<String> answer = send(call("/api/a"));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(send(call("/bff/user")).statusCode()).isEqualTo(200);
    }
  }

  /// RFC 8707 §2.2.
  @Nested
  class Tokens_of_several_APIs {
    private static final String MUSIC = "https://music.example.com/";
    private static final String ORDERS = "https://orders.example.com/";

    @BeforeEach
    void restart() throws Exception {
      server.stop();
      startApplication(
          Duration.ofSeconds(30),
          backend ->
              backend
                  .api("/music/", api.uri("/v1/music/"), MUSIC)
                  .api("/orders/", api.uri("/v1/orders/"), ORDERS)
                  .api("/more/", api.uri("/v1/more/"), MUSIC));
    }

    private Optional<String> sentTo(String path) throws Exception {
      assertThat(send(call(path)).statusCode()).isEqualTo(200);
      return api.last().header("Authorization");
    }

    @Test
    void are_for_one_of_them_each() throws Exception {
      HttpResponse<String> away = send(request("/bff/sign-in"));
      assertThat(Parameters.parse(URI.create(location(away)).getRawQuery()).all("resource"))
          .containsExactly(MUSIC, ORDERS);
      send(
          request(
              issuer
                  .approve(URI.create(location(away)))
                  .toString()
                  .substring(application.length())));
      assertThat(sentTo("/orders/a")).contains("Bearer for-" + ORDERS);
      assertThat(sentTo("/music/a")).contains("Bearer for-" + MUSIC);
      assertThat(sentTo("/more/a")).contains("Bearer for-" + MUSIC);
      assertThat(sentTo("/orders/b")).contains("Bearer for-" + ORDERS);
      assertThat(issuer.asked).hasSize(2);
    }

    /// RFC 9700 §4.14.2: the one before is spent.
    @Test
    void come_with_the_newest_refresh_token_which_is_taken_back_in_the_end() throws Exception {
      issuer.lifetime = 0;
      signIn();
      sentTo("/orders/a");
      sentTo("/music/a");
      sentTo("/orders/b");
      assertThat(issuer.asked.stream().skip(1).map(form -> form.required("refresh_token")).toList())
          .containsExactly("a-refresh-token", "a-refresh-token'", "a-refresh-token''");
      send(request("/sign-out").POST(BodyPublishers.noBody()).header("Origin", application));
      assertThat(issuer.revoked.poll(20, TimeUnit.SECONDS)).isEqualTo("a-refresh-token'''");
    }

    /// Another sign-in would bring none either, again and again.
    @Test
    void need_a_refresh_token_and_nobody_is_sent_to_sign_in_without_one() throws Exception {
      issuer.refreshable = false;
      signIn();
      HttpResponse<String> without = send(call("/orders/a"));
      assertThat(without.statusCode()).isEqualTo(503);
      assertThat(error(without)).isEqualTo("server_error");
      // Nothing comes of asking again.
      assertThat(without.headers().firstValue("Retry-After")).isEmpty();
      assertThat(sentTo("/music/a")).contains("Bearer for-" + MUSIC);
      assertThat(send(call("/bff/user")).statusCode()).isEqualTo(200);
    }

    @Test
    void that_are_gone_for_good_end_the_session() throws Exception {
      issuer.ended = true;
      signIn();
      HttpResponse<String> answer = send(call("/orders/a"));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(error(answer)).isEqualTo("login_required");
    }
  }

  @Nested
  class The_answer_of_an_API {
    @Test
    void comes_piece_by_piece() throws Exception {
      CountDownLatch seen = new CountDownLatch(1);
      api.on(
          "/v1/events",
          e -> {
            e.getResponseHeaders().set("Content-Type", "text/event-stream");
            e.sendResponseHeaders(200, 0);
            e.getResponseBody().write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
            e.getResponseBody().flush();
            try {
              assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
            e.getResponseBody().write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
          });
      signIn();
      HttpResponse<InputStream> answer =
          http.send(call("/api/events").build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(new String(body.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
        seen.countDown();
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("data: 2\n\n");
      }
    }

    @Test
    void ends_when_the_person_signs_out() throws Exception {
      CountDownLatch gone = new CountDownLatch(1);
      api.on(
          "/v1/events",
          e -> {
            e.sendResponseHeaders(200, 0);
            e.getResponseBody().write("first\n".getBytes(StandardCharsets.UTF_8));
            e.getResponseBody().flush();
            try {
              assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
            e.getResponseBody().write("second\n".getBytes(StandardCharsets.UTF_8));
          });
      signIn();
      HttpResponse<InputStream> answer =
          http.send(call("/api/events").build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(body.readNBytes(6)).hasSize(6);
        send(request("/sign-out").POST(BodyPublishers.noBody()).header("Origin", application));
        gone.countDown();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
      }
    }

    @Test
    void does_not_keep_anybody_waiting_without_end() throws Exception {
      server.stop();
      startApplication(Duration.ofMillis(300));
      CompletableFuture<Void> over = new CompletableFuture<>();
      api.on("/v1/slow", e -> over.join());
      api.on(
          "/v1/stuck",
          e -> {
            e.sendResponseHeaders(200, 100);
            e.getResponseBody().write(1);
            e.getResponseBody().flush();
            over.join();
          });
      signIn();
      assertThat(send(call("/api/slow")).statusCode()).isEqualTo(504);
      // Half an answer must not pass for a whole one.
      assertThatThrownBy(() -> send(call("/api/stuck"))).isInstanceOf(IOException.class);
      over.complete(null);
    }

    @Test
    void that_comes_as_nobody_waits_any_more_lets_the_API_go() throws Exception {
      server.stop();
      startApplication(
          Duration.ofSeconds(30),
          backend -> backend.api("/api/", api.uri("/v1/")).http(new LateHttpClient()));
      CountDownLatch gone = new CountDownLatch(1);
      api.on(
          "/v1/endless",
          e -> {
            e.sendResponseHeaders(200, 0);
            byte[] much = new byte[64 * 1024];
            try {
              while (true) {
                e.getResponseBody().write(much);
              }
            } catch (IOException broken) {
              gone.countDown();
            }
          });
      signIn();
      assertThat(send(call("/api/endless")).statusCode()).isEqualTo(504);
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /// A stream may last longer than the API may be silent.
    @Test
    void may_take_longer_than_the_patience() throws Exception {
      server.stop();
      startApplication(Duration.ofMillis(900));
      CountDownLatch never = new CountDownLatch(1);
      api.on(
          "/v1/events",
          e -> {
            e.sendResponseHeaders(200, 0);
            for (int i = 0; i < 6; i++) {
              e.getResponseBody().write('.');
              e.getResponseBody().flush();
              try {
                assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
              } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
              }
            }
          });
      signIn();
      assertThat(send(call("/api/events")).body()).isEqualTo("......");
    }

    @Test
    void does_not_take_all_threads_for_one_person() throws Exception {
      CountDownLatch begun = new CountDownLatch(16);
      CountDownLatch over = new CountDownLatch(1);
      api.on(
          "/v1/slow",
          e -> {
            begun.countDown();
            try {
              assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
            PlayedApi.send(e, 200, "slow");
          });
      signIn();
      List<CompletableFuture<HttpResponse<String>>> slow =
          Stream.generate(() -> http.sendAsync(call("/api/slow").build(), BodyHandlers.ofString()))
              .limit(16)
              .toList();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      HttpResponse<String> refused = send(call("/api/a"));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(error(refused)).isEqualTo("temporarily_unavailable");
      // Nor by another session, and others have theirs.
      Optional<String> first = cookie;
      cookie = Optional.empty();
      signIn();
      assertThat(send(call("/api/a")).statusCode()).isEqualTo(429);
      cookie = Optional.empty();
      issuer.subject = "bob";
      signIn();
      assertThat(send(call("/api/a")).statusCode()).isEqualTo(200);
      cookie = first;
      over.countDown();
      for (CompletableFuture<HttpResponse<String>> answer : slow) {
        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(send(call("/api/a")).statusCode()).isEqualTo(200);
    }

    @Test
    void is_missing_when_it_is_away() throws Exception {
      signIn();
      api.close();
      HttpResponse<String> answer = send(call("/api/a"));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(error(answer)).isEqualTo("temporarily_unavailable");
    }
  }

  @Nested
  class What_is_said_when_it_is_made {
    private BackendForFrontend backend;

    @BeforeEach
    void make() {
      backend = BackendForFrontend.of(login(application));
    }

    @Test
    void is_one_API_at_each_path() {
      BackendForFrontend one = backend.api("/api/", URI.create("https://api.example.com/"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> one.api("/api/v2/", URI.create("https://api.example.com/v2/")));
    }

    /// The tokens of one API would go to the other.
    @Test
    void is_one_of_several_that_all_have_tokens_of_their_own_or_none_does() {
      URI uri = URI.create("https://api.example.com/");
      BackendForFrontend own = backend.api("/music/", uri, "https://music.example.com/");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> own.api("/api/", uri))
          .withMessageContaining("resource");
      BackendForFrontend shared = backend.api("/api/", uri);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shared.api("/music/", uri, "https://music.example.com/"));
      shared.api("/more/", uri);
    }

    @Test
    void leaves_the_paths_of_the_back_end_alone() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> backend.api("/bff/", URI.create("https://api.example.com/")));
    }

    @Test
    void leaves_the_paths_of_the_login_alone() {
      WebLogin login =
          login(application)
              .signOut("/leave/now", URI.create(application + "/"))
              .backChannelLogout("/told/logout");
      BackendForFrontend mine = BackendForFrontend.of(login);
      for (String path : List.of("/leave/", "/told/")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> mine.api(path, URI.create("https://api.example.com/")));
      }
      BackendForFrontend below = BackendForFrontend.of(login(application + "/app/api"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> below.api("/api/", URI.create("https://api.example.com/")));
    }

    @Test
    void is_all_in_one_back_end() {
      ServletContextHandler context =
          new ServletContextHandler("/", ServletContextHandler.SESSIONS);
      backend.addTo(context.getServletContext());
      BackendForFrontend other = BackendForFrontend.of(login(application + "/other"));
      assertThatThrownBy(() -> other.addTo(context.getServletContext()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("/bff/");
    }

    @Test
    void sends_no_token_in_the_clear() {
      assertThatThrownBy(() -> backend.api("/api/", URI.create("http://api.example.com/")))
          .isInstanceOf(ClientException.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Cookie",
          "Set-Cookie",
          "authorization",
          "DPoP",
          "Host",
          "Connection",
          "Transfer-Encoding",
          "X-Forwarded-For",
          "Access-Control-Allow-Origin",
          "Content-Security-Policy-Report-Only",
          "Expires",
          "a b"
        })
    void opens_nothing_that_must_stay_closed(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> backend.requestHeaders(name));
      assertThatIllegalArgumentException().isThrownBy(() -> backend.responseHeaders(name));
    }

    @Test
    void shares_no_cookies_between_people() {
      HttpClient keeping = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
      assertThatIllegalArgumentException().isThrownBy(() -> backend.http(keeping));
      HttpClient following =
          HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
      assertThatIllegalArgumentException().isThrownBy(() -> backend.http(following));
    }
  }
}

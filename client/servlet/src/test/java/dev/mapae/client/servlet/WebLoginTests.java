package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientSecretBasic;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// People sign in to a servlet application, in a real container over a socket.
class WebLoginTests {
  private final HttpClient http = HttpClient.newHttpClient();
  private SigningIssuer issuer;
  private Server server;
  private String application;

  /// One browser: it keeps the cookie of the session.
  private final class Browser {
    private Optional<String> cookie = Optional.empty();

    HttpResponse<String> get(String url, String... headers) throws Exception {
      return send(HttpRequest.newBuilder(URI.create(url)).GET(), headers);
    }

    HttpResponse<String> post(String url, String... headers) throws Exception {
      return send(
          HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()),
          headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
        throws Exception {
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      cookie.ifPresent(c -> request.header("Cookie", c));
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      response
          .headers()
          .firstValue("Set-Cookie")
          .ifPresent(c -> cookie = Optional.of(c.split(";", 2)[0]));
      return response;
    }

    /// Begins a sign-in at a page.
    ///
    /// @return the callback of the server's answer
    URI depart(String path) throws Exception {
      HttpResponse<String> away = get(application + path);
      assertThat(away.statusCode()).isEqualTo(303);
      return issuer.approve(URI.create(location(away)));
    }

    void signIn() throws Exception {
      assertThat(get(depart("/page").toString()).statusCode()).isEqualTo(303);
    }
  }

  private final Browser browser = new Browser();

  @BeforeEach
  void start() throws Exception {
    issuer = new SigningIssuer();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    application = "http://127.0.0.1:" + port;
    Client client =
        Client.discover(issuer.issuer(), new ClientSecretBasic("app", "a-secret-of-the-app"));
    AuthorizationCode flow = client.authorizationCode(URI.create(application + "/callback"));
    WebLogin login =
        WebLogin.of(flow, AuthorizationOptions.scope("openid"))
            .open(path -> path.startsWith("/public"))
            .signOut("/sign-out", URI.create(application + "/public/bye"));
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    context.addFilter(new FilterHolder(login), "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new WhoAmI()), "/*");
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    issuer.close();
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static final class WhoAmI extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(
              WebUser.of(request)
                  .map(user ->
                      user.getName()
                          + " "
                          + request.getRemoteUser()
                          + " "
                          + user.tokens().authorizationHeader())
                  .orElse("nobody"));
    }
  }

  @Nested
  class Nobody {
    @Test
    void passes_without_signing_in_and_comes_back_to_the_page_that_was_wanted() throws Exception {
      URI callback = browser.depart("/page?q=1");
      HttpResponse<String> back = browser.get(callback.toString());
      assertThat(back.statusCode()).isEqualTo(303);
      assertThat(location(back)).isEqualTo("/page?q=1");
      assertThat(browser.get(application + "/page?q=1").body())
          .isEqualTo("alice alice Bearer an-access-token");
    }

    @Test
    void is_asked_at_an_open_path() throws Exception {
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }

    @Test
    void is_led_away_from_a_script_or_a_form() throws Exception {
      assertThat(browser.get(application + "/page", "Sec-Fetch-Mode", "cors").statusCode())
          .isEqualTo(401);
      assertThat(browser.post(application + "/page").statusCode()).isEqualTo(401);
    }
  }

  @Nested
  class The_callback {
    /// Session fixation: whoever gave the victim a session is not in it afterwards.
    @Test
    void changes_the_session() throws Exception {
      URI callback = browser.depart("/page");
      String before = browser.cookie.orElseThrow();
      browser.get(callback.toString());
      assertThat(browser.cookie.orElseThrow()).isNotEqualTo(before);
      Browser attacker = new Browser();
      attacker.cookie = Optional.of(before);
      assertThat(attacker.get(application + "/page").statusCode()).isEqualTo(303);
    }

    /// Login CSRF: a callback of somebody else's sign-in is none of this browser's.
    @Test
    void belongs_to_the_browser_that_departed() throws Exception {
      URI callback = browser.depart("/page");
      Browser victim = new Browser();
      assertThat(victim.get(callback.toString()).statusCode()).isEqualTo(400);
      victim.depart("/page");
      assertThat(victim.get(callback.toString()).statusCode()).isEqualTo(400);
      assertThat(victim.get(application + "/public/a").body()).isEqualTo("nobody");
    }

    @Test
    void is_good_once() throws Exception {
      URI callback = browser.depart("/page");
      browser.get(callback.toString());
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(400);
    }

    @Test
    void of_another_issuer_signs_nobody_in() throws Exception {
      URI callback = browser.depart("/page");
      HttpResponse<String> response =
          browser.get(callback.toString().replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil"));
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }

    @Test
    void may_be_of_any_open_tab() throws Exception {
      URI one = browser.depart("/one");
      URI two = browser.depart("/two");
      assertThat(location(browser.get(two.toString()))).isEqualTo("/two");
      assertThat(one).isNotEqualTo(two);
    }
  }

  /// CVE-2020-15223 and others: a return address that leads elsewhere.
  @ParameterizedTest
  @CsvSource({"/page, /page?q", "//evil.example/, /", "/\\evil.example, /", "evil.example, /"})
  void nobody_is_sent_to_somebody_elses_page(String path, String goesTo) {
    assertThat(WebLogin.returnTo(path, goesTo.equals("/") ? "" : "?q")).isEqualTo(goesTo);
  }

  @Nested
  class Signing_out {
    @Test
    void ends_the_session_and_goes_to_the_server() throws Exception {
      browser.signIn();
      HttpResponse<String> away = browser.post(application + "/sign-out");
      assertThat(away.statusCode()).isEqualTo(303);
      assertThat(location(away))
          .startsWith(issuer.issuer() + "/end-session?client_id=app&id_token_hint=")
          .contains("post_logout_redirect_uri=");
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }

    @Test
    void is_not_done_by_a_link_or_another_site() throws Exception {
      browser.signIn();
      assertThat(browser.get(application + "/sign-out").statusCode()).isEqualTo(405);
      assertThat(
              browser.post(application + "/sign-out", "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(405);
      assertThat(browser.get(application + "/public/a").body()).startsWith("alice");
    }
  }

  @Test
  void without_openid_nobody_would_be_known() {
    Client client =
        Client.discover(issuer.issuer(), new ClientSecretBasic("app", "a-secret-of-the-app"));
    AuthorizationCode flow = client.authorizationCode(URI.create(application + "/callback"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebLogin.of(flow, AuthorizationOptions.scope("playlist.read")));
  }
}

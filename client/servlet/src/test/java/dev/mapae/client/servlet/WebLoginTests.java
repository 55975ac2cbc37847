package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientSecretBasic;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// People sign in to a servlet application, in a real container over a socket.
class WebLoginTests {
  private static final AuthorizationOptions OPENID = AuthorizationOptions.scope("openid");

  private final HttpClient http = HttpClient.newHttpClient();
  private SigningIssuer issuer;
  private Server server;
  private String application;
  private final Map<String, HttpSession> signedIn = new ConcurrentHashMap<>();

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
    server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    connector.open();
    application = "http://127.0.0.1:" + connector.getLocalPort();
    ServletContextHandler context = context("/");
    context.addFilter(
        new FilterHolder(WebLoginTests::inAnotherTab),
        "/sign-out",
        EnumSet.of(DispatcherType.REQUEST));
    guard(context, login("admin", "/admin/callback"), "/admin/*");
    guard(
        context,
        login("app", "/second/callback")
            .open(path -> path.startsWith("/public"))
            .backChannelLogout("/logged-out"),
        "/second/*");
    guard(context, open(login("app", "/callback")), "/*");
    ServletContextHandler reversed = context("/reversed");
    guard(reversed, open(login("app", "/reversed/callback")), "/*");
    guard(reversed, login("admin", "/reversed/admin/callback"), "/admin/*");
    ServletContextHandler graded = context("/graded");
    guard(
        graded,
        WebLogin.of(flow("app", "/graded/callback"), OPENID.acrValues("strong")),
        "/admin/*");
    guard(
        graded,
        WebLogin.of(flow("app", "/graded/strict/callback"), OPENID.acrValues("strong", "stronger")),
        "/strict/*");
    guard(
        graded,
        WebLogin.of(
            flow("app", "/graded/claims/callback"),
            OPENID.claims(
                Map.of(
                    "id_token",
                    Map.of(
                        "acr",
                        Map.of("essential", true, "values", List.of("strong", "stronger")))))),
        "/claims/*");
    guard(graded, open(login("app", "/graded/callback")), "/*");
    guard(
        graded,
        WebLogin.of(flow("app", "/graded/page/more/callback"), OPENID.acrValues("strong")),
        "/page/more/*");
    ServletContextHandler stripped = context("/stripped");
    guard(stripped, login("app", "/music/callback"), "/*");
    ServletContextHandler home = context("/home");
    guard(home, login("app", "/home/"), "/*");
    context.getSessionHandler().setMaxInactiveInterval(7200);
    graded.getSessionHandler().setMaxInactiveInterval(900);
    server.setHandler(new ContextHandlerCollection(context, reversed, graded, stripped, home));
    server.start();
  }

  private static ServletContextHandler context(String path) {
    ServletContextHandler context = new ServletContextHandler(path, ServletContextHandler.SESSIONS);
    context.addServlet(new ServletHolder(new WhoAmI()), "/*");
    return context;
  }

  private WebLogin open(WebLogin login) {
    return login
        .open(path -> path.matches("/(?:public|admin|strict|claims|second)(?:/.*)?"))
        .signOut("/sign-out", URI.create(application + "/public/bye"))
        .backChannelLogout("/logged-out")
        .onSignIn(this::remember);
  }

  private void remember(HttpSession session, WebUser user) {
    if (user.getName().equals("nobody-remembers")) {
      throw new IllegalStateException("the sessions are away");
    }
    signedIn.put(user.getName(), session);
  }

  /// Lets a session end as soon as a sign-out has looked for it, where a parameter says so.
  private static void inAnotherTab(
      ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AtomicInteger looks = new AtomicInteger();
    chain.doFilter(
        new HttpServletRequestWrapper((HttpServletRequest) request) {
          @Override
          public HttpSession getSession(boolean create) {
            HttpSession session = super.getSession(create);
            if (getParameter("twice") != null && looks.incrementAndGet() == 2) {
              session.invalidate();
            }
            return session;
          }
        },
        response);
  }

  private WebLogin login(String clientId, String callback) {
    return WebLogin.of(flow(clientId, callback), OPENID);
  }

  private AuthorizationCode flow(String clientId, String callback) {
    return Client.discover(issuer.issuer(), new ClientSecretBasic(clientId, "a-secret-of-the-app"))
        .authorizationCode(URI.create(application + callback));
  }

  private static void guard(ServletContextHandler context, WebLogin login, String paths) {
    context.addFilter(new FilterHolder(login), paths, EnumSet.of(DispatcherType.REQUEST));
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
      HttpSession session = request.getSession();
      if (request.getRequestURI().startsWith("/public/end")) {
        session.invalidate();
        return;
      }
      if (request.getRequestURI().contains("/public/lifetime")) {
        response.getWriter().print(session.getMaxInactiveInterval());
        return;
      }
      if (request.getParameter("basket") != null) {
        session.setAttribute("basket", request.getParameter("basket"));
      }
      if (request.getRequestURI().startsWith("/public/basket")) {
        response.getWriter().print("basket " + session.getAttribute("basket"));
        return;
      }
      try {
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
      } catch (ClientException e) {
        String then = String.valueOf(request.getParameter("when_tokens_fail"));
        if (then.equals("wrap")) {
          throw new IOException("wrapped", e);
        }
        if (then.equals("break")) {
          throw new IllegalStateException("broken by something else");
        }
        throw e;
      }
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

  /// RFC 9700 §4.4: one server, or client, says nothing of whom another one signs in.
  @Nested
  class Somebody_of_another_filter {
    @Test
    void has_not_passed_this_one() throws Exception {
      browser.signIn();
      HttpResponse<String> away = browser.get(application + "/admin/page");
      assertThat(away.statusCode()).isEqualTo(303);
      assertThat(location(away)).contains("client_id=admin");
      assertThat(browser.get(issuer.approve(URI.create(location(away))).toString()).statusCode())
          .isEqualTo(303);
      assertThat(browser.get(application + "/admin/page").body()).startsWith("alice");
    }

    /// Whoever may choose a name at one server is nobody of that name at another.
    @ParameterizedTest
    @ValueSource(strings = {"", "/reversed"})
    void is_never_who_this_one_signed_in_whichever_comes_first(String context) throws Exception {
      issuer.subject = "root";
      browser.get(browser.depart(context + "/page").toString());
      issuer.subject = "alice";
      browser.get(browser.depart(context + "/admin/page").toString());
      assertThat(browser.get(application + context + "/admin/page").body())
          .startsWith("alice alice ");
      assertThat(browser.get(application + context + "/page").body()).startsWith("root root ");
    }

    @Test
    void has_not_passed_where_more_was_asked_for() throws Exception {
      browser.get(browser.depart("/graded/page").toString());
      assertThat(browser.get(application + "/graded/page").body()).startsWith("alice");
      HttpResponse<String> away = browser.get(application + "/graded/admin/page");
      assertThat(away.statusCode()).isEqualTo(303);
      assertThat(location(away)).contains("acr_values=strong");
    }

    /// Whoever has the browser may take `acr_values` out of the request. OIDC Core §3.1.3.7.
    @ParameterizedTest
    @CsvSource({"'', 403", "weak, 403", "strong, 303", "stronger, 303"})
    void has_not_passed_by_a_weaker_sign_in_than_was_asked_for(String acr, int status)
        throws Exception {
      issuer.acr = acr;
      URI callback = browser.depart("/graded/strict/page");
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(status);
      assertThat(browser.get(application + "/graded/strict/page").statusCode())
          .isEqualTo(status == 403 ? 303 : 200);
    }

    /// OIDC Core §5.5.1.1.
    @ParameterizedTest
    @CsvSource({"'', 403", "weak, 403", "strong, 303", "stronger, 303"})
    void has_not_passed_without_an_acr_that_is_an_essential_claim(String acr, int status)
        throws Exception {
      issuer.acr = acr;
      URI callback = browser.depart("/graded/claims/page");
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(status);
    }

    /// Whoever knows the password alone steps up as themselves.
    @Test
    void has_not_passed_by_a_stronger_sign_in_of_somebody_else() throws Exception {
      browser.get(browser.depart("/graded/page").toString());
      issuer.acr = "strong";
      issuer.subject = "mallory";
      browser.get(browser.depart("/graded/page/more").toString());
      assertThat(browser.get(application + "/graded/page/more").statusCode()).isEqualTo(403);
      assertThat(browser.get(application + "/graded/page").body()).startsWith("alice");
      issuer.subject = "alice";
    }

    /// Whoever planted the session has the answer to a sign-in that they began in it.
    @Test
    void is_not_let_in_by_an_answer_that_was_asked_for_before() throws Exception {
      URI planted = browser.depart("/admin/page");
      browser.signIn();
      issuer.asked.clear();
      assertThat(location(browser.get(planted.toString()))).isEqualTo("/");
      assertThat(issuer.asked).isEmpty();
      assertThat(browser.get(application + "/admin/page").statusCode()).isEqualTo(303);
    }

    @Test
    void cannot_come_back_here() throws Exception {
      String callback = browser.depart("/page").toString();
      assertThat(browser.get(callback.replaceFirst("/callback", "/admin/callback")).statusCode())
          .isEqualTo(400);
    }
  }

  /// The server ended the grant: somebody was disabled, or signed out elsewhere.
  @Nested
  class Somebody_whose_grant_is_gone {
    @Test
    void signs_in_again() throws Exception {
      issuer.ended = true;
      browser.signIn();
      HttpResponse<String> away = browser.get(application + "/page");
      assertThat(away.statusCode()).isEqualTo(303);
      assertThat(location(away)).startsWith(issuer.issuer() + "/authorize");
      issuer.ended = false;
      browser.get(issuer.approve(URI.create(location(away))).toString());
      assertThat(browser.get(application + "/page").body()).startsWith("alice");
    }

    /// Else a server at which they are still signed in would let them in again.
    @Test
    void still_signs_out_there() throws Exception {
      issuer.ended = true;
      browser.signIn();
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
      assertThat(location(browser.post(application + "/sign-out")))
          .startsWith(issuer.issuer() + "/end-session");
    }

    /// As OkHttp's calls fail with an `IOException` whose cause says why.
    @Test
    void signs_in_again_when_that_is_the_cause_of_another_exception() throws Exception {
      issuer.ended = true;
      browser.signIn();
      assertThat(browser.get(application + "/page?when_tokens_fail=wrap").statusCode())
          .isEqualTo(303);
    }

    @Test
    void is_not_led_away_from_what_went_wrong_besides() throws Exception {
      issuer.ended = true;
      browser.signIn();
      assertThat(browser.get(application + "/page?when_tokens_fail=break").statusCode())
          .isEqualTo(500);
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
    }
  }

  /// OIDC Core §12.2: a refresh speaks of the same person.
  @Nested
  class Somebody_whose_tokens_cannot_be_believed_any_more {
    @Test
    void signs_in_again() throws Exception {
      issuer.lifetime = 0;
      browser.signIn();
      issuer.subject = "bob";
      HttpResponse<String> away = browser.get(application + "/page");
      assertThat(away.statusCode()).isEqualTo(303);
      assertThat(location(away)).startsWith(issuer.issuer() + "/authorize");
    }
  }

  @Nested
  class Somebody_whose_session_ends_meanwhile {
    @Test
    void comes_in_by_another_one() throws Exception {
      URI callback = browser.depart("/page");
      issuer.meanwhile = this::signOutElsewhere;
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(303);
      assertThat(browser.get(application + "/page").body()).startsWith("alice");
    }

    private void signOutElsewhere() {
      try {
        browser.get(application + "/public/end");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void is_signed_out_all_the_same() throws Exception {
      browser.signIn();
      assertThat(browser.post(application + "/sign-out?twice").statusCode()).isEqualTo(303);
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }

    /// Whom the application did not hear of it could not sign out when the server says so.
    @Test
    void is_not_in_when_the_application_could_not_be_told() throws Exception {
      issuer.subject = "nobody-remembers";
      assertThat(browser.get(browser.depart("/page").toString()).statusCode()).isEqualTo(500);
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }
  }

  /// OIDC Back-Channel Logout §2.5.
  @Nested
  class Somebody_who_signed_out_elsewhere {
    private int tell() {
      return tell(Instant.now());
    }

    private int tell(Instant madeAt) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(application + "/logged-out"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "logout_token=" + issuer.logoutToken("app", madeAt)))
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void is_signed_out_of_all_filters_of_the_client() throws Exception {
      browser.signIn();
      Browser other = new Browser();
      other.get(other.depart("/second/page").toString());
      assertThat(other.get(application + "/second/page").body()).startsWith("alice");
      assertThat(tell()).isEqualTo(200);
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
      assertThat(other.get(application + "/second/page").statusCode()).isEqualTo(303);
    }

    /// A server tells again and again where it was not heard, for hours.
    @Test
    void and_signed_in_again_is_not_meant_by_what_was_long_on_its_way() throws Exception {
      browser.signIn();
      assertThat(tell(Instant.now().minusSeconds(600))).isEqualTo(200);
      assertThat(browser.get(application + "/page").body()).startsWith("alice");
      assertThat(tell()).isEqualTo(200);
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
    }

    /// §2.6: whatever the times say, a session that is named has ended.
    @Test
    void of_a_session_that_has_a_name_is_meant_whenever_its_tokens_came() throws Exception {
      issuer.sid = "a-session";
      browser.signIn();
      assertThat(tell(Instant.now().minusSeconds(600))).isEqualTo(200);
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
    }

    /// §2.7: by the person, where the ID token does not name the session.
    @Test
    void of_a_session_that_nobody_named_is_meant_by_name() throws Exception {
      browser.signIn();
      Browser bobs = new Browser();
      issuer.subject = "bob";
      bobs.get(bobs.depart("/page").toString());
      issuer.subject = "alice";
      issuer.sid = "a-session";
      assertThat(tell(Instant.now().minusSeconds(600))).isEqualTo(200);
      assertThat(browser.get(application + "/page").body()).startsWith("alice");
      assertThat(tell()).isEqualTo(200);
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
      assertThat(bobs.get(application + "/page").body()).startsWith("bob");
    }

    @Test
    void does_not_come_in_by_an_ID_token_that_was_on_its_way() throws Exception {
      URI callback = browser.depart("/page");
      AtomicInteger told = new AtomicInteger();
      issuer.meanwhile = () -> told.set(tell());
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(403);
      assertThat(told).hasValue(200);
      issuer.meanwhile = () -> {};
      assertThat(browser.get(application + "/page").statusCode()).isEqualTo(303);
      issuer.subject = "bob";
      browser.signIn();
      assertThat(browser.get(application + "/page").body()).startsWith("bob");
    }
  }

  @Nested
  class Another_person_in_the_same_browser {
    private String basket(String query) throws Exception {
      return browser.get(application + "/public/basket" + query).body();
    }

    @Test
    void gets_nothing_that_was_kept_for_the_first() throws Exception {
      issuer.ended = true;
      browser.signIn();
      assertThat(basket("?basket=apples")).isEqualTo("basket apples");
      browser.signIn();
      assertThat(basket("")).isEqualTo("basket apples");
      issuer.subject = "bob";
      browser.signIn();
      assertThat(basket("")).isEqualTo("basket null");
    }

    /// Whoever planted the session must not bring their own answer into it later.
    @Test
    void does_not_come_in_by_an_answer_that_was_asked_for_before() throws Exception {
      URI planted = browser.depart("/page");
      browser.signIn();
      issuer.subject = "mallory";
      issuer.asked.clear();
      assertThat(location(browser.get(planted.toString()))).isEqualTo("/");
      assertThat(issuer.asked).isEmpty();
      assertThat(browser.get(application + "/page").body()).startsWith("alice");
    }

    @Test
    void has_a_session_that_the_application_can_find() throws Exception {
      browser.signIn();
      signedIn.get("alice").invalidate();
      assertThat(browser.get(application + "/public/a").body()).isEqualTo("nobody");
    }
  }

  @Nested
  class The_callback {
    @Test
    void of_a_refusal_says_which() throws Exception {
      URI away = URI.create(location(browser.get(application + "/page")));
      HttpResponse<String> response = browser.get(issuer.refuse(away, "access_denied").toString());
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("access_denied");
      URI again = URI.create(location(browser.get(application + "/page")));
      assertThat(
              browser.get(issuer.refuse(again, "temporarily_unavailable").toString()).statusCode())
          .isEqualTo(503);
    }

    @Test
    void while_the_server_is_away_can_be_tried_later() throws Exception {
      URI callback = browser.depart("/page");
      issuer.status = 503;
      HttpResponse<String> answer = browser.get(callback.toString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void may_be_that_of_eight_tabs() throws Exception {
      URI first = browser.depart("/page");
      for (int i = 0; i < 8; i++) {
        browser.depart("/page");
      }
      assertThat(browser.get(first.toString()).statusCode()).isEqualTo(400);
    }

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

    /// Session fixation, and login CSRF: a link with the session of who made it.
    @Test
    void is_not_to_be_had_by_a_link_with_a_session() throws Exception {
      browser.signIn();
      String id = browser.cookie.orElseThrow().split("=", 2)[1];
      HttpResponse<String> answer =
          new Browser().get(application + "/public/a;jsessionid=" + id.split("\\.", 2)[0]);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("alice alice");
    }

    /// In Jetty sessions last for ever unless it is told otherwise.
    @Test
    void is_not_waited_for_without_end() throws Exception {
      URI callback = browser.depart("/page");
      assertThat(browser.get(application + "/public/lifetime").body()).isEqualTo("1800");
      browser.get(callback.toString());
      assertThat(browser.get(application + "/public/lifetime").body()).isEqualTo("7200");
    }

    @Test
    void is_not_waited_for_longer_than_sessions_last() throws Exception {
      URI callback = browser.depart("/graded/page");
      assertThat(browser.get(application + "/graded/public/lifetime").body()).isEqualTo("900");
      browser.get(callback.toString());
      assertThat(browser.get(application + "/graded/public/lifetime").body()).isEqualTo("900");
    }

    @Test
    void begins_a_session_that_ends_also_where_sessions_last_for_ever() throws Exception {
      URI callback = browser.depart("/reversed/page");
      browser.get(callback.toString());
      assertThat(browser.get(application + "/reversed/public/lifetime").body()).isEqualTo("1800");
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
      issuer.asked.clear();
      // Whoever went back to it is signed in all the same.
      assertThat(location(browser.get(callback.toString()))).isEqualTo("/");
      assertThat(issuer.asked).isEmpty();
    }

    /// As browsers open all tabs of yesterday at once.
    @Test
    void of_a_tab_leads_home_when_another_tab_has_signed_in_meanwhile() throws Exception {
      URI one = browser.depart("/reversed/page/one");
      URI two = browser.depart("/reversed/page/two");
      assertThat(location(browser.get(two.toString()))).isEqualTo("/reversed/page/two");
      HttpResponse<String> late = browser.get(one.toString());
      assertThat(late.statusCode()).isEqualTo(303);
      assertThat(location(late)).isEqualTo("/reversed/");
      assertThat(browser.get(application + "/reversed/page/one").body()).startsWith("alice");
    }

    @Test
    void leads_home_also_whom_another_filter_let_in() throws Exception {
      URI late = browser.depart("/reversed/page");
      browser.get(browser.depart("/reversed/admin/page").toString());
      assertThat(location(browser.get(late.toString()))).isEqualTo("/reversed/");
    }

    @Test
    void leads_nowhere_from_a_home_page_that_is_the_redirect_URI() throws Exception {
      URI callback = browser.depart("/home/page");
      assertThat(location(browser.get(callback.toString()))).isEqualTo("/home/page");
      assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(400);
      assertThat(browser.get(application + "/home/").statusCode()).isEqualTo(400);
    }

    /// A server at which somebody is signed in would lead them back again and again.
    @Test
    void at_another_path_than_the_redirect_URI_says_so() throws Exception {
      String callback = browser.depart("/stripped/page").toString();
      HttpResponse<String> lost =
          browser.get(callback.replaceFirst("/music/callback", "/stripped/callback"));
      assertThat(lost.statusCode()).isEqualTo(500);
      assertThat(lost.body()).contains("/stripped/callback", application + "/music/callback");
    }

    @Test
    void of_somebody_else_at_another_path_begins_a_sign_in() throws Exception {
      String callback = browser.depart("/stripped/page").toString();
      String lost = callback.replaceFirst("/music/callback", "/stripped/callback");
      assertThat(new Browser().get(lost).statusCode()).isEqualTo(303);
      assertThat(browser.get(application + "/stripped/page?state=made-up").statusCode())
          .isEqualTo(303);
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
    assertThat(Journeys.returnTo(path, goesTo.equals("/") ? "" : "?q")).isEqualTo(goesTo);
  }

  /// RFC 6454 §6.1: a browser leaves out the port that goes without saying.
  @ParameterizedTest
  @CsvSource({
    "https://app.example:443/callback, https://app.example",
    "HTTPS://App.example/callback, https://app.example",
    "http://app.example:80/callback, http://app.example",
    "http://app.example:443/callback, http://app.example:443",
    "https://app.example:8443/callback, https://app.example:8443"
  })
  void the_origin_of_the_application_is_what_browsers_say(String redirectUri, String origin) {
    assertThat(WebLogin.origin(URI.create(redirectUri))).isEqualTo(origin);
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

    /// RFC 7009.
    @Test
    void takes_the_tokens_back() throws Exception {
      browser.signIn();
      browser.post(application + "/sign-out");
      assertThat(issuer.revoked.poll(20, TimeUnit.SECONDS)).isEqualTo("a-refresh-token");
    }

    /// The session that ends is theirs too.
    @Test
    void takes_the_tokens_of_all_filters_back() throws Exception {
      browser.signIn();
      browser.get(browser.depart("/admin/page").toString());
      assertThat(browser.get(application + "/admin/page").body()).startsWith("alice");
      browser.post(application + "/sign-out");
      for (int filter = 0; filter < 2; filter++) {
        assertThat(issuer.revoked.poll(20, TimeUnit.SECONDS)).isEqualTo("a-refresh-token");
      }
    }

    @Test
    void is_not_done_by_a_link_or_another_site() throws Exception {
      browser.signIn();
      HttpResponse<String> link = browser.get(application + "/sign-out");
      assertThat(link.statusCode()).isEqualTo(405);
      assertThat(link.headers().firstValue("Allow")).contains("POST");
      assertThat(
              browser.post(application + "/sign-out", "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
      // Where the browser says nothing of the site, as over plain http.
      assertThat(
              browser
                  .post(application + "/sign-out", "Origin", "https://evil.example")
                  .statusCode())
          .isEqualTo(403);
      assertThat(browser.get(application + "/public/a").body()).startsWith("alice");
      assertThat(browser.post(application + "/sign-out", "Origin", application).statusCode())
          .isEqualTo(303);
    }

    @Test
    void by_nobody_leads_home() throws Exception {
      assertThat(location(browser.post(application + "/sign-out"))).isEqualTo("/");
    }
  }

  @Test
  void an_answer_that_this_filter_could_not_read_is_not_asked_for() {
    AuthorizationCode flow = flow("app", "/callback");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebLogin.of(flow, OPENID.responseMode("form_post")));
  }

  @Test
  void a_redirect_URI_that_no_request_is_for_is_refused() {
    AuthorizationCode flow = flow("app", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebLogin.of(flow, OPENID))
        .withMessageContaining("needs a path");
  }

  @Test
  void claims_that_are_none_are_not_asked_for() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebLogin.of(flow("app", "/callback"), OPENID.with("claims", "{")))
        .withMessageContaining("claims");
  }

  @Test
  void without_openid_nobody_would_be_known() {
    AuthorizationCode flow = flow("app", "/callback");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebLogin.of(flow, AuthorizationOptions.scope("playlist.read")));
  }
}

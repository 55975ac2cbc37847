package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Front-Channel Logout 1.0.
@OnEveryEngine
class OidcFrontChannelLogoutTests {
  private static final String WEB = "https://app.example.com/logged-out?a=b";
  private static final String BYE = "https://app.example.com/bye?a=b&c=d";
  private static final String OTHER = "https://always.example.com/logged-out";

  private final TestServer server;
  private final TestClients clients;

  OidcFrontChannelLogoutTests(Engine engine) {
    server = new TestServer(engine.fresh(), TestServer.ISSUER, declarations());
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK).frontchannel(WEB).postLogout(BYE)),
        Samples.confidential(
            Samples.client("always", TestClients.callback("always"))
                .skipConsent()
                .frontchannel(OTHER)),
        Samples.confidential(
            Samples.client("silent", "https://silent.example.com/cb")
                .postLogout("https://silent.example.com/bye")));
  }

  private TestBrowser signedIn(Ask ask) {
    TestBrowser browser = new TestBrowser(server);
    browser.get(ask.url()).signInAs("alice");
    return browser.isAtClient() ? browser : browser.approve("openid");
  }

  private TestBrowser signedIn() {
    return signedIn(Ask.web("openid"));
  }

  private Map<String, Object> idToken(String clientId, TestBrowser browser) {
    return clients.claims(json(clients.redeem(clientId, browser.answer("code"))).get("id_token"));
  }

  private static void signOut(TestBrowser browser) {
    browser.get("/sign-out").submit(form());
  }

  private static List<String> frames(TestBrowser browser) {
    return Pattern.compile("<iframe [^>]*src=\"([^\"]*)\"")
        .matcher(browser.html())
        .results()
        .map(frame -> frame.group(1).replace("&amp;", "&"))
        .toList();
  }

  private static Parameters query(String url) {
    return Parameters.parse(url.substring(url.indexOf('?') + 1));
  }

  @Nested
  class Section_2_what_a_client_registers {
    @Test
    void one_without_a_URI_is_not_framed() {
      TestBrowser browser = signedIn(Ask.of("silent", "https://silent.example.com/cb", "openid"));
      signOut(browser);
      assertThat(browser.html()).contains("You are signed out").doesNotContain("<iframe");
      assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
          .doesNotContain("frame-src");
    }

    @Test
    void it_goes_back_at_once_where_nobody_is_framed() {
      TestBrowser browser = signedIn(Ask.of("silent", "https://silent.example.com/cb", "openid"));
      String back = "https://silent.example.com/bye";
      browser
          .get(
              "/end-session?"
                  + form("client_id", "silent", "post_logout_redirect_uri", back).encode())
          .submit(form());
      assertThat(browser.redirect()).isEqualTo(back);
    }
  }

  @Nested
  class Section_3_the_metadata_and_the_frames {
    @Test
    void the_metadata_say_that_there_is_a_front_channel() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry("frontchannel_logout_supported", true)
          .containsEntry("frontchannel_logout_session_supported", true);
    }

    /// Where each is, is in a header as well, which proxies bound.
    @Test
    void of_many_those_are_framed_that_a_page_has_room_for_and_the_audit_has_the_others() {
      TestBrowser browser = signedIn(Ask.of("always", TestClients.callback("always"), "openid"));
      for (int i = 0; i < 60; i++) {
        copy("clients", "id", "origin, enabled, document", i);
        copy("session_clients", "client_id", "session_id, expires_at", i);
      }
      signOut(browser);
      int framed = frames(browser).size();
      assertThat(framed).isBetween(15, 40);
      assertThat(browser.page.body().length).isLessThan(12_000);
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.LOGOUT_UNDELIVERED)
          .hasSize(61 - framed)
          .allSatisfy(event ->
              assertThat(event.facts()).containsEntry("reason", "too_many").containsKey("sub"));
    }

    @Test
    void no_stranger_takes_the_room_of_those_that_somebody_vouches_for() {
      TestBrowser browser = signedIn(Ask.of("always", TestClients.callback("always"), "openid"));
      for (int i = 0; i < 30; i++) {
        copy("clients", "id", "origin, enabled, document", i);
        copy("session_clients", "client_id", "session_id, expires_at", i);
      }
      server.database.change(
          "UPDATE clients SET origin = 'SELF_REGISTERED' WHERE id LIKE 'always-%'");
      server.database.change(
          "UPDATE clients SET document = REPLACE(document, '/logged-out', '/logged-out?%s') WHERE id = 'always-0'"
              .formatted("&".repeat(1_900)));
      signOut(browser);
      assertThat(frames(browser))
          .as("neither is what is larger than all the room in the way of others")
          .hasSizeGreaterThan(10)
          .anySatisfy(url -> assertThat(query(url).all("client")).isEmpty())
          .noneSatisfy(url -> assertThat(url).contains("&&&"));
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.LOGOUT_UNDELIVERED)
          .noneSatisfy(event -> assertThat(event.facts()).containsEntry("client_id", "always"));
    }

    /// Anybody can make a link with one.
    @Test
    void a_long_state_takes_the_room_of_none() {
      List<Integer> framed = new ArrayList<>();
      for (String state : List.of("s", "s".repeat(2048))) {
        TestBrowser browser = signedIn(Ask.of("always", TestClients.callback("always"), "openid"));
        for (int i = 0; framed.isEmpty() && i < 60; i++) {
          copy("clients", "id", "origin, enabled, document", i);
        }
        for (int i = 0; i < 60; i++) {
          copy("session_clients", "client_id", "session_id, expires_at", i);
        }
        Parameters back = form("client_id", "web", "post_logout_redirect_uri", BYE, "state", state);
        browser.get("/end-session?" + back.encode()).submit(form());
        assertThat(browser.html()).contains("state=" + state + "\">");
        framed.add(frames(browser).size());
      }
      assertThat(framed.getLast()).isEqualTo(framed.getFirst()).isGreaterThan(10);
    }

    /// One more row as that of `always`.
    private void copy(String table, String id, String others, int i) {
      server.database.change(
          "INSERT INTO %1$s (issuer, %2$s, %3$s) SELECT issuer, 'always-%4$d', %3$s FROM %1$s WHERE %2$s = 'always'"
              .formatted(table, id, others, i));
    }

    @Test
    void each_client_of_the_session_is_framed_with_issuer_and_session() {
      TestBrowser browser = signedIn();
      Object web = idToken("web", browser).get("sid");
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      Object always = idToken("always", browser).get("sid");
      signOut(browser);
      assertThat(browser.html()).contains("You are signed out");
      List<String> frames = frames(browser).stream().sorted().toList();
      assertThat(frames).hasSize(2);
      assertThat(frames.getFirst()).startsWith(OTHER + "?iss=");
      assertThat(frames.getLast()).startsWith(WEB + "&iss=");
      assertThat(query(frames.getFirst()).required("iss")).isEqualTo("https://id.example.com");
      assertThat(query(frames.getFirst()).required("sid")).isEqualTo(always);
      assertThat(query(frames.getLast()).required("iss")).isEqualTo("https://id.example.com");
      assertThat(query(frames.getLast()).required("sid")).isEqualTo(web);
    }

    @Test
    void nothing_else_may_be_framed() {
      TestBrowser browser = signedIn();
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      signOut(browser);
      assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
          .containsPattern(
              "frame-src (https://app.example.com https://always.example.com"
                  + "|https://always.example.com https://app.example.com); ")
          .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'");
      assertThat(browser.page.header("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void the_person_goes_on_when_the_frames_are_loaded() {
      TestBrowser browser = signedIn();
      browser
          .get(
              "/end-session?"
                  + form("client_id", "web", "post_logout_redirect_uri", BYE, "state", "\"><x y")
                      .encode())
          .submit(form());
      assertThat(browser.isAtClient()).isFalse();
      assertThat(frames(browser)).hasSize(1);
      String escaped = "https://app.example.com/bye?a=b&amp;c=d&amp;state=%22%3E%3Cx+y";
      assertThat(browser.html())
          .contains("<meta http-equiv=\"refresh\" content=\"0; url=" + escaped + "\">")
          .contains("<a id=\"continue\" href=\"" + escaped + "\">");
    }

    @Test
    void the_session_is_over_and_its_cookie_is_gone() {
      TestBrowser browser = signedIn();
      signOut(browser);
      assertThat(browser.cookies.keySet()).noneMatch(name -> name.endsWith("session"));
      browser.get(Ask.web("openid").with("prompt", "none").url());
      assertThat(browser.answer("error")).isEqualTo("login_required");
    }

    @Test
    void clients_of_another_session_are_not_framed() {
      signedIn(Ask.of("always", TestClients.callback("always"), "openid"));
      TestBrowser browser = signedIn();
      signOut(browser);
      assertThat(frames(browser)).singleElement().asString().startsWith(WEB);
    }

    @Test
    void a_client_that_is_switched_off_is_not_framed() {
      TestBrowser browser = signedIn();
      server.server.reconcile(Declared.without(declarations(), "web"));
      signOut(browser);
      assertThat(frames(browser)).isEmpty();
    }

    /// No image and no link on another site may reach the clients.
    @Test
    void nothing_is_framed_before_the_person_said_so() {
      TestBrowser browser = signedIn();
      browser.get("/sign-out");
      assertThat(frames(browser)).isEmpty();
      TestBrowser nobody = new TestBrowser(server);
      nobody.get("/end-session?" + form("client_id", "web").encode());
      assertThat(frames(nobody)).isEmpty();
    }
  }
}

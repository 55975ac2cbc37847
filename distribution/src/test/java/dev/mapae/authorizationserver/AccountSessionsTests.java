package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Where people see where they are signed in, and end it: `/account/sessions`.
@OnEveryEngine
class AccountSessionsTests {
  static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  static final String EDGE =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0";
  static final String SAFARI =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

  final LogoutReceiver receiver = new LogoutReceiver();
  final TestServer server;
  final TestClients clients;
  final TestBrowser here;
  final TestBrowser elsewhere;

  AccountSessionsTests(Engine engine) {
    server = new TestServer(engine, Flows.declarations(), Seams.fetcher(receiver));
    clients = new TestClients(server);
    here = new TestBrowser(server).as(FIREFOX);
    elsewhere = new TestBrowser(server).as(EDGE);
  }

  @AfterEach
  void close() {
    server.close();
  }

  void signInTwice() {
    elsewhere.get("/account").signInAs("alice");
    server.clock.advance(Duration.ofMinutes(5));
    here.get("/account/sessions").signInAs("alice");
  }

  /// The value of the first button that ends a session.
  String otherSession() {
    Matcher m = Pattern.compile("name=\"session\" value=\"([^\"]*)\"").matcher(here.html());
    assertThat(m.find()).isTrue();
    return m.group(1);
  }

  boolean isSignedIn(TestBrowser browser) {
    return browser.get("/account").path().equals("/account");
  }

  @Nested
  class The_list {
    @Test
    void names_browsers_in_words_and_marks_this_one() {
      signInTwice();
      assertThat(here.html())
          .contains("Firefox on Linux")
          .contains("Edge on Windows")
          .contains("192.0.2.1");
      assertThat(here.html().split("You are here", -1)).hasSize(2);
      assertThat(here.html().indexOf("You are here"))
          .isBetween(here.html().indexOf("Firefox"), here.html().indexOf("Edge"));
    }

    @Test
    void tells_since_when_and_when_last() {
      signInTwice();
      String since = server.clock.instant().toString();
      server.clock.advance(Duration.ofMinutes(30));
      here.get("/account/sessions");
      server.clock.advance(Duration.ofMinutes(1));
      here.get("/account/sessions");
      assertThat(here.html())
          .contains("<time datetime=\"" + since + "\">")
          .contains("<time datetime=\"" + server.clock.instant().minusSeconds(60) + "\">");
    }

    /// Whoever signs in again goes on in the same session.
    @Test
    void tells_the_first_sign_in_of_several() {
      here.get("/account/sessions").signInAs("alice");
      String since = server.clock.instant().toString();
      server.clock.advance(Duration.ofMinutes(30));
      here.get(Ask.web("openid").with("prompt", "login").url()).signInAs("alice");
      here.get("/account/sessions");
      assertThat(here.html().split("<h2>", -1)).hasSize(2);
      assertThat(here.html()).contains("<time datetime=\"" + since + "\">");
    }

    @Test
    void has_nobody_elses_and_none_that_is_over() {
      new TestBrowser(server).as(SAFARI).get("/account").signInAs("bob");
      signInTwice();
      assertThat(here.html()).doesNotContain("iPhone");
      server.clock.advance(Duration.ofMinutes(116));
      here.get("/account/sessions");
      assertThat(here.html()).as("elsewhere was idle for two hours").doesNotContain("Edge");
    }

    /// Thirteen: alice is here, and was elsewhere before, first of all on her phone.
    private TestBrowser many() {
      TestBrowser phone = new TestBrowser(server).as(SAFARI).get("/account").signInAs("alice");
      for (int i = 0; i < 11; i++) {
        new TestBrowser(server).as(EDGE).get("/account").signInAs("alice");
      }
      here.get("/account/sessions").signInAs("alice");
      return phone;
    }

    private int shown() {
      return here.html().split("<h2>", -1).length - 1;
    }

    @Test
    void has_ten_on_a_page_and_a_link_to_the_others() {
      TestBrowser phone = many();
      assertThat(shown()).isEqualTo(10);
      assertThat(here.html()).contains("You are here").doesNotContain("iPhone");
      here.follow("before");
      assertThat(shown()).isEqualTo(3);
      assertThat(here.html())
          .contains("iPhone")
          .contains("id=\"end-others\"")
          .doesNotContain("You are here")
          .doesNotContain("id=\"before\"");
      String last = here.html().substring(here.html().indexOf("iPhone"));
      Matcher button = Pattern.compile("name=\"session\" value=\"([^\"]*)\"").matcher(last);
      assertThat(button.find()).isTrue();
      here.submit(form("session", button.group(1)));
      assertThat(isSignedIn(phone)).isFalse();
      assertThat(here.html()).contains("signed out in one other browser");
    }

    @Test
    void goes_on_behind_one_that_ended_meanwhile_and_from_the_beginning_behind_nothing() {
      many();
      String ended = here.html().replaceAll("(?s).*before=\\d+(?:~|%7E)([^\"]*)\".*", "$1");
      String next = here.html().replaceAll("(?s).*id=\"before\" href=\"([^\"]*)\".*", "$1");
      here.submit(form("session", ended));
      assertThat(server.rows()).containsEntry("sessions", 12);
      here.get(next);
      assertThat(shown()).isEqualTo(3);
      for (String mark : List.of("x", "1~", "~1", "99999999999999999999~a", "")) {
        here.get("/account/sessions?before=" + mark);
        assertThat(here.page.status()).as(mark).isEqualTo(200);
      }
      here.get("/account/sessions?before=x");
      assertThat(shown()).isEqualTo(10);
    }

    @Test
    void is_ended_as_a_whole_from_any_page() {
      many();
      here.follow("before").submit(form("others", "end"));
      assertThat(here.html()).contains("signed out in 12 other browsers");
      assertThat(server.rows()).containsEntry("sessions", 1);
    }

    @Test
    void has_no_more_of_a_browser_than_a_name() {
      TestBrowser odd = new TestBrowser(server).as("<script>".repeat(2000));
      odd.get("/account/sessions").signInAs("alice");
      assertThat(odd.html()).contains("An unknown browser").doesNotContain("script>");
      assertThat(String.join("\n", server.database.rows())).doesNotContain("script>");
    }

    @Test
    void tells_times_where_the_person_is() {
      here.get("/account/sessions").signInAs("alice");
      assertThat(here.html()).contains(" UTC</time>");
      String alice = server.stores.people().findByUsername("alice").orElseThrow().subject();
      server.database.change(
          "UPDATE people SET claims = '{\"zoneinfo\":\"Asia/Seoul\"}' WHERE subject = '"
              + alice
              + "'");
      here.get("/account/sessions");
      assertThat(here.html()).contains(" Asia/Seoul</time>");
    }
  }

  @Nested
  class Ending_one {
    @Test
    void signs_out_there_on_every_node_at_once_and_not_here() {
      signInTwice();
      try (TestServer other = server.beside()) {
        assertThat(isSignedIn(elsewhere.on(other))).isTrue();
        here.submit(form("session", otherSession()));
        assertThat(here.html()).contains("signed out in one other browser").doesNotContain("Edge");
        assertThat(isSignedIn(elsewhere.on(other))).isFalse();
        assertThat(isSignedIn(here.on(other))).isTrue();
      }
    }

    /// The contract: as a sign-out, it ends grants with `openid` and without `offline_access`.
    @Test
    void ends_of_what_was_allowed_there_what_a_sign_out_would() {
      Ask signedIn = Ask.web("openid playlist.read");
      Ask lasting = Ask.web("openid offline_access playlist.read");
      elsewhere.get(signedIn.url()).signInAs("alice").approve("playlist.read");
      Object first =
          json(clients.token("web", signedIn.redemption(elsewhere.answer("code"))))
              .get("access_token");
      elsewhere.get(lasting.url()).approve("offline_access", "playlist.read");
      Object second =
          json(clients.token("web", lasting.redemption(elsewhere.answer("code"))))
              .get("refresh_token");
      here.get("/account/sessions").signInAs("alice");
      here.submit(form("session", otherSession()));
      assertThat(clients.isActive("web", first)).isFalse();
      assertThat(clients.isActive("web", second)).isTrue();
    }

    @Test
    void is_told_to_clients_that_want_to_hear_of_it() {
      elsewhere
          .get(Ask.of("told", TestClients.callback("always"), "openid").url())
          .signInAs("alice");
      here.get("/account/sessions").signInAs("alice");
      here.submit(form("session", otherSession()));
      server.server.housekeeping().doChores();
      assertThat(receiver.taken()).hasSize(1);
    }

    @Test
    void is_in_the_audit() {
      signInTwice();
      here.submit(form("session", otherSession()));
      assertThat(server.audit.stream().filter(e -> e.type().name().equals("SESSIONS_ENDED")))
          .singleElement()
          .satisfies(e -> assertThat(e.facts()).containsEntry("sessions", "1"));
    }

    @Test
    void needs_a_form_of_this_page_and_this_session() {
      signInTwice();
      String session = otherSession();
      for (Parameters forged :
          List.of(
              form("session", session),
              form("session", session, "step", "x"),
              form(
                  "session", session, "step", elsewhere.get("/account/sessions").hidden("step")))) {
        here.load("POST", "/account/sessions", forged);
        assertThat(here.shownError()).isEqualTo("invalid_request");
      }
      assertThat(isSignedIn(elsewhere)).isTrue();
    }

    @Test
    void is_for_own_sessions_only_and_never_for_this_one() {
      signInTwice();
      String ofAlice = otherSession();
      TestBrowser bob = new TestBrowser(server);
      new TestBrowser(server).get("/account").signInAs("bob");
      bob.get("/account/sessions").signInAs("bob").submit(form("session", ofAlice));
      assertThat(bob.page.status()).isEqualTo(200);
      assertThat(isSignedIn(elsewhere)).isTrue();
      String mine =
          server.database.value(
              "SELECT id FROM sessions WHERE id <> '"
                  + ofAlice
                  + "' AND subject = (SELECT subject"
                  + " FROM sessions WHERE id = '"
                  + ofAlice
                  + "')");
      here.get("/account/sessions").submit(form("session", mine));
      assertThat(isSignedIn(here)).isTrue();
    }
  }

  @Nested
  class Ending_all_others {
    @Test
    void leaves_this_one() {
      signInTwice();
      TestBrowser third = new TestBrowser(server).as(SAFARI).get("/account").signInAs("alice");
      here.submit(form("others", "end"));
      assertThat(here.html()).contains("signed out in 2 other browsers");
      assertThat(isSignedIn(elsewhere)).isFalse();
      assertThat(isSignedIn(third)).isFalse();
      assertThat(isSignedIn(here)).isTrue();
    }

    /// Whoever has a copy of the cookie is elsewhere too.
    @Test
    void leaves_no_copy_of_this_one() {
      signInTwice();
      TestBrowser copy = here.on(server);
      here.submit(form("others", "end"));
      assertThat(isSignedIn(copy)).isFalse();
      elsewhere.get("/account").signInAs("alice");
      here.get("/account/sessions").submit(form("others", "end"));
      assertThat(here.html()).contains("signed out in one other browser");
      assertThat(isSignedIn(here)).isTrue();
    }

    @Test
    void leaves_those_of_others() {
      TestBrowser bob = new TestBrowser(server).get("/account").signInAs("bob");
      signInTwice();
      here.submit(form("others", "end"));
      assertThat(isSignedIn(bob)).isTrue();
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §3.1.2.4 and §5.5.1: what people may leave out of a request, what is remembered of it,
/// and what the client gets then.
///
/// At the Music API `playlist.read` is required, and so is `phone` of the server.
@OnEveryEngine
class OidcCoreOptionalScopeTests {
  private static final String ALL = "openid email playlist.read playlist.write";

  final TestServer server;
  final TestBrowser browser;
  final TestClients clients;

  OidcCoreOptionalScopeTests(Engine engine) {
    server = new TestServer(engine, declarations(), seams());
    browser = new TestBrowser(server);
    clients = new TestClients(server);
  }

  private static Seams seams() {
    return Seams.none()
        .with(
            new OpenIdScope(
                new DeclaredScope("phone", Map.of(), Set.of(), List.of(), false), false));
  }

  private static Declarations declarations() {
    return Declared.with(
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(
                Samples.client("tv")
                    .grants("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"))),
        music(false));
  }

  private static Resource music(boolean optional) {
    return new Resource(
        Samples.MUSIC,
        "Music API",
        Origin.DECLARED,
        true,
        Resource.AccessTokenFormat.JWT,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of(
            new DeclaredScope("playlist.read", Map.of(), Set.of(), List.of(), optional),
            new DeclaredScope("playlist.write", Map.of(), Set.of()),
            new DeclaredScope("read", Map.of(), Set.of())));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Object> redeemed(Ask ask) {
    return json(server.token("web", ask.redemption(browser.answer("code"))));
  }

  private void assertAsked(Ask ask) {
    assertThat(browser.get(ask.url()).path()).as(ask.url()).isEqualTo("/consent");
  }

  /// The scope that is given without a question.
  private Object given(Ask ask) {
    browser.get(ask.url());
    return redeemed(ask).get("scope");
  }

  @Nested
  class Section_3_1_2_4_what_cannot_be_left_out {
    @Test
    void cannot_be_unticked() {
      browser.get(Ask.web(ALL + " phone").url()).signInAs("alice");
      assertThat(browser.html())
          .contains("name=\"scope\" value=\"email\" checked>")
          .contains("name=\"scope\" value=\"playlist.write\" checked>")
          .contains("name=\"scope\" value=\"playlist.read\" checked disabled>")
          .contains("name=\"scope\" value=\"phone\" checked disabled>")
          .doesNotContain("value=\"openid\"");
    }

    @Test
    void is_given_whatever_is_posted() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve();
      assertThat(redeemed(ask)).containsEntry("scope", "openid playlist.read");
    }

    /// It decides nothing there: RFC 6749 has no such word.
    @Test
    void is_offline_access_in_plain_oauth() {
      browser.get(Ask.web("playlist.write offline_access").url()).signInAs("alice");
      assertThat(browser.html())
          .contains("value=\"playlist.write\" checked>")
          .contains("value=\"offline_access\" checked disabled>");
    }

    /// Of a client that asks nobody, what was left out would come back unasked.
    @Test
    void is_all_of_a_client_that_skips_consent() {
      Ask ask = Ask.of("ours", TestClients.callback("ours"), ALL).with("prompt", "consent");
      browser.get(ask.url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html())
          .contains("value=\"email\" checked disabled>")
          .doesNotContain(" checked>");
      browser.approve();
      assertThat(json(clients.redeem("ours", browser.answer("code")))).containsEntry("scope", ALL);
    }

    @Test
    void is_denied_with_the_rest() {
      browser.get(Ask.web(ALL).url()).signInAs("alice");
      browser.submit(Parameters.empty().with("decision", "deny").with("scope", "playlist.read"));
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(server.rows()).containsEntry("grants", 0).containsEntry("consents", 0);
    }

    @Test
    void is_not_added_to_a_request_without_it() {
      Ask ask = Ask.web("openid email playlist.write");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read", "phone", "email");
      assertThat(redeemed(ask)).containsEntry("scope", "openid email");
    }

    /// The form of a page says what the page showed.
    @Test
    void is_not_given_where_the_page_showed_a_box() {
      server.server.reconcile(Declared.with(declarations(), music(true)));
      browser.get(Ask.web(ALL).url()).signInAs("alice");
      assertThat(browser.html()).contains("value=\"playlist.read\" checked>");
      server.server.reconcile(declarations());
      browser.approve("email");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("value=\"playlist.read\" checked disabled>");
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void is_asked_where_it_could_be_left_out_before() {
      server.server.reconcile(Declared.with(declarations(), music(true)));
      browser.get(Ask.web(ALL).url()).signInAs("alice").approve("email");
      assertThat(given(Ask.web(ALL))).isEqualTo("openid email");
      server.server.reconcile(declarations());
      assertAsked(Ask.web(ALL));
    }

    @Test
    void is_the_same_for_a_device() {
      Map<String, Object> device = clients.device("tv", ALL);
      browser.get("/device");
      browser.submit(Parameters.empty().with("user_code", (String) device.get("user_code")));
      browser.signInAs("alice");
      assertThat(browser.html())
          .contains("value=\"playlist.write\" checked>")
          .contains("value=\"playlist.read\" checked disabled>");
      browser.approve("playlist.write", "offline_access");
      server.clock.advance(Duration.ofSeconds(5));
      assertThat(json(clients.poll("tv", device.get("device_code"))))
          .containsEntry("scope", "openid playlist.read playlist.write");
    }
  }

  /// An essential claim is a wish: the client has to do without.
  @Nested
  class Section_5_5_1_what_the_client_says_is_essential {
    private final Ask ask =
        Ask.web(ALL)
            .with(
                "claims", "{\"userinfo\":{\"email_verified\":{\"essential\":true},\"name\":null}}");

    @Test
    void keeps_the_box_of_its_scope_and_is_not_given_without_it() {
      browser.get(ask.url()).signInAs("alice");
      assertThat(browser.html()).contains("name=\"scope\" value=\"email\" checked");
      browser.approve();
      Map<String, Object> tokens = redeemed(ask);
      assertThat(tokens).containsEntry("scope", "openid playlist.read");
      assertThat(json(clients.userInfo(tokens.get("access_token"))))
          .doesNotContainKeys("email", "email_verified");
      assertThat(given(ask)).isEqualTo("openid playlist.read");
    }
  }

  @Nested
  class Section_3_1_3_3_the_client_is_told {
    @Test
    void by_the_token_response_and_introspection_and_refresh_follow() {
      Ask ask = Ask.web(ALL + " offline_access");
      browser.get(ask.url()).signInAs("alice").approve("offline_access", "email");
      Map<String, Object> tokens = redeemed(ask);
      String left = "openid email playlist.read offline_access";
      assertThat(tokens).containsEntry("scope", left);
      assertThat(clients.introspect("web", tokens.get("access_token")))
          .containsEntry("scope", left);
      Map<String, Object> fresh = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(fresh).containsEntry("scope", left);
      assertThat(
              json(
                  clients.token(
                      "web",
                      TestClients.refresh(fresh.get("refresh_token"))
                          .with("scope", "openid playlist.write"))))
          .containsEntry("error", "invalid_scope");
    }

    @Test
    void also_of_what_was_pushed() {
      Ask ask = Ask.web(ALL);
      browser.get(clients.pushedUrl(ask)).signInAs("alice").approve("email", "read");
      assertThat(redeemed(ask)).containsEntry("scope", "openid email playlist.read");
      browser.get(clients.pushedUrl(ask));
      assertThat(redeemed(ask)).containsEntry("scope", "openid email playlist.read");
    }
  }

  @Nested
  class Section_3_1_2_4_what_was_left_out_is_remembered {
    @Test
    void and_not_asked_again_by_the_same_request() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve("email");
      assertThat(given(ask)).isEqualTo("openid email playlist.read");
      assertThat(given(ask.with("prompt", "none"))).isEqualTo("openid email playlist.read");
      assertThat(given(Ask.web("openid email"))).isEqualTo("openid email");
      assertThat(given(ask)).isEqualTo("openid email playlist.read");
    }

    @Test
    void a_client_asks_anew_by_prompt() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve("email");
      assertAsked(ask.with("prompt", "consent"));
      assertThat(browser.html()).contains("You left this out before");
      browser.approve("email", "playlist.write");
      assertThat(given(ask)).isEqualTo(ALL);
    }

    @Test
    void whatever_else_is_asked_for() {
      browser.get(Ask.web(ALL).url()).signInAs("alice").approve("email");
      assertThat(given(Ask.web("openid playlist.write"))).isEqualTo("openid");
      assertThat(given(Ask.web(ALL))).isEqualTo("openid email playlist.read");
    }

    @Test
    void requests_of_two_shapes_forget_nothing_of_each_other() {
      Ask one = Ask.web("openid email playlist.write");
      Ask other = Ask.web("openid email profile");
      browser.get(one.url()).signInAs("alice").approve("email");
      assertAsked(other);
      browser.approve("email");
      assertThat(given(one)).isEqualTo("openid email");
      assertThat(given(other)).isEqualTo("openid email");
      assertThat(given(one)).isEqualTo("openid email");
    }

    @Test
    void also_where_it_is_all_of_an_api_that_was_named() {
      Ask ask = Ask.web("openid read").with("resource", Samples.MUSIC);
      browser.get(ask.url()).signInAs("alice").approve();
      assertThat(given(ask)).isEqualTo("openid");
    }

    @Test
    void of_one_api_and_not_of_another_that_declares_it_too() {
      Ask music = Ask.web("openid read").with("resource", Samples.MUSIC);
      Ask orders = Ask.web("openid read").with("resource", Samples.ORDERS);
      browser.get(Ask.web("openid orders.read").with("resource", Samples.ORDERS).url());
      browser.signInAs("alice").approve("orders.read");
      assertAsked(music);
      browser.approve();
      assertAsked(orders);
      browser.approve("read");
      assertAsked(music);
    }

    @Test
    void what_is_new_is_asked_together_with_it() {
      browser.get(Ask.web(ALL).url()).signInAs("alice").approve("email");
      assertAsked(Ask.web(ALL + " profile"));
      assertThat(browser.html()).contains("value=\"playlist.write\"").contains(">New<");
    }

    @Test
    void nobody_is_answered_with_nothing() {
      Ask ask = Ask.web("read playlist.write");
      browser.get(ask.url()).signInAs("alice").approve("read");
      Ask left = Ask.web("playlist.write");
      assertAsked(left);
      browser.approve();
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertAsked(left);
    }

    @Test
    void a_later_answer_counts_in_whichever_window() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice");
      TestBrowser window = browser.on(server);
      browser.approve("email");
      window.approve("email", "playlist.write");
      assertThat(json(server.token("web", ask.redemption(window.answer("code")))))
          .containsEntry("scope", ALL);
    }

    /// A node of the version before knows neither what was asked nor since when.
    @Test
    void what_an_older_node_kept_is_asked_again_where_something_was_left_out() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve("email");
      server.database.change("UPDATE consents SET left_out = NULL, since = NULL");
      assertThat(given(Ask.web("openid email"))).isEqualTo("openid email");
      assertAsked(ask);
      assertThat(browser.html()).contains("Allowed since");
    }

    /// It writes neither of both, and leaves what this one wrote.
    @Test
    void what_was_kept_before_an_older_node_kept_an_answer_does_not_count() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve("email");
      server.database.change("UPDATE consents SET given_at = given_at + 86400000");
      assertAsked(ask);
      assertThat(browser.html())
          .contains("Allowed since 5 May 2026")
          .doesNotContain("Allowed since 4 May 2026")
          .doesNotContain("You left this out before");
    }

    @Test
    void it_is_forgotten_with_the_rest() {
      Ask ask = Ask.web(ALL);
      browser.get(ask.url()).signInAs("alice").approve("email");
      server.stores.consents().revoke(server.database.value("SELECT subject FROM grants"), "web");
      assertAsked(ask);
      assertThat(browser.html()).doesNotContain("You left this out before");
    }
  }

  @Nested
  class Section_11_how_long_is_said {
    private String page(Ask ask) {
      return new TestBrowser(server).get(ask.url()).signInAs("alice").html();
    }

    @Test
    void beside_offline_access_and_by_plain_oauth_without_it() {
      String whole = "Up to 30 days, or until it is not used for 14 days";
      assertThat(page(Ask.web("openid offline_access")))
          .contains("10 minutes at a time")
          .contains("<small class=\"tells\">" + whole);
      assertThat(page(Ask.web("read playlist.write"))).contains("<dd>" + whole);
      assertThat(page(Ask.web("openid playlist.write")))
          .contains("10 minutes at a time")
          .doesNotContain("Up to");
    }

    @Test
    void as_the_client_has_it() {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .grants("authorization_code")
                      .lifetimes(
                          new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofHours(2)))))));
      assertThat(page(Ask.web("openid offline_access playlist.write")))
          .contains("2 hours at a time")
          .doesNotContain("Up to");
    }
  }

  @Nested
  class Section_3_1_2_4_what_changed_is_said {
    @Test
    void since_when_each_is_allowed() {
      browser.get(Ask.web("openid email").url()).signInAs("alice").approve("email");
      server.clock.advance(Duration.ofDays(2));
      browser.get(Ask.web("openid email profile").url()).signInAs("alice");
      String first = day(Duration.ofDays(2));
      assertThat(browser.html())
          .contains("You answered this application on " + first)
          .contains("Allowed since " + first);
      browser.approve("email", "profile");
      browser.get(Ask.web("openid email profile").with("prompt", "consent").url());
      assertThat(browser.html())
          .contains("You answered this application on " + day(Duration.ZERO))
          .contains("Allowed since " + first)
          .contains("Allowed since " + day(Duration.ZERO))
          .doesNotContain(">New<");
    }

    private String day(Duration ago) {
      return DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH)
          .format(server.clock.instant().minus(ago).atZone(ZoneOffset.UTC));
    }
  }
}

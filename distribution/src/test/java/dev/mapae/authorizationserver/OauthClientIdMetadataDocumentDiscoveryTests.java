package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DocumentScene.APP;
import static dev.mapae.authorizationserver.DocumentScene.CALLBACK;
import static dev.mapae.authorizationserver.DocumentScene.ask;
import static dev.mapae.authorizationserver.DocumentScene.document;
import static dev.mapae.authorizationserver.DocumentScene.refresh;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.RestingFetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// draft-ietf-oauth-client-id-metadata-document-02, for whom a document is fetched, and how long it
/// is good.
class OauthClientIdMetadataDocumentDiscoveryTests {
  DocumentScene scene = new DocumentScene(Engine.preset(), DocumentPolicy.ANY);

  @AfterEach
  void close() {
    scene.close();
  }

  private Optional<Client> kept() {
    return scene.server.stores.clients().find(APP);
  }

  /// What a person who is signed in sees of a document that cannot be used.
  private TestBrowser refused() {
    TestBrowser browser = scene.alice("playlist.read");
    assertThat(browser.shownError()).isEqualTo("invalid_request");
    assertThat(kept()).isEmpty();
    return browser;
  }

  @Nested
  class Section_5_discovery {
    @Test
    void an_anonymous_visitor_causes_no_fetch_and_no_write() {
      scene.publish(document());
      Map<String, Integer> before = scene.server.rows();
      TestBrowser browser = new TestBrowser(scene.server).get(ask("playlist.read").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.html()).contains("app.example.com").doesNotContain("The App");
      browser.signIn("alice", "wrong");
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(scene.fetches).isEmpty();
      assertThat(scene.server.rows()).isEqualTo(before);
    }

    @Test
    void happens_once_the_person_signed_in() {
      scene.publish(document());
      TestBrowser browser =
          new TestBrowser(scene.server).get(ask("playlist.read").url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(scene.fetches).hasSize(1);
      assertThat(browser.approve("playlist.read").answer("state")).isEqualTo("xyz");
    }

    @Test
    void nobody_is_sent_anywhere_before_that() {
      scene.publish(document());
      for (Ask ask :
          List.of(
              ask("playlist.read").with("prompt", "none"),
              ask("playlist.read").with("response_type", "token"),
              Ask.of(APP, "https://evil.example.com/", "everything"))) {
        TestBrowser browser = new TestBrowser(scene.server).get(ask.url());
        assertThat(browser.isAtClient()).isFalse();
        assertThat(browser.html()).doesNotContain(">evil.example.com<");
      }
      assertThat(
              new TestBrowser(scene.server)
                  .get(ask("playlist.read").with("prompt", "none").url())
                  .shownError())
          .isEqualTo("login_required");
    }

    @Test
    void a_client_that_was_never_seen_can_neither_push_nor_ask_for_a_device_nor_for_tokens() {
      scene.publish(document());
      Parameters form = Parameters.empty().with("client_id", APP);
      for (Response response :
          List.of(
              scene.server.post("/par", ask("playlist.read").parameters()),
              scene.server.post("/device_authorization", form),
              scene.server.post("/token", refresh("mapae_rt_x")),
              scene.server.post("/token", form.with("grant_type", "client_credentials")))) {
        assertThat(json(response)).containsEntry("error", "invalid_client");
      }
      assertThat(scene.fetches).isEmpty();
      assertThat(kept()).isEmpty();
    }

    @Test
    void a_client_that_was_seen_can_push() {
      scene.publish(document());
      scene.alice("playlist.read");
      Response pushed = scene.server.post("/par", ask("playlist.read").parameters());
      assertThat(pushed.status()).isEqualTo(201);
      TestBrowser browser =
          scene
              .alice()
              .get(
                  new Ask(
                          Parameters.empty()
                              .with("client_id", APP)
                              .with("request_uri", (String) json(pushed).get("request_uri")))
                      .url());
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void may_use_no_grant_in_which_nobody_is_asked() {
      scene.publish(document("grant_types", List.of("authorization_code", "client_credentials")));
      scene.alice("playlist.read");
      Response response =
          scene.server.post(
              "/token",
              Parameters.empty().with("client_id", APP).with("grant_type", "client_credentials"));
      assertThat(json(response)).containsEntry("error", "unauthorized_client");
    }

    @Test
    void the_person_is_asked_every_time() {
      scene.publish(document());
      TestBrowser browser = scene.alice("playlist.read");
      browser.approve("playlist.read");
      assertThat(browser.get(ask("playlist.read").url()).path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("class=\"caution\"");
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    void a_client_that_nobody_used_is_gone_after_two_days_and_may_come_again() {
      scene.publish(document());
      scene.alice("playlist.read").deny();
      scene.server.clock.advance(Duration.ofDays(2));
      scene.server.sweep();
      scene.server.server.housekeeping().follow();
      assertThat(kept()).isEmpty();
      scene.tokens("playlist.read");
      scene.server.clock.advance(Duration.ofDays(2));
      scene.server.sweep();
      assertThat(kept()).isPresent();
    }

    @Test
    void another_node_knows_what_one_has_seen() {
      scene.publish(document());
      try (TestServer other = scene.beside()) {
        // It looked, and there was none.
        new TestBrowser(other).get(ask("playlist.read").url());
        TestBrowser browser = scene.alice("playlist.read").on(other);
        browser.approve("playlist.read");
        assertThat(browser.answer("code")).isNotEmpty();
      }
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    void many_at_once_wait_for_one_fetch() {
      scene.publish(document());
      List<TestBrowser> people = Stream.generate(scene::alice).limit(8).toList();
      Iterator<TestBrowser> each = people.iterator();
      List<String> seen =
          Race.of(
              people.size(),
              () -> {
                TestBrowser mine;
                synchronized (each) {
                  mine = each.next();
                }
                return mine.get(ask("playlist.read").url()).path();
              });
      assertThat(seen).containsOnly("/consent");
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    @Timeout(60)
    void many_who_wait_for_one_that_hangs_keep_nobody_from_another() throws Exception {
      String other = "https://other.example.com/client.json";
      scene.publish(document());
      scene.publish(other, document("client_id", other), Optional.empty());
      TestBrowser alice = scene.alice();
      TestBrowser bob = new TestBrowser(scene.server).get(Ask.web("openid").url()).signInAs("bob");
      CountDownLatch until = new CountDownLatch(1);
      scene.hang(APP, until);
      var answers = new LinkedBlockingQueue<Integer>();
      int many = 64;
      try (var threads = Executors.newFixedThreadPool(many)) {
        try {
          for (int i = 0; i < many; i++) {
            scene.server.clock.advance(Duration.ofSeconds(10));
            var _ =
                threads.submit(() ->
                    answers.add(
                        alice.on(scene.server).get(ask("playlist.read").url()).page.status()));
          }
          // One fetches, and eight wait for it.
          for (int i = 0; i < many - 9; i++) {
            assertThat(answers.poll(30, TimeUnit.SECONDS)).isIn(429, 503);
          }
          assertThat(bob.get(Ask.of(other, CALLBACK, "playlist.read").url()).path())
              .isEqualTo("/consent");
          assertThat(answers).isEmpty();
        } finally {
          until.countDown();
        }
      }
      assertThat(answers).hasSize(9).containsOnly(200);
    }

    @Test
    @Timeout(60)
    void who_waits_for_what_another_has_fetched_spends_nothing_of_their_pace() throws Exception {
      scene.publish(document());
      TestBrowser alice = scene.alice();
      CountDownLatch until = new CountDownLatch(1);
      CountDownLatch asked = scene.hang(APP, until);
      var answers = new LinkedBlockingQueue<Integer>();
      Runnable visit =
          () -> answers.add(alice.on(scene.server).get(ask("playlist.read").url()).page.status());
      int many = 20;
      try (var threads = Executors.newFixedThreadPool(many + 1)) {
        try {
          var _ = threads.submit(visit);
          asked.await();
          for (int i = 0; i < many; i++) {
            var _ = threads.submit(visit);
          }
          for (int i = 0; i < many - 8; i++) {
            assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo(503);
          }
          for (int i = 0; i < 19; i++) {
            String other = APP + i;
            scene.publish(other, document("client_id", other), Optional.empty());
            TestBrowser browser = alice.on(scene.server);
            browser.get(Ask.of(other, CALLBACK, "playlist.read").url());
            assertThat(browser.path()).isEqualTo("/consent");
          }
        } finally {
          until.countDown();
        }
      }
      assertThat(answers).hasSize(9).containsOnly(200);
    }

    @Test
    void a_device_is_approved_only_with_a_document_that_is_good() {
      String grant = "urn:ietf:params:oauth:grant-type:device_code";
      Map<String, Object> document =
          document("grant_types", List.of("authorization_code", "refresh_token", grant));
      scene.publish(APP, document, Optional.of(Duration.ZERO));
      scene.alice("playlist.read");
      Map<String, Object> device =
          json(
              scene.server.post(
                  "/device_authorization",
                  Parameters.empty().with("client_id", APP).with("scope", "playlist.read")));
      scene.server.clock.advance(Duration.ofMinutes(2));
      scene.vanish(new NotFetched("there is nothing"));
      TestBrowser browser =
          new TestBrowser(scene.server)
              .get("/device")
              .submit(Parameters.empty().with("user_code", (String) device.get("user_code")));
      browser.signInAs("alice");
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      scene.publish(document);
      scene.server.clock.advance(RestingFetcher.REST);
      browser.get(browser.location).approve("playlist.read");
      Response response =
          scene.server.post(
              "/token",
              Parameters.empty()
                  .with("client_id", APP)
                  .with("grant_type", grant)
                  .with("device_code", (String) device.get("device_code")));
      assertThat(response.status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_5_1_errors {
    @Test
    void are_shown_to_the_person_and_sent_nowhere() {
      scene.vanish(new NotFetched("it is longer than 64 KiB"));
      assertThat(refused().html()).contains("it is longer than 64 KiB");
    }

    /// Nothing is known then of the document, and the client must not take itself for unknown.
    @ParameterizedTest
    @EnumSource(names = {"HOST", "CONNECTION", "THIS_SERVER"})
    void on_the_way_are_none_of_the_document(NotFetched.Cause cause) {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.vanish(new NotFetched(cause, "no answer came"));
      Response response = scene.server.post("/token", refresh(token));
      assertThat(response.status()).isEqualTo(503);
      assertThat(json(response)).containsEntry("error", "temporarily_unavailable");
      assertThat(response.header("Retry-After")).isPresent();
      TestBrowser browser = scene.alice("playlist.read");
      assertThat(browser.shownError()).isEqualTo("temporarily_unavailable");
      assertThat(browser.page.status()).isEqualTo(503);
      scene.publish(document());
      scene.server.clock.advance(RestingFetcher.REST);
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(200);
    }

    @Test
    void are_noted() {
      scene.vanish(new NotFetched("there is nothing"));
      refused();
      assertThat(scene.server.audit)
          .extracting(event -> event.type().name())
          .contains("AUTHORIZATION_REFUSED")
          .doesNotContain("CLIENT_REGISTERED");
      scene.server.clock.advance(RestingFetcher.REST);
      scene.publish(document()).alice("playlist.read");
      assertThat(scene.server.audit)
          .extracting(event -> event.type().name())
          .contains("CLIENT_REGISTERED");
      assertThat(scene.server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.CLIENT_REGISTERED)
          .singleElement()
          .extracting(event -> event.facts())
          .isEqualTo(
              Map.of(
                  "sub",
                  scene.server.stores.people().findByUsername("alice").orElseThrow().subject(),
                  "client_id",
                  APP));
    }

    @Test
    void new_documents_have_a_pace() {
      for (int i = 0; i < 20; i++) {
        scene.alice().get(Ask.of(APP + i, CALLBACK, "playlist.read").url());
      }
      TestBrowser late = scene.alice();
      scene.fetches.clear();
      scene.server.clock.advance(Duration.ofMillis(1));
      for (int i = 0; i < 20; i++) {
        late.get(Ask.of(APP + "x" + i, CALLBACK, "playlist.read").url());
      }
      assertThat(late.shownError()).isEqualTo("temporarily_unavailable");
      assertThat(late.page.status()).isEqualTo(429);
      assertThat(late.page.header("Retry-After")).contains("10");
      assertThat(scene.fetches).hasSizeLessThan(20);
    }
  }

  @Nested
  class Section_5_2_caching {
    @Test
    void a_document_is_fetched_again_when_it_is_no_longer_fresh() {
      scene.publish(document());
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofMinutes(59));
      scene.alice("playlist.read");
      assertThat(scene.fetches).hasSize(1);
      scene.server.clock.advance(Duration.ofMinutes(1));
      scene.forget();
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      assertThat(scene.fetches).hasSize(1);
      // It says the same, so that nothing is written.
      assertThat(scene.calls())
          .doesNotContainKeys("registrations.replace", "registrations.register");
      scene.server.clock.advance(Duration.ofMinutes(59));
      scene.alice("playlist.read");
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    void it_is_kept_a_minute_at_least_and_a_day_at_most() {
      scene.publish(APP, document(), Optional.of(Duration.ZERO));
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofSeconds(50));
      scene.alice("playlist.read");
      assertThat(scene.fetches).hasSize(1);
      scene.publish(APP, document(), Optional.of(Duration.ofDays(400)));
      scene.server.clock.advance(Duration.ofSeconds(10));
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofDays(1));
      scene.alice("playlist.read");
      assertThat(scene.fetches).hasSize(3);
    }

    @Test
    void an_anonymous_visitor_has_nothing_fetched_again() {
      scene.publish(document());
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.forget();
      TestBrowser browser = new TestBrowser(scene.server).get(ask("playlist.read").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(scene.fetches).isEmpty();
    }

    /// §5.2: neither errors nor documents that are none are kept. Nobody hears of an error that it
    /// is one of now, and its host is not asked for each who comes.
    @Test
    void a_failure_is_not_kept_and_the_document_rests() {
      scene.vanish(new NotFetched("there is nothing"));
      refused();
      scene.publish(document());
      scene.fetches.clear();
      // To sign in takes a second here.
      scene.server.clock.advance(RestingFetcher.REST.minusMillis(1001));
      TestBrowser resting = scene.alice("playlist.read");
      assertThat(resting.shownError()).isEqualTo("temporarily_unavailable");
      assertThat(resting.html()).doesNotContain("there is nothing").contains("again in 1 s");
      assertThat(resting.page.header("Retry-After")).contains("1");
      assertThat(scene.fetches).isEmpty();
      scene.server.clock.advance(Duration.ofMillis(1));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    void a_document_that_is_none_is_not_kept() {
      scene.publish(APP, "[]", Optional.empty());
      assertThat(refused().shownError()).isEqualTo("invalid_request");
      scene.publish(document());
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
    }

    @Test
    void a_failure_that_lies_here_makes_nothing_rest() {
      scene.vanish(new NotFetched(NotFetched.Cause.THIS_SERVER, "too many wait"));
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("temporarily_unavailable");
      scene.publish(document());
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
    }

    @Test
    void one_that_vanished_is_good_while_it_is_fresh_and_then_spends_nothing() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.vanish(new NotFetched("there is nothing"));
      Response fresh = scene.server.post("/token", refresh(token));
      assertThat(fresh.status()).isEqualTo(200);
      Object next = json(fresh).get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(json(scene.server.post("/token", refresh(next))))
          .containsEntry("error", "invalid_client");
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("temporarily_unavailable");
      scene.publish(document());
      scene.server.clock.advance(RestingFetcher.REST);
      assertThat(scene.server.post("/token", refresh(next)).status()).isEqualTo(200);
    }

    @Test
    void nobody_who_has_no_token_of_the_client_has_it_fetched() {
      scene.publish(document());
      scene.tokens("playlist.read");
      String ofAnother =
          (String)
              json(scene.server.token(
                      "web",
                      Ask.web("playlist.read")
                          .redemption(
                              new TestBrowser(scene.server)
                                  .get(Ask.web("playlist.read").url())
                                  .signInAs("alice")
                                  .approve("playlist.read")
                                  .answer("code"))))
                  .get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.forget();
      for (String token : List.of("mapae_rt_x", "", ofAnother)) {
        assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(400);
      }
      assertThat(scene.fetches).isEmpty();
    }

    /// A document of Alice, and what its client refreshes with.
    private Parameters brought(String url) {
      scene.publish(url, document("client_id", url), Optional.of(Duration.ofMinutes(10)));
      scene.server.clock.advance(Duration.ofSeconds(10));
      Ask ask = Ask.of(url, CALLBACK, "playlist.read");
      String code = scene.alice().get(ask.url()).approve("playlist.read").answer("code");
      Parameters redemption = ask.redemption(code).with("client_id", url);
      return refresh(json(scene.server.post("/token", redemption)).get("refresh_token"))
          .without(Set.of("client_id"))
          .with("client_id", url);
    }

    @Test
    void the_documents_that_one_person_brought_have_a_pace_together() {
      int many = 50;
      List<Parameters> tokens = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        tokens.add(brought(APP + i));
      }
      scene.server.clock.advance(Duration.ofHours(1));
      scene.fetches.clear();
      TestBrowser browser = scene.alice();
      for (int i = 0; i < many / 2; i++) {
        browser.get(Ask.of(APP + i, CALLBACK, "playlist.read").url());
        assertThat(scene.server.post("/token", tokens.get(many - 1 - i)).status()).isIn(200, 429);
      }
      assertThat(scene.fetches).hasSizeBetween(10, 20);
      assertThat(browser.page.status()).isEqualTo(429);
      // Whoever is over their pace costs nobody else anything.
      TestBrowser bob = new TestBrowser(scene.server).get(Ask.web("openid").url()).signInAs("bob");
      assertThat(bob.get(Ask.of(APP + 24, CALLBACK, "playlist.read").url()).path())
          .isEqualTo("/consent");
    }

    @Test
    void what_another_node_found_since_is_good_only_as_long_as_it_says() {
      scene.publish(document());
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofHours(1));
      // Found unchanged, which this node alone knows.
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofMinutes(30));
      scene.publish(APP, document("client_name", "Second"), Optional.of(Duration.ofMinutes(1)));
      try (TestServer other = scene.beside()) {
        assertThat(scene.alice().on(other).get(ask("playlist.read").url()).html())
            .contains("Second");
      }
      scene.server.server.housekeeping().follow();
      scene.publish(document("client_name", "Third"));
      scene.server.clock.advance(Duration.ofMinutes(2));
      assertThat(scene.alice("playlist.read").html()).contains("Third");
    }

    @Test
    void whoever_comes_while_a_document_rests_hears_until_when_and_spends_no_pace() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.vanish(new NotFetched("there is nothing"));
      scene.forget();
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(401);
      for (int i = 0; i < 30; i++) {
        Response resting = scene.server.post("/token", refresh(token));
        assertThat(resting.status()).isEqualTo(503);
        assertThat(resting.header("Retry-After")).contains("10");
      }
      assertThat(scene.fetches).hasSize(1);
    }

    @Test
    void a_document_that_cannot_be_asked_for_is_tried_at_a_pace() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.vanish(new NotFetched(NotFetched.Cause.THIS_SERVER, "too many wait"));
      scene.forget();
      Response last = null;
      for (int i = 0; i < 30; i++) {
        last = scene.server.post("/token", refresh(token));
      }
      assertThat(scene.fetches).hasSize(10);
      assertThat(last.status()).isEqualTo(429);
      scene.server.clock.advance(Duration.ofMinutes(2));
      scene.publish(document());
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(200);
    }
  }
}

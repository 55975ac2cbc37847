package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestRequestObject.url;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.ClientKeySource.JwksUri;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9101, request objects by reference.
class Rfc9101RequestUriTests extends RequestObjectScene {
  private static final String ERROR = "invalid_request_uri";

  /// RFC 6749 §4.1.2.1.
  private static final String AWAY = "temporarily_unavailable";

  private static Parameters reference(String requestUri) {
    return form("client_id", "signer", "request_uri", requestUri);
  }

  private TestBrowser comesToTheReference() {
    return browser.get(url(reference(URI)));
  }

  private void publish(TestRequestObject object) {
    String jwt = object.signed(KEY);
    published = () -> document(jwt + "\n");
  }

  private static Fetched document(String body, Duration freshFor) {
    return new Fetched(body.getBytes(StandardCharsets.UTF_8), Optional.of(freshFor));
  }

  private void isAway() {
    published =
        () -> {
          throw new NotFetched(NotFetched.Cause.CONNECTION, "it took longer than 5 s");
        };
  }

  @Nested
  class Section_5_2_by_reference {
    @Test
    void a_person_signs_in_and_consents_and_the_client_gets_its_tokens() {
      publish(lasting());
      comesToTheReference();
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
      assertThat(fetches).containsExactly("DECLARED REQUEST_OBJECT " + FETCHED);
    }

    /// What the person sees is what was read in the beginning.
    @Test
    void it_is_fetched_once_and_goes_on_by_value() {
      publish(lasting());
      comesToTheReference();
      assertThat(browser.location).contains("&request=ey").doesNotContain("request_uri");
      publish(lasting().with("scope", "openid orders.read"));
      server.clock.advance(Duration.ofMinutes(5));
      assertGetsTokens();
      assertThat(fetches).hasSize(1);
    }

    @Test
    void it_is_refused_where_it_does_not_hold() {
      String forged = lasting().signed(key("signer"));
      published = () -> document(forged);
      assertThat(comesToTheReference().shownError()).isEqualTo("invalid_request_object");
      server.clock.advance(Duration.ofSeconds(1));
      publish(lasting().with("client_id", "strict"));
      assertThat(comesToTheReference().shownError()).isEqualTo("invalid_request_object");
      server.clock.advance(Duration.ofSeconds(1));
      // A reference to a reference.
      publish(lasting().with("request_uri", URI));
      assertThat(comesToTheReference().shownError()).isEqualTo("invalid_request_object");
      assertThat(fetches).hasSize(3);
    }

    @Test
    void it_does_not_stand_beside_another() {
      Parameters both = reference(URI).with("request", object().signed(KEY));
      assertThat(browser.get(url(both)).shownError()).isEqualTo("invalid_request");
      assertThat(browser.get(url(reference(URI)) + "&request_uri=" + FETCHED).shownError())
          .isEqualTo("invalid_request");
      assertThat(fetches).isEmpty();
    }

    @Test
    void a_post_will_do() {
      publish(lasting());
      browser.get(server.post("/authorize", reference(URI)).header("Location").orElseThrow());
      assertThat(fetches).hasSize(1);
      assertGetsTokens();
    }

    @Test
    void an_anonymous_visitor_causes_no_write() {
      publish(lasting());
      List<String> before = server.database.rowsBesideCounters();
      comesToTheReference().signIn("alice", "wrong");
      assertThat(server.database.rowsBesideCounters()).isEqualTo(before);
    }

    @Test
    void one_too_long_for_our_urls_is_told_to_be_pushed() {
      for (int length : List.of(5500, 9000)) {
        publish(lasting().with("login_hint", "x".repeat(length)));
        assertThat(comesToTheReference().shownError()).isEqualTo(ERROR);
        assertThat(browser.html()).contains("push it instead");
        server.clock.advance(Duration.ofSeconds(10));
      }
    }

    // RFC 9101 §6.3: what stands beside a reference is no request of its own.
    @Test
    void an_empty_document_does_not_make_the_parameters_beside_it_count() {
      for (String nothing : List.of("", "  \n")) {
        published = () -> document(nothing);
        browser.get(url(ask.parameters().with("request_uri", URI)));
        assertThat(browser.answer("error")).isEqualTo(ERROR);
        server.clock.advance(Duration.ofSeconds(10));
      }
    }

    @Test
    void an_object_is_seen_when_it_is_fetched_whatever_the_url_says_of_first_sight() {
      browser.get("/device?" + reference(URI).encode());
      String seen = browser.seen();
      publish(lasting().with("exp", server.clock.instant().getEpochSecond() + 60));
      server.clock.advance(Duration.ofMinutes(50));
      browser.get(url(reference(URI).with("mapae_seen", seen)));
      assertThat(browser.shownError()).isEqualTo("invalid_request_object");
    }

    @Test
    void what_this_server_had_no_time_for_is_not_remembered() {
      published =
          () -> {
            throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server fetches too much");
          };
      assertThat(comesToTheReference().shownError()).isEqualTo(AWAY);
      assertThat(browser.page.header("Retry-After")).contains("1");
      publish(lasting());
      comesToTheReference();
      assertGetsTokens();
    }
  }

  @Nested
  class Section_5_2_3_fetching {
    private void visits(int expected) {
      fetches.clear();
      for (int i = 0; i < 3; i++) {
        assertThat(comesToTheReference().path()).isEqualTo("/sign-in");
      }
      assertThat(fetches).hasSize(expected);
    }

    @Test
    void is_repeated_for_each_visit_but_once_a_second_at_most() {
      publish(lasting());
      visits(1);
      server.clock.advance(Duration.ofMillis(999));
      visits(0);
      server.clock.advance(Duration.ofMillis(1));
      visits(1);
    }

    @Test
    void keeps_it_as_HTTP_says_and_a_day_at_most() {
      String jwt = lasting().signed(KEY);
      published = () -> document(jwt, Duration.ofMinutes(5));
      visits(1);
      server.clock.advance(Duration.ofMinutes(5).minusMillis(1));
      visits(0);
      server.clock.advance(Duration.ofMillis(1));
      published = () -> document(jwt, Duration.ofDays(300));
      visits(1);
      server.clock.advance(Duration.ofDays(1));
      visits(1);
      published = () -> document(jwt, Duration.ZERO);
      server.clock.advance(Duration.ofDays(1));
      visits(1);
      server.clock.advance(Duration.ofSeconds(1));
      visits(1);
    }

    @Test
    void that_fails_is_told_and_remembered_for_ten_seconds() {
      isAway();
      assertThat(comesToTheReference().shownError()).isEqualTo(AWAY);
      assertThat(browser.page.status()).isEqualTo(503);
      assertThat(browser.page.header("Retry-After")).contains("10");
      assertThat(browser.html()).contains("it took longer than 5 s");
      publish(lasting());
      server.clock.advance(Duration.ofMillis(9_999));
      assertThat(comesToTheReference().shownError()).isEqualTo(AWAY);
      assertThat(browser.page.header("Retry-After")).contains("1");
      assertThat(fetches).hasSize(1);
      server.clock.advance(Duration.ofMillis(1));
      assertThat(comesToTheReference().path()).isEqualTo("/sign-in");
    }

    @Test
    void that_finds_no_object_is_for_the_client_to_mend() {
      published =
          () -> {
            throw new NotFetched("it was answered with status 404 instead of 200");
          };
      assertThat(comesToTheReference().shownError()).isEqualTo(ERROR);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("status 404");
    }

    @Test
    void goes_on_when_the_clock_was_set_back() {
      isAway();
      comesToTheReference();
      server.clock.advance(Duration.ofHours(-1));
      publish(lasting());
      assertThat(comesToTheReference().path()).isEqualTo("/sign-in");
    }

    @Test
    void is_waited_for_by_a_few_and_the_others_are_told_to_come_again() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      String jwt = lasting().signed(KEY);
      published =
          () -> {
            asked.countDown();
            await(end);
            return document(jwt);
          };
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var all = new ExecutorCompletionService<Integer>(executor);
        all.submit(() -> server.get(url(reference(URI))).status());
        await(asked);
        for (int i = 0; i < 100; i++) {
          all.submit(() -> server.get(url(reference(URI))).status());
        }
        // While the fetch goes on.
        for (int i = 0; i < 50; i++) {
          assertThat(all.poll(20, TimeUnit.SECONDS).get()).isEqualTo(503);
        }
        end.countDown();
      }
      assertThat(fetches).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// RFC 9101 does not say how long; here it is as long as it is published.
  @Nested
  class Section_5_2_how_long_it_is_good {
    /// Of the OpenID Foundation's plans: oidcc-request-uri-signed-rs256 has neither exp nor iat.
    @Test
    void an_object_without_exp_is_taken_from_where_it_is_lasting() {
      publish(lasting());
      comesToTheReference();
      assertGetsTokens();
    }

    @Test
    void the_times_of_a_published_one_are_of_this_day() {
      publish(lasting().with("exp", now() + 86_430).with("iat", now() - 86_430));
      assertThat(comesToTheReference().path()).isEqualTo("/sign-in");
      for (TestRequestObject odd :
          List.of(
              lasting().with("exp", now() + 86_432),
              lasting().with("iat", now() - 86_430),
              lasting().with("nbf", now() - 86_430))) {
        server.clock.advance(Duration.ofSeconds(1));
        publish(odd);
        assertThat(comesToTheReference().shownError()).isEqualTo("invalid_request_object");
      }
    }

    @Test
    void whoever_saw_it_cannot_send_it_by_value() {
      publish(lasting());
      comesToTheReference();
      String mark = "&mapae_fetched=" + browser.parameter("mapae_fetched");
      String seen = "&mapae_seen=" + browser.seen();
      String object = lasting().signed(KEY);
      assertIsRefused(object);
      String byValue = url(TestRequestObject.in("signer", object));
      // ECDSA makes another signature each time, so that this is another object.
      assertThat(browser.get(byValue + mark + seen).shownError())
          .isEqualTo("invalid_request_object");
      assertThat(clients.post("/par", "signer", form("request", object)).status()).isEqualTo(400);
    }

    @Test
    void nor_can_another_browser_or_the_same_one_after_its_hour() {
      publish(lasting());
      comesToTheReference();
      String carried = browser.location.replace("/sign-in", "/authorize");
      assertThat(browser.get(carried).path()).isEqualTo("/sign-in");
      assertThat(new TestBrowser(server).get(carried).shownError())
          .isEqualTo("invalid_request_object");
      server.clock.advance(Duration.ofHours(1));
      assertThat(browser.get(carried).shownError()).isEqualTo("invalid_request_object");
    }

    /// Every page of ours signs whatever it is called with, to know when it was seen first.
    @Test
    void what_the_device_page_says_of_first_sight_does_not_make_it_published() {
      String byValue = TestRequestObject.in("signer", lasting().signed(KEY)).encode();
      for (String mark : List.of("", "&mapae_fetched=x")) {
        TestBrowser another = new TestBrowser(server);
        another.get("/device?" + byValue + mark);
        another.get("/authorize?" + byValue + mark + "&mapae_seen=" + another.seen());
        assertThat(another.shownError()).isEqualTo("invalid_request_object");
      }
    }
  }

  /// CVE-2020-10770, row 10 of the mistakes of this field: nothing is fetched from where a request
  /// says.
  @Nested
  class Section_10_4_only_registered_places {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://evil.example/",
          "https://signer.example.com/",
          "https://signer.example.com/request.jwt",
          "https://signer.example.com/request.jwt#2",
          "https://signer.example.com/request.jwt?a#1",
          "HTTPS://signer.example.com/request.jwt#1",
          "https://signer.example.com:443/request.jwt#1",
          "https://signer.example.com@127.0.0.1/request.jwt#1",
          "http://127.0.0.1/",
          "http://169.254.169.254/latest/meta-data/",
          "file:///etc/passwd",
          "urn:x"
        })
    void are_fetched_from(String uri) {
      assertThat(browser.get(url(reference(uri))).shownError()).isEqualTo(ERROR);
      assertThat(fetches).isEmpty();
    }

    @Test
    void are_those_of_the_client_that_asks() {
      for (String other : List.of("ps256", "web", "app")) {
        browser.get(url(form("client_id", other, "request_uri", URI)));
        assertThat(browser.shownError()).isEqualTo(ERROR);
      }
      assertThat(browser.get(url(form("client_id", "nobody", "request_uri", URI))).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.get(url(form("request_uri", URI))).shownError())
          .isEqualTo("invalid_request");
      server.server.reconcile(Declared.without(declarations(), "signer"));
      assertThat(comesToTheReference().shownError()).isEqualTo("invalid_request");
      assertThat(fetches).isEmpty();
    }

    @Test
    void are_not_asked_by_our_pages_or_for_a_request_that_is_refused_anyhow() {
      browser.get(ask.url());
      for (String page : List.of("/sign-in", "/consent")) {
        browser.get(page + "?" + reference(URI).encode());
        assertThat(browser.shownError()).isEqualTo(ERROR);
      }
      browser.get(url(form("client_id", "pushing", "request_uri", URI, "redirect_uri", CALLBACK)));
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(clients.post("/par", "signer", reference(URI)).status()).isEqualTo(400);
      assertThat(fetches).isEmpty();
    }

    @Test
    void are_only_looked_at_by_nobody() {
      browser.send("HEAD", url(reference(URI)), Parameters.empty());
      assertThat(fetches).isEmpty();
    }
  }

  @Nested
  class Section_7_errors {
    /// Nothing is wrong with what it signed.
    @Test
    void are_none_of_the_client_where_its_keys_are_away() {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  sample("signer", policy())
                      .keys(new JwksUri("https://signer.example.com/jwks")))));
      isAway();
      Response pushed = clients.post("/par", "signer", form("request", object().signed(KEY)));
      assertThat(pushed.status()).isEqualTo(503);
      assertThat(pushed.header("Retry-After")).contains("10");
      assertThat(json(pushed)).containsEntry("error", AWAY);
      assertThat(comesWith(object()).shownError()).isEqualTo(AWAY);
      published = () -> document("{}");
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(comesWith(object()).shownError()).isEqualTo("invalid_request_object");
    }

    private void hasAnUnknownHost() {
      published =
          () -> {
            throw new NotFetched(NotFetched.Cause.HOST, "its host is unknown");
          };
    }

    /// A node that starts while its resolver is down remembers nothing, and says what others say.
    @Test
    void are_none_of_a_client_in_the_file_where_nobody_knows_the_host() {
      hasAnUnknownHost();
      assertThat(comesToTheReference().shownError()).isEqualTo(AWAY);
    }

    /// What nobody knew ever may be a mistake of whoever wrote it.
    @Test
    void are_those_of_a_client_that_registered_itself_where_nobody_ever_knew_the_host() {
      try (TestServer open =
          new TestServer(
              Engine.preset(),
              Samples.declarations(),
              Seams.registering(Mode.OPEN, false, (_, _, _) -> published.get()))) {
        Map<String, Object> client =
            new Registering(open)
                .register(
                    Registering.metadata(
                        "request_uris",
                        List.of(URI),
                        "jwks",
                        Map.of("keys", List.of(KEY.toPublicJWK().toJSONObject()))));
        String id = (String) client.get("client_id");
        String reference = url(reference(URI).without(Set.of("client_id")).with("client_id", id));
        hasAnUnknownHost();
        assertThat(new TestBrowser(open).get(reference).shownError()).isEqualTo(ERROR);
        String jwt = new TestRequestObject(Registering.ask(client, "playlist.read")).signed(KEY);
        published = () -> document(jwt);
        open.clock.advance(Duration.ofSeconds(10));
        assertThat(new TestBrowser(open).get(reference).path()).isEqualTo("/sign-in");
        hasAnUnknownHost();
        open.clock.advance(Duration.ofSeconds(10));
        assertThat(new TestBrowser(open).get(reference).shownError()).isEqualTo(AWAY);
      }
    }

    @Test
    void go_to_the_registered_redirect_uri_beside_the_reference() {
      isAway();
      Parameters outside = reference(URI).with("redirect_uri", OTHER).with("state", "outside");
      browser.get(url(outside));
      assertThat(browser.redirect()).startsWith(OTHER + "?");
      assertThat(browser.answer("error")).isEqualTo(AWAY);
      assertThat(browser.answer("state")).isEqualTo("outside");
      browser.get(url(outside.with("request_uri", "https://evil.example/")));
      assertThat(browser.answer("error")).isEqualTo(ERROR);
      browser.get(url(outside.with("redirect_uri", "https://evil.example/")));
      assertThat(browser.shownError()).isEqualTo(AWAY);
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.key.KeyLife;
import dev.mapae.authorizationserver.key.KeyLife.Stage;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The keys of the server follow one another: each is announced, then used, then kept until the
/// last thing that it made has expired. The clock of a test begins when the first keys do.
class KeyRotationTests {
  static final Duration PERIOD = Duration.ofDays(90);
  static final Duration SECOND = Duration.ofSeconds(1);

  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(TestServer.ISSUER, Samples.declarations(), watched::around);
  final TestClients clients = new TestClients(server);
  final Instant start = server.clock.instant();

  @AfterEach
  void close() {
    server.close();
  }

  /// Moves the clock to a time after the start, and does what a node does each hour and second.
  void at(Duration time) {
    server.clock.advance(Duration.between(server.clock.instant(), start.plus(time)));
    server.server.housekeeping().doChores();
    server.server.housekeeping().follow();
  }

  /// Moves the clock and does nothing.
  void onlyMoveTo(Duration time) {
    server.clock.advance(Duration.between(server.clock.instant(), start.plus(time)));
  }

  List<String> published() {
    return TestNode.published(server.get("/jwks"), "ES256");
  }

  static String kid(String token) {
    try {
      return SignedJWT.parse(token).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  String etag() {
    return server.get("/jwks").header("ETag").orElseThrow();
  }

  Map<Purpose, List<Stage>> stages() {
    return KeyLife.of(server.stores.keys().all(), server.clock.instant()).stream()
        .filter(life -> !life.key().algorithm().equals("RS256"))
        .collect(
            Collectors.groupingBy(
                life -> life.key().purpose(),
                Collectors.mapping(KeyLife::stage, Collectors.toList())));
  }

  @Nested
  class A_successor {
    @Test
    void is_announced_a_day_before_it_is_used() {
      String first = kid(clients.accessToken("service"));
      String etag = etag();
      at(PERIOD.minusDays(1).minus(SECOND));
      assertThat(published()).containsExactly(first);
      assertThat(server.get("/jwks", "If-None-Match", etag).status()).isEqualTo(304);
      at(PERIOD.minusDays(1));
      assertThat(published()).hasSize(2).startsWith(first);
      assertThat(server.get("/jwks", "If-None-Match", etag).status()).isEqualTo(200);
      assertThat(kid(clients.accessToken("service"))).isEqualTo(first);
    }

    @Test
    void is_used_when_its_time_comes_though_nobody_does_anything() {
      at(PERIOD.minusDays(1));
      String second = published().getLast();
      onlyMoveTo(PERIOD.minus(SECOND));
      assertThat(kid(clients.accessToken("service"))).isNotEqualTo(second);
      onlyMoveTo(PERIOD);
      assertThat(kid(clients.accessToken("service"))).isEqualTo(second);
    }

    @Test
    void is_announced_for_every_purpose() {
      at(PERIOD.minusDays(1));
      assertThat(stages())
          // Those for encryption are only made when a client needs one.
          .containsOnlyKeys(Purpose.SIGNING, Purpose.MAC, Purpose.SECRET, Purpose.SEALING)
          .allSatisfy((purpose, stages) ->
              assertThat(stages).containsExactly(Stage.IN_USE, Stage.ANNOUNCED));
      assertThat(TestNode.published(server.get("/jwks"), "RS256")).hasSize(2);
    }

    @Test
    void is_announced_once_however_often_somebody_looks() {
      for (int hour = 0; hour < 24; hour++) {
        at(PERIOD.minusDays(1).plusHours(hour));
      }
      assertThat(published()).hasSize(2);
      assertThat(server.audit.stream().map(AuditEvent::type))
          .filteredOn(AuditEvent.Type.KEY_CREATED::equals)
          .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void is_announced_also_when_the_server_was_off_for_long() {
      String first = kid(clients.accessToken("service"));
      at(PERIOD.multipliedBy(5));
      assertThat(kid(clients.accessToken("service"))).isEqualTo(first);
      onlyMoveTo(PERIOD.multipliedBy(5).plusDays(1));
      assertThat(kid(clients.accessToken("service"))).isEqualTo(published().getLast());
    }

    @Test
    void has_a_successor_of_its_own() {
      at(PERIOD.minusDays(1));
      at(PERIOD.multipliedBy(2).minusDays(1));
      String third = published().getLast();
      onlyMoveTo(PERIOD.multipliedBy(2));
      assertThat(kid(clients.accessToken("service"))).isEqualTo(third);
    }
  }

  @Nested
  class What_a_key_made_before_its_successor_came {
    @Test
    void as_a_token_is_good_until_its_end() {
      at(PERIOD.minusDays(1));
      onlyMoveTo(PERIOD.minus(SECOND));
      String jwt = clients.accessToken("service");
      String opaque = clients.accessToken("orders-api");
      at(PERIOD.plusSeconds(598));
      assertThat(kid(jwt)).isEqualTo(published().getFirst());
      assertThat(clients.claims(jwt)).containsKey("exp");
      assertThat(clients.isActive("service", jwt)).isTrue();
      assertThat(clients.isActive("orders-api", opaque)).isTrue();
      at(PERIOD.plusSeconds(600));
      assertThat(clients.isActive("service", jwt)).isFalse();
      assertThat(clients.isActive("orders-api", opaque)).isFalse();
    }

    @Test
    void as_a_refresh_token_is_good_until_its_end_and_replaced_by_one_under_the_new_key() {
      at(PERIOD.minusDays(1));
      onlyMoveTo(PERIOD.minus(SECOND));
      Object old = clients.tokens("web", "playlist.read").get("refresh_token");
      at(PERIOD.plusDays(14).minusSeconds(2));
      Object next = json(clients.refresh("web", old)).get("refresh_token");
      at(PERIOD.plusDays(15));
      assertThat(stages().get(Purpose.MAC)).containsExactly(Stage.IN_USE);
      assertThat(clients.refresh("web", next).status()).isEqualTo(200);
    }

    @Test
    void as_a_code_is_redeemed() {
      at(PERIOD.minusDays(1));
      onlyMoveTo(PERIOD.minus(SECOND));
      String code = clients.code("web", "playlist.read");
      at(PERIOD.plus(SECOND));
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }

    @Test
    void as_a_session_and_a_form_goes_on() {
      at(PERIOD.minusDays(1));
      onlyMoveTo(PERIOD.minus(SECOND));
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("playlist.read");
      browser.get(ask.url()).signIn("alice", "wonderland-42");
      at(PERIOD.plus(SECOND));
      browser.approve("playlist.read");
      assertThat(browser.answer("code")).startsWith("mapae_ac_");
      browser.get(ask.url());
      assertThat(browser.answer("code")).startsWith("mapae_ac_");
    }
  }

  @Nested
  class A_key_that_has_a_successor {
    @Test
    void that_signs_is_kept_a_day_longer_than_any_token_may_live() {
      at(PERIOD.minusDays(1));
      String first = published().getFirst();
      at(PERIOD.plusDays(2).minus(SECOND));
      assertThat(published()).contains(first);
      String etag = etag();
      at(PERIOD.plusDays(2));
      assertThat(published()).doesNotContain(first).hasSize(1);
      assertThat(etag()).isNotEqualTo(etag);
      assertThat(stages().get(Purpose.SEALING)).containsExactly(Stage.IN_USE);
    }

    @Test
    void for_handles_is_kept_a_day_longer_than_a_refresh_token_may_wait() {
      at(PERIOD.minusDays(1));
      at(PERIOD.plusDays(15).minus(SECOND));
      assertThat(stages().get(Purpose.MAC)).containsExactly(Stage.KEPT, Stage.IN_USE);
      at(PERIOD.plusDays(15));
      assertThat(stages().get(Purpose.MAC)).containsExactly(Stage.IN_USE);
    }

    @Test
    void for_handles_is_kept_as_long_as_the_client_with_the_longest_needs_it() {
      Lifetimes patient = new Lifetimes(Map.of(Lifetime.REFRESH_TOKEN_IDLE, Duration.ofDays(60)));
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).lifetimes(patient))));
      at(PERIOD.minusDays(1));
      at(PERIOD.plusDays(61).minus(SECOND));
      assertThat(stages().get(Purpose.MAC)).containsExactly(Stage.KEPT, Stage.IN_USE);
      at(PERIOD.plusDays(61));
      assertThat(stages().get(Purpose.MAC)).containsExactly(Stage.IN_USE);
    }
  }

  @Test
  void each_key_that_comes_or_goes_is_written_down() {
    server.audit.clear();
    at(PERIOD.minusDays(1));
    at(PERIOD.plusDays(2));
    assertThat(server.audit)
        .anySatisfy(event -> {
          assertThat(event.type()).isEqualTo(AuditEvent.Type.KEY_CREATED);
          assertThat(event.facts())
              .containsEntry("purpose", "signing")
              .containsEntry("alg", "ES256")
              .containsEntry("kid", published().getLast())
              .containsEntry("used_from", start.plus(PERIOD).toString());
        })
        .filteredOn(event -> event.type() == AuditEvent.Type.KEY_REMOVED)
        .hasSize(3);
  }

  @Test
  void a_token_costs_no_query_at_the_moment_when_the_key_changes() {
    at(PERIOD.minusDays(1));
    clients.accessToken("service");
    onlyMoveTo(PERIOD);
    watched.reset();
    assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
    assertThat(watched.calls()).isEmpty();
  }
}

package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What goes on beside requests.
@OnEveryEngine
class HousekeepingTests {
  final WatchedStores watched = new WatchedStores();
  final AtomicInteger told = new AtomicInteger();
  final AtomicBoolean away = new AtomicBoolean();
  final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
  final TestServer server;
  final TestClients clients;
  final Housekeeping housekeeping;

  HousekeepingTests(Engine engine) {
    server =
        new TestServer(engine.fresh(), TestServer.ISSUER, Samples.declarations(), watched::around);
    clients = new TestClients(server);
    housekeeping =
        new Housekeeping(
            server.stores,
            server.clock,
            nanoTime::get,
            List.of(
                () -> {
                  if (away.get()) {
                    throw new StoreException("away");
                  }
                },
                told::incrementAndGet));
  }

  @AfterEach
  void close() {
    housekeeping.close();
    server.close();
  }

  @Nested
  class The_caches {
    @Test
    void are_told_once_what_may_have_changed_while_the_server_started() {
      housekeeping.follow();
      housekeeping.follow();
      assertThat(told).hasValue(1);
    }

    @Test
    void are_told_of_each_change() {
      housekeeping.follow();
      server.server.reconcile(Declared.without(Samples.declarations(), "service"));
      housekeeping.follow();
      housekeeping.follow();
      assertThat(told).hasValue(2);
    }

    @Test
    void are_told_also_when_one_of_them_fails_and_then_again() {
      away.set(true);
      housekeeping.follow();
      assertThat(told).hasValue(1);
      away.set(false);
      housekeeping.follow();
      housekeeping.follow();
      assertThat(told).hasValue(2);
    }
  }

  @Nested
  class Following {
    /// A change is in force within two seconds, also while a backlog is swept.
    @Test
    @Timeout(60)
    void waits_for_nothing_else() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      housekeeping.also(
          Duration.ofMillis(1),
          () -> {
            begun.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      housekeeping.start();
      begun.await();
      int before = told.get();
      server.server.reconcile(Declared.without(Samples.declarations(), "service"));
      while (told.get() == before) {
        Thread.sleep(10);
      }
      end.countDown();
    }
  }

  @Nested
  class A_server_that_does_not_hear_of_changes {
    void pass(Duration time) {
      nanoTime.addAndGet(time.toNanos());
    }

    @Test
    void counts_as_abreast_for_half_a_minute_and_again_once_it_hears() {
      housekeeping.start();
      away.set(true);
      assertThat(housekeeping.isAbreast()).isTrue();
      pass(Duration.ofSeconds(29));
      housekeeping.follow();
      assertThat(housekeeping.isAbreast()).isTrue();
      pass(Duration.ofSeconds(1));
      housekeeping.follow();
      assertThat(housekeeping.isAbreast()).isFalse();
      away.set(false);
      housekeeping.follow();
      assertThat(housekeeping.isAbreast()).isTrue();
    }

    @Test
    void issues_no_token_when_it_is_not_abreast() {
      Decision decision =
          new Decision(
              new CurrentCatalog(TestServer.ISSUER.value(), server.stores.resources(), List.of()),
              housekeeping::isAbreast,
              new UsablePeople(false));
      Wish wish =
          new Wish(
              server.stores.clients().find("service").orElseThrow(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              List.of(),
              Optional.empty());
      housekeeping.start();
      assertThat(decision.decide(wish).audience()).isNotEmpty();
      pass(Duration.ofSeconds(31));
      away.set(true);
      assertThatThrownBy(() -> decision.decide(wish)).isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Nested
  class The_sweep {
    @Test
    void deletes_what_has_expired_and_nothing_else() {
      Object old = clients.tokens("web", "openid playlist.read").get("access_token");
      clients.revoke("service", clients.accessToken("service"));
      server.clock.advance(Duration.ofHours(25));
      Object young = clients.tokens("web", "playlist.read").get("refresh_token");
      clients.revoke("service", clients.accessToken("service"));
      housekeeping.sweep();
      List<String> rows = server.database.rows();
      assertThat(rows.stream().filter(r -> r.startsWith("grants"))).hasSize(1);
      assertThat(rows.stream().filter(r -> r.startsWith("sessions"))).hasSize(1);
      assertThat(rows.stream().filter(r -> r.startsWith("denied_tokens"))).hasSize(1);
      assertThat(clients.isActive("web", young)).isTrue();
      assertThat(clients.isActive("web", old)).isFalse();
    }

    /// On another node the token may not have expired yet.
    @Test
    void leaves_denied_tokens_for_a_day_since_clocks_differ() {
      server.stores.deniedTokens().deny("jti", server.clock.instant());
      server.clock.advance(Duration.ofHours(23));
      housekeeping.sweep();
      assertThat(server.stores.deniedTokens().isDenied("jti")).isTrue();
      server.clock.advance(Duration.ofHours(1));
      housekeeping.sweep();
      assertThat(server.stores.deniedTokens().isDenied("jti")).isFalse();
    }

    @Test
    void goes_on_until_nothing_is_left() {
      for (int i = 0; i < 1100; i++) {
        server.stores.deniedTokens().deny("jti " + i, server.clock.instant().minusSeconds(86_400));
      }
      watched.reset();
      housekeeping.sweep();
      assertThat(server.database.rows()).noneMatch(r -> r.startsWith("denied_tokens"));
      assertThat(watched.calls()).containsEntry("deniedTokens.sweep", 12);
    }
  }
}

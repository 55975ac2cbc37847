package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
  class The_sweep {
    @Test
    void deletes_what_has_expired_and_nothing_else() {
      Object old = clients.tokens("web", "openid playlist.read").get("access_token");
      clients.revoke("service", clients.accessToken("service"));
      server.clock.advance(Duration.ofHours(12));
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

    @Test
    void goes_on_until_nothing_is_left() {
      for (int i = 0; i < 1100; i++) {
        server.stores.deniedTokens().deny("jti " + i, server.clock.instant());
      }
      watched.reset();
      housekeeping.sweep();
      assertThat(server.database.rows()).noneMatch(r -> r.startsWith("denied_tokens"));
      assertThat(watched.calls()).containsEntry("deniedTokens.sweep", 12);
    }
  }
}

package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.distribution.PlainBrowser;
import dev.mapae.distribution.Unanswered;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes behind nginx, as `docs/how-to/scale-out.md` sets them up.
@Tag("socket")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleOutTests {
  private static final int ACTORS = 8;
  private static final int NEWEST = 20;

  // Nodes that start need some of this machine, too.
  private static final Duration BREATH = Duration.ofMillis(10);

  private Optional<ScaledOut> running = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Nginx.assume();
    running = Optional.of(new ScaledOut(folder));
  }

  @AfterAll
  void stop() {
    running.ifPresent(ScaledOut::close);
  }

  @Test
  void a_node_that_is_killed_takes_nothing_with_it() throws Exception {
    kill(2, NEWEST);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void nor_do_twenty() throws Exception {
    kill(20, Integer.MAX_VALUE);
  }

  private void kill(int times, int checked) throws Exception {
    ScaledOut out = running.orElseThrow();
    Strike strike = new Strike();
    Tally tally = new Tally();
    try (Crowd crowd = new Crowd(ACTORS, new Random(), strike, tally)) {
      crowd.start(out.site(), BREATH);
      for (int i = 0; i < times; i++) {
        int index = i % 2;
        goOn(crowd, tally);
        strike.by(out.node(index)::kill);
        goOn(crowd, tally);
        out.restart(index);
        strike.forget();
        awaitTraffic(crowd, out.node(index));
      }
      crowd.stop();
      crowd.join();
      crowd.check(out.site(), checked);
    }
    System.out.println(tally);
  }

  @Test
  void a_node_is_replaced_without_a_request_that_fails() throws Exception {
    replace(2, NEWEST);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void so_are_twenty() throws Exception {
    replace(20, Integer.MAX_VALUE);
  }

  private void replace(int times, int checked) throws Exception {
    ScaledOut out = running.orElseThrow();
    Tally tally = new Tally();
    try (Crowd crowd = new Crowd(ACTORS, new Random(), new Strike(), tally)) {
      crowd.start(out.site(), BREATH);
      for (int i = 0; i < times; i++) {
        int index = i % 2;
        goOn(crowd, tally);
        assertThat(out.node(index).terminate()).isZero();
        out.restart(index);
        awaitTraffic(crowd, out.node(index));
      }
      crowd.stop();
      crowd.join();
      crowd.check(out.site(), checked);
    }
    System.out.println(tally);
  }

  /// Waits until the crowd got some more answers.
  private static void goOn(Crowd crowd, Tally tally) {
    long enough = tally.answered() + 200;
    await(crowd, () -> tally.answered() >= enough);
  }

  /// Waits until nginx takes a node for one that answers.
  private static void awaitTraffic(Crowd crowd, Node node) {
    await(crowd, () -> node.log().stream().anyMatch(line -> line.contains("\"path\":\"/token\"")));
  }

  private static void await(Crowd crowd, BooleanSupplier condition) {
    while (!condition.getAsBoolean() && !crowd.hasFailed()) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void what_was_sent_to_a_node_that_died_goes_to_another_only_where_that_does_no_harm()
      throws Exception {
    ScaledOut out = running.orElseThrow();
    try (DyingNode first = new DyingNode();
        DyingNode second = new DyingNode()) {
      Site site = out.siteOf(List.of(first.port(), second.port()));
      assertThatThrownBy(() -> site.refresh(App.PATIENT, "any")).isInstanceOf(Unanswered.class);
      assertThat(first.heard() + second.heard()).isEqualTo(1);
    }
    try (DyingNode first = new DyingNode();
        DyingNode second = new DyingNode()) {
      Site site = out.siteOf(List.of(first.port(), second.port()));
      assertThatThrownBy(site::jwks).isInstanceOf(Unanswered.class);
      assertThat(first.heard()).isEqualTo(1);
      assertThat(second.heard()).isEqualTo(1);
    }
  }

  @Test
  void nodes_know_who_sent_a_request_whatever_the_sender_says() throws Exception {
    ScaledOut out = running.orElseThrow();
    try (HttpClient elsewhere =
        out.client().localAddress(InetAddress.ofLiteral("127.0.0.2")).build()) {
      URI keys = out.site().base().resolve("/jwks");
      HttpRequest lie =
          HttpRequest.newBuilder(keys).header("X-Forwarded-For", "203.0.113.9").build();
      HttpResponse<String> answer = elsewhere.send(lie, BodyHandlers.ofString());
      String id = "\"id\":\"" + answer.headers().firstValue("X-Request-Id").orElseThrow() + "\"";
      Optional<String> line = Optional.empty();
      while (line.isEmpty()) {
        line =
            Stream.of(out.node(0), out.node(1))
                .flatMap(node -> node.log().stream())
                .filter(l -> l.contains(id))
                .findAny();
      }
      assertThat(line.get()).contains("\"remote\":\"127.0.0.2\"");
    }
  }

  @Test
  void a_request_as_long_as_the_server_takes_passes_and_so_does_its_answer() throws Exception {
    Site site = running.orElseThrow().site();
    PlainBrowser browser = site.browser();
    URI asking = site.authorization(App.HASTY, Wish.WHILE_AWAY, "x".repeat(43), Optional.empty());
    URI asksAtLength = URI.create(asking + "&state=" + "s".repeat(5_500));
    assertThat(browser.open(asksAtLength).orElseThrow().getPath()).isEqualTo("/sign-in");
    assertThat(browser.follow(asksAtLength).getRawQuery()).startsWith("code=");
  }

  @Test
  void guessing_is_slowed_down() throws Exception {
    ScaledOut out = running.orElseThrow();
    List<Integer> nobody = List.of(Node.freePort(), Node.freePort());
    URI page = out.siteOf(nobody).base().resolve("/sign-in");
    int slowed = 0;
    try (HttpClient http = out.client().build()) {
      for (int i = 0; i < 20; i++) {
        HttpRequest guess = HttpRequest.newBuilder(page).POST(BodyPublishers.noBody()).build();
        slowed += http.send(guess, BodyHandlers.ofString()).statusCode() == 429 ? 1 : 0;
        HttpRequest look = HttpRequest.newBuilder(page).build();
        assertThat(http.send(look, BodyHandlers.ofString()).statusCode()).isNotEqualTo(429);
      }
    }
    assertThat(slowed).isPositive();
  }
}

package dev.mapae.distribution.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A connection whose requests take nothing but computing stays with the thread that watches
/// connections; whatever else comes on it goes to a thread of its own.
@Tag("socket")
@Timeout(60)
class KeptConnectionsTests {
  private static final String COMPUTED = "/computed";
  private static final String WAITING = "/waiting";
  private static final String BROKEN = "/broken";

  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private Optional<JettyServer> running = Optional.empty();

  /// Says on what kind of thread it is asked.
  private final class Asked implements Endpoint {
    @Override
    public Response handle(Request request) {
      String kind = Thread.currentThread().isVirtual() ? "own" : "watching";
      if (request.path().equals(BROKEN)) {
        throw new AssertionError("on purpose");
      }
      if (request.path().equals(WAITING)) {
        try {
          answered.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Response.text(
          200, kind + " " + request.path() + " " + new String(request.body(), UTF_8) + ".\n");
    }

    @Override
    public boolean isComputed(Request request) {
      return request.path().equals(COMPUTED);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    running =
        Optional.of(
            JettyServer.start(
                Binding.plain(new Listener("127.0.0.1", 0)), new Asked(), exchanges::add));
  }

  @AfterEach
  void stop() {
    answered.countDown();
    running.ifPresent(JettyServer::close);
  }

  private RawSocket connect() throws IOException {
    return new RawSocket(running.orElseThrow().port());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String post(String path, String body) {
    return head(path, "Content-Length: " + body.getBytes(ISO_8859_1).length) + body;
  }

  private static String head(String path, String length) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n";
  }

  /// Sends a request and reads its answer.
  private static String ask(RawSocket connection, String request) throws IOException {
    connection.send(request);
    return body(connection);
  }

  private static String body(RawSocket connection) throws IOException {
    String answer = connection.readUntil(".\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /// Brings a connection to where its requests are answered on the watching thread.
  private RawSocket kept() throws IOException {
    RawSocket connection = connect();
    ask(connection, get(COMPUTED));
    String where;
    do {
      where = ask(connection, get(COMPUTED));
    } while (where.startsWith("own"));
    return connection;
  }

  @Test
  void the_first_request_has_a_thread_of_its_own_and_later_ones_need_none() throws IOException {
    try (RawSocket connection = connect()) {
      assertThat(ask(connection, get(COMPUTED))).isEqualTo("own /computed .\n");
    }
    try (RawSocket connection = kept()) {
      assertThat(ask(connection, post(COMPUTED, "a=b"))).isEqualTo("watching /computed a=b.\n");
      assertThat(ask(connection, get(COMPUTED))).isEqualTo("watching /computed .\n");
    }
  }

  @Test
  void what_may_wait_is_handed_over_and_comes_back() throws IOException {
    try (RawSocket connection = kept()) {
      assertThat(ask(connection, get("/other"))).isEqualTo("own /other .\n");
      assertThat(ask(connection, post("/other", "a=b"))).isEqualTo("own /other a=b.\n");
      assertThat(ask(connection, get(COMPUTED))).endsWith("/computed .\n");
    }
  }

  @Test
  void one_that_waits_keeps_no_other_connection_waiting() throws IOException {
    List<RawSocket> all = new ArrayList<>();
    try {
      // More than there are threads that watch, each with one that waits.
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
        all.add(kept());
      }
      for (RawSocket connection : all) {
        connection.send(get(WAITING));
      }
      List<RawSocket> others = new ArrayList<>();
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
        others.add(kept());
      }
      for (RawSocket other : others) {
        assertThat(ask(other, get(COMPUTED))).isEqualTo("watching /computed .\n");
        other.close();
      }
      answered.countDown();
      for (RawSocket connection : all) {
        assertThat(body(connection)).isEqualTo("own /waiting .\n");
      }
    } finally {
      for (RawSocket connection : all) {
        connection.close();
      }
    }
  }

  @Test
  void a_body_that_comes_in_parts_is_waited_for_elsewhere() throws IOException {
    try (RawSocket slow = kept();
        RawSocket other = kept()) {
      slow.send(head(COMPUTED, "Content-Length: 6") + "abc");
      assertThat(ask(other, get("/other"))).isEqualTo("own /other .\n");
      slow.send("def");
      assertThat(body(slow)).endsWith(" /computed abcdef.\n");
      assertThat(ask(slow, get(COMPUTED))).endsWith(" /computed .\n");
    }
  }

  @Test
  void a_chunked_body_is_read_whole() throws IOException {
    try (RawSocket connection = kept()) {
      String chunks = "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
      assertThat(ask(connection, head(COMPUTED, "Transfer-Encoding: chunked") + chunks))
          .endsWith(" /computed abcdef.\n");
    }
  }

  @Test
  void requests_that_are_sent_at_once_are_answered_in_turn() throws IOException {
    try (RawSocket connection = kept()) {
      connection.send(
          get(COMPUTED)
              + post("/other", "1")
              + post(COMPUTED, "2")
              + get("/other")
              + get(COMPUTED));
      assertThat(body(connection)).isEqualTo("watching /computed .\n");
      assertThat(body(connection)).isEqualTo("own /other 1.\n");
      assertThat(body(connection)).endsWith(" /computed 2.\n");
      assertThat(body(connection)).isEqualTo("own /other .\n");
      assertThat(body(connection)).endsWith(" /computed .\n");
    }
  }

  @Test
  void a_body_that_is_too_large_is_413_there_too() throws IOException {
    try (RawSocket connection = kept()) {
      connection.send(post(COMPUTED, "a".repeat(65 * 1024)));
      assertThat(connection.readAll()).startsWith("HTTP/1.1 413 ");
    }
    try (RawSocket connection = kept()) {
      connection.send(
          head(COMPUTED, "Transfer-Encoding: chunked")
              + "10400\r\n"
              + "a".repeat(0x10400)
              + "\r\n0\r\n\r\n");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void a_fault_of_ours_is_told_and_keeps_nothing_from_ending() throws IOException {
    try (RawSocket connection = kept()) {
      connection.send(get(BROKEN));
      assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
    }
    // Were it still under way, this would wait for it as long as the limits allow.
    running.orElseThrow().close();
    running = Optional.empty();
  }

  @Test
  void a_HEAD_is_answered_without_the_body() throws IOException {
    try (RawSocket connection = kept()) {
      connection.send(get(COMPUTED).replace("GET", "HEAD") + get("/other"));
      String both = connection.readUntil(".\n");
      assertThat(both).contains("own /other").doesNotContain("watching");
    }
  }

  @Test
  void a_body_may_be_announced_with_100_continue() throws IOException {
    try (RawSocket connection = kept()) {
      connection.send(head(COMPUTED, "Content-Length: 3\r\nExpect: 100-continue"));
      assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      connection.send("abc");
      assertThat(body(connection)).endsWith(" /computed abc.\n");
    }
  }

  @Test
  void each_request_is_seen_once() throws Exception {
    try (RawSocket connection = connect()) {
      for (String path : List.of(COMPUTED, COMPUTED, "/a", COMPUTED, "/b", COMPUTED)) {
        ask(connection, get(path));
      }
    }
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      seen.add(exchanges.take().path());
    }
    assertThat(seen).containsExactly(COMPUTED, COMPUTED, "/a", COMPUTED, "/b", COMPUTED);
    assertThat(exchanges).isEmpty();
  }

  @Test
  void one_that_sends_without_end_keeps_nobody_waiting() throws Exception {
    List<Flood> floods = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
        floods.add(new Flood(connect(), post(COMPUTED, "a=b").repeat(500)));
      }
      for (Flood flood : floods) {
        flood.begun.await();
      }
      for (String path : List.of(COMPUTED, "/other")) {
        try (RawSocket connection = connect()) {
          assertThat(ask(connection, get(path))).endsWith(path + " .\n");
        }
      }
    } finally {
      for (Flood flood : floods) {
        flood.end();
      }
    }
  }

  /// Sends requests without end, and reads what comes back.
  private static final class Flood {
    private final RawSocket connection;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread sender;
    private final Thread reader;

    Flood(RawSocket connection, String requests) {
      this.connection = connection;
      this.sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (true) {
                    connection.send(requests);
                  }
                } catch (IOException e) {
                  // Closed: the end of the test.
                }
              });
      this.reader =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  connection.readUntil(".\n");
                  begun.countDown();
                  connection.discard();
                } catch (IOException e) {
                  // Closed: the end of the test.
                }
              });
    }

    void end() throws Exception {
      connection.close();
      sender.join();
      reader.join();
    }
  }
}

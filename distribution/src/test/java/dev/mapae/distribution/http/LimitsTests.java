package dev.mapae.distribution.http;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Everything that a peer can make large, slow or many has an end.
@Tag("socket")
@Timeout(60)
class LimitsTests {
  private static final Optional<Issuer> ISSUER = Optional.of(new Issuer("https://id.example.com"));

  private static final Listener ANY = new Listener("127.0.0.1", 0);
  private static final Limits IMPATIENT =
      new Limits(
          8 * 1024,
          16 * 1024,
          100,
          64 * 1024,
          Duration.ofMillis(1500),
          Duration.ofSeconds(30),
          4096,
          1024,
          Duration.ZERO,
          Duration.ofSeconds(5));

  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private Optional<JettyServer> running = Optional.empty();

  @AfterEach
  void stop() {
    running.ifPresent(JettyServer::close);
  }

  private int serve(Endpoint endpoint) throws IOException {
    return serve(Limits.PRESET, endpoint);
  }

  private int serve(Limits limits, Endpoint endpoint) throws IOException {
    Binding binding = new Binding(ANY, Optional.empty(), List.of(), ISSUER, limits);
    JettyServer server = JettyServer.start(binding, endpoint, exchanges::add);
    running = Optional.of(server);
    return server.port();
  }

  private static Response ok() {
    return Response.text(200, "fine");
  }

  private static String get(String target, String... headers) {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + lines
        + "\r\n";
  }

  private static String post(String lengthLine, String body) {
    return "POST /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + lengthLine
        + "\r\n\r\n"
        + body;
  }

  @Nested
  class What_is_too_large {
    @Test
    void a_url_of_more_than_8_KiB_is_414() throws IOException {
      int port = serve(r -> ok());
      assertThat(RawSocket.exchange(port, get("/" + "a".repeat(8191)))).startsWith("HTTP/1.1 200 ");
      assertThat(RawSocket.exchange(port, get("/" + "a".repeat(8192))))
          .startsWith("HTTP/1.1 414 ")
          .contains("\"error\":\"invalid_request\"");
      assertThat(RawSocket.exchange(port, get("/" + "a".repeat(40_000))))
          .startsWith("HTTP/1.1 414 ")
          .contains("\"error\":\"invalid_request\"");
    }

    @Test
    void a_header_section_of_more_than_16_KiB_is_431() throws IOException {
      int port = serve(r -> ok());
      assertThat(RawSocket.exchange(port, get("/", "X-Large: " + "a".repeat(15_000))))
          .startsWith("HTTP/1.1 200 ");
      assertThat(RawSocket.exchange(port, get("/", "X-Large: " + "a".repeat(17_000))))
          .startsWith("HTTP/1.1 431 ")
          .contains("\"error\":\"invalid_request\"");
    }

    @Test
    void more_than_100_header_fields_are_431() throws IOException {
      int port = serve(r -> ok());
      String[] many = new String[100];
      java.util.Arrays.setAll(many, i -> "X-" + i + ": 1");
      assertThat(RawSocket.exchange(port, get("/", many))).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void a_body_of_more_than_64_KiB_is_413_however_its_length_is_told() throws IOException {
      int port = serve(r -> Response.text(200, "" + r.body().length));
      String fits = "a".repeat(64 * 1024);
      assertThat(RawSocket.exchange(port, post("Content-Length: " + fits.length(), fits)))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n65536");
      assertThat(RawSocket.exchange(port, post("Content-Length: 65537", fits + "a")))
          .startsWith("HTTP/1.1 413 ")
          .contains("\"error\":\"invalid_request\"")
          .contains("\"error_uri\":\"https://id.example.com/errors/invalid_request\"");
      assertThat(
              RawSocket.exchange(
                  port, post("Transfer-Encoding: chunked", "10001\r\n" + fits + "a\r\n0\r\n\r\n")))
          .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_body_that_is_only_announced_is_refused_before_it_comes() throws IOException {
      int port = serve(r -> ok());
      assertThat(RawSocket.exchange(port, post("Content-Length: 9999999999", "")))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Nested
  class A_body {
    @Test
    void is_read_whole_whatever_the_method_and_however_its_length_is_told() throws IOException {
      int port = serve(r -> Response.text(200, r.method() + " " + r.body().length));
      for (String method : List.of("GET", "POST")) {
        String head = method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        assertThat(RawSocket.exchange(port, head + "\r\n")).endsWith("\r\n\r\n" + method + " 0");
        assertThat(RawSocket.exchange(port, head + "Content-Length: 5\r\n\r\nhello"))
            .endsWith("\r\n\r\n" + method + " 5");
        assertThat(
                RawSocket.exchange(
                    port,
                    head + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"))
            .endsWith("\r\n\r\n" + method + " 5");
      }
    }
  }

  @Nested
  class What_is_too_slow {
    @Test
    void a_header_section_that_trickles_in_ends_the_connection() throws IOException {
      int port = serve(IMPATIENT, r -> ok());
      try (RawSocket peer = new RawSocket(port)) {
        peer.send("GET / HTTP/1.1\r\nHost: loc");
        assertThat(peer.readAll()).doesNotContain("200");
      }
    }

    @Test
    void a_body_that_trickles_in_ends_the_connection_and_never_reaches_an_endpoint()
        throws IOException {
      BlockingQueue<String> reached = new LinkedBlockingQueue<>();
      int port =
          serve(
              IMPATIENT,
              r -> {
                reached.add(r.path());
                return ok();
              });
      try (RawSocket peer = new RawSocket(port)) {
        peer.send(post("Content-Length: 100", "a"));
        assertThat(peer.readAll()).doesNotContain(" 200 ");
      }
      assertThat(reached).isEmpty();
    }

    @Test
    void a_connection_that_never_speaks_is_closed() throws IOException {
      int port = serve(IMPATIENT, r -> ok());
      try (RawSocket peer = new RawSocket(port)) {
        assertThat(peer.readAll()).isEmpty();
      }
    }

    @Test
    void a_body_cut_short_is_no_request() throws IOException {
      BlockingQueue<String> reached = new LinkedBlockingQueue<>();
      int port =
          serve(r -> {
            reached.add(r.path());
            return ok();
          });
      try (RawSocket peer = new RawSocket(port)) {
        peer.send(post("Content-Length: 100", "a"));
      }
      RawSocket.exchange(port, get("/next"));
      assertThat(reached).containsExactly("/next");
    }
  }

  @Nested
  class What_is_too_many {
    @Test
    void requests_in_flight_beyond_the_limit_are_503_with_Retry_After() throws Exception {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      Limits one =
          new Limits(
              8192,
              16384,
              100,
              65536,
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              10,
              1,
              Duration.ZERO,
              Duration.ofSeconds(5));
      int port =
          serve(
              one,
              r -> {
                entered.countDown();
                try {
                  leave.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return ok();
              });
      try (RawSocket first = new RawSocket(port)) {
        first.send(get("/first"));
        entered.await();
        assertThat(RawSocket.exchange(port, get("/second")))
            .startsWith("HTTP/1.1 503 ")
            .contains("Retry-After: 1\r\n")
            .contains("\"error\":\"temporarily_unavailable\"");
        leave.countDown();
        assertThat(first.readAll()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(RawSocket.exchange(port, get("/third"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void requests_whose_body_is_still_to_come_take_nobodys_place() throws Exception {
      Limits two =
          new Limits(
              8192,
              16384,
              100,
              65536,
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              100,
              2,
              Duration.ZERO,
              Duration.ofSeconds(5));
      int port = serve(two, r -> ok());
      List<RawSocket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 10; i++) {
          RawSocket peer = new RawSocket(port);
          slow.add(peer);
          // The server asks for the body, so that the request has arrived.
          peer.send(post("Expect: 100-continue\r\nContent-Length: 100", ""));
          assertThat(peer.readUntil("100 Continue\r\n\r\n")).contains(" 100 ");
          assertThat(RawSocket.exchange(port, get("/"))).startsWith("HTTP/1.1 200 ");
        }
        assertThat(slow.getFirst().readAll()).doesNotContain(" 200 ");
      } finally {
        for (RawSocket peer : slow) {
          peer.close();
        }
      }
    }

    @Test
    void a_connection_beyond_the_limit_waits_for_another_to_end() throws IOException {
      Limits one =
          new Limits(
              8192,
              16384,
              100,
              65536,
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              1,
              10,
              Duration.ZERO,
              Duration.ofSeconds(5));
      List<String> reached = new CopyOnWriteArrayList<>();
      int port =
          serve(
              one,
              r -> {
                reached.add(r.path());
                return ok();
              });
      RawSocket first = new RawSocket(port);
      first.send("GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(first.readUntil("fine")).contains(" 200 ");
      try (RawSocket second = new RawSocket(port)) {
        second.send(get("/second"));
        first.close();
        assertThat(second.readAll()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(reached).containsExactly("/first", "/second");
    }
  }

  @Nested
  class What_is_no_proper_HTTP {
    @Test
    void is_400_with_a_JSON_body_and_says_nothing_of_the_server() throws IOException {
      int port = serve(r -> ok());
      for (String broken :
          List.of(
              "GARBAGE||",
              "GET / HTTP/1.1|Connection: close||",
              "GET /%zz HTTP/1.1|Host: localhost|Connection: close||",
              "GET / HTTP/1.1|Host: localhost|A B: c|Connection: close||",
              "POST / HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length: 2||a",
              "POST / HTTP/1.1|Host: localhost|Content-Length: 4|Transfer-Encoding: chunked||0||")) {
        assertThat(RawSocket.exchange(port, broken.replace("|", "\r\n")))
            .as(broken)
            .startsWith("HTTP/1.1 400 ")
            .contains("\"error\":\"invalid_request\"")
            .contains("X-Content-Type-Options: nosniff")
            .satisfies(
                a -> assertThat(a.toLowerCase(ROOT)).doesNotContain("jetty", "server:", "\tat "));
      }
    }

    @Test
    void a_path_that_two_readers_could_understand_differently_is_refused() throws IOException {
      List<String> reached = new CopyOnWriteArrayList<>();
      int port =
          serve(r -> {
            reached.add(r.path());
            return ok();
          });
      for (String path :
          List.of("/a/..;/b", "/a/%2e%2e/b", "/a%2fb", "/a;x=1/b", "/a//b", "/%00")) {
        String answer = RawSocket.exchange(port, get(path));
        assertThat(answer)
            .as(path)
            .satisfiesAnyOf(
                a -> assertThat(a).startsWith("HTTP/1.1 400 "),
                // Taken letter by letter, so that no route but the very same matches.
                a -> assertThat(reached).contains(path));
      }
    }
  }

  @Nested
  class Every_answer {
    @Test
    void carries_the_security_headers_and_no_Server() throws IOException {
      int port = serve(r -> ok());
      assertThat(RawSocket.exchange(port, get("/")))
          .contains("X-Content-Type-Options: nosniff\r\n")
          .contains("Strict-Transport-Security: max-age=31536000\r\n")
          .contains("X-Request-Id: ")
          .doesNotContain("Server:");
    }

    @Test
    void to_HEAD_has_the_headers_of_GET_and_no_body() throws IOException {
      int port = serve(r -> ok());
      String head = get("/").replaceFirst("GET", "HEAD");
      assertThat(RawSocket.exchange(port, head))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Length: 4\r\n")
          .endsWith("\r\n\r\n");
    }

    @Test
    void can_never_have_a_header_that_ends_its_line() throws IOException {
      int port = serve(r -> ok().with("Location", "/a\r\nSet-Cookie: session=stolen"));
      assertThat(RawSocket.exchange(port, get("/")))
          .startsWith("HTTP/1.1 500 ")
          .doesNotContain("stolen");
    }

    @Test
    void to_a_failure_is_500_and_tells_nothing_but_where_to_look() throws IOException {
      int port =
          serve(r -> {
            throw new IllegalStateException("the password is wonderland");
          });
      assertThat(RawSocket.exchange(port, get("/")))
          .startsWith("HTTP/1.1 500 ")
          .contains("\"error\":\"server_error\"")
          .doesNotContain("wonderland", "IllegalState");
    }
  }

  @Nested
  class Every_request {
    @Test
    void is_told_to_the_observer_without_its_query() throws Exception {
      int port = serve(r -> ok());
      RawSocket.exchange(port, get("/token?secret=1"));
      Exchange seen = exchanges.take();
      assertThat(seen.path()).isEqualTo("/token");
      assertThat(seen.method()).isEqualTo("GET");
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.bytes()).isEqualTo(4);
      assertThat(seen.remoteAddress()).isEqualTo("127.0.0.1");
      assertThat(seen.protocol()).isEqualTo("HTTP/1.1");
      assertThat(seen.id()).isNotEmpty();
    }

    @Test
    void that_is_refused_unread_is_told_too() throws Exception {
      int port = serve(r -> ok());
      RawSocket.exchange(port, get("/", "X-Large: " + "a".repeat(17_000)));
      assertThat(exchanges.take().status()).isEqualTo(431);
    }
  }

  @Nested
  class Stopping {
    @Test
    void lets_a_request_in_flight_finish() throws Exception {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      int port =
          serve(r -> {
            entered.countDown();
            try {
              leave.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return ok();
          });
      try (RawSocket peer = new RawSocket(port)) {
        peer.send(get("/"));
        entered.await();
        Thread stopping = Thread.ofVirtual().start(() -> running.orElseThrow().close());
        while (accepts(port)) {
          Thread.onSpinWait();
        }
        assertThat(stopping.isAlive()).isTrue();
        leave.countDown();
        assertThat(peer.readAll()).startsWith("HTTP/1.1 200 ").endsWith("fine");
        stopping.join();
      }
    }

    @Test
    void answers_what_a_proxy_sends_on_a_connection_that_it_has() throws Exception {
      Limits patient =
          new Limits(
              8 * 1024,
              16 * 1024,
              100,
              64 * 1024,
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              4096,
              1024,
              Duration.ofMinutes(1),
              Duration.ofSeconds(5));
      List<AddressRange> here = AddressRange.parse("127.0.0.1/32").stream().toList();
      JettyServer server =
          JettyServer.start(
              new Binding(ANY, Optional.empty(), here, ISSUER, patient), r -> ok(), e -> {});
      String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
      Thread stopping = Thread.ofVirtual().unstarted(server::close);
      try (RawSocket proxy = new RawSocket(server.port())) {
        proxy.send(request);
        assertThat(proxy.readUntil("fine")).doesNotContain("Connection: close");
        stopping.start();
        String answer = "";
        while (!answer.contains("Connection: close")) {
          proxy.send(request);
          answer = proxy.readUntil("fine");
          assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
        assertThat(proxy.readAll()).isEmpty();
      }
      // Long before its time is over, as there is no connection left.
      stopping.join();
    }

    private boolean accepts(int port) throws IOException {
      try {
        new RawSocket(port).close();
        return true;
      } catch (ConnectException e) {
        return false;
      } catch (SocketException e) {
        // It was in the queue of a listener that closed just then.
        return true;
      }
    }
  }
}

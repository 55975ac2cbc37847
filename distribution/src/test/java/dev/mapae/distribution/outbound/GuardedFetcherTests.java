package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What no URL that a client names can make the server do. RFC 7591 §5, RFC 9700 §4; Keycloak's
/// CVE-2020-10770, CVE-2026-1180, CVE-2026-4366 and CVE-2026-4874 are what happens without it.
@Tag("socket")
class GuardedFetcherTests {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String NOT_ALLOWED =
      "its host is unknown, or has an address that this server may not call";

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private static AnsweringServer server;

  /// Names of this test, which no other resolver knows.
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();

  private final AtomicInteger resolved = new AtomicInteger();
  private final List<GuardedFetcher> opened = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(folder, "EC", "dns:keys.example.com,ip:127.0.0.1");
    server = AnsweringServer.overTls(certificate);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    names.put("keys.example.com", List.of("127.0.0.1"));
    server.requests().clear();
    server.answers(AnsweringServer.json("{}"));
  }

  @AfterEach
  void end() {
    opened.forEach(GuardedFetcher::close);
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    resolved.incrementAndGet();
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : names.getOrDefault(host, List.of())) {
      addresses.add(InetAddress.ofLiteral(literal));
    }
    if (addresses.isEmpty()) {
      addresses.addAll(List.of(InetAddress.getAllByName(host)));
    }
    return addresses;
  }

  private static OutboundAllowed allowed(String... ranges) {
    return new OutboundAllowed(
        List.of(ranges).stream().map(r -> AddressRange.parse(r).orElseThrow()).toList(), false);
  }

  private static PinnedClient trusting() {
    try {
      return new PinnedClient(Optional.of(certificate.keyStore()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private GuardedFetcher fetcher(OutboundAllowed allowed) {
    return fetcher(allowed, this::resolve, SHORT.multipliedBy(20));
  }

  private GuardedFetcher fetcher(OutboundAllowed allowed, Resolver resolver, Duration deadline) {
    GuardedFetcher fetcher =
        new GuardedFetcher(allowed, resolver, GuardedFetcherTests::trusting, deadline);
    opened.add(fetcher);
    return fetcher;
  }

  /// One that may call this machine.
  private GuardedFetcher here() {
    return fetcher(allowed("127.0.0.0/8", "::1/128"));
  }

  private static String url() {
    return "https://keys.example.com:%d/jwks?a=b".formatted(server.port());
  }

  private static String refusal(GuardedFetcher fetcher, String url, Origin namedBy) {
    return catchThrowableOfType(NotFetched.class, () -> fetcher.get(url, namedBy)).reason();
  }

  private static String refusal(GuardedFetcher fetcher, String url) {
    return refusal(fetcher, url, Origin.DECLARED);
  }

  /// Why this answer is none.
  private String refusalOf(String answer) {
    server.answers(answer);
    return refusal(here(), url());
  }

  private static String text(Fetched document) {
    return new String(document.body(), StandardCharsets.UTF_8);
  }

  @Nested
  class A_document {
    @Test
    void comes_with_how_long_it_may_be_kept() {
      server.answers(
          AnsweringServer.json("{\"keys\":[]}", "Cache-Control: max-age=120\r\n", "Age: 20\r\n"));
      Fetched document = here().get(url(), Origin.DECLARED);
      assertThat(text(document)).isEqualTo("{\"keys\":[]}");
      assertThat(document.freshFor()).contains(Duration.ofSeconds(100));
    }

    @Test
    void is_asked_for_with_what_is_needed_and_nothing_else() {
      server.answers(AnsweringServer.json("{}", "Set-Cookie: a=b; Path=/\r\n"));
      GuardedFetcher fetcher = here();
      fetcher.get(url(), Origin.DECLARED);
      fetcher.get(url(), Origin.DECLARED);
      assertThat(server.requests())
          .hasSize(2)
          .allSatisfy(head -> {
            assertThat(head).startsWith("GET /jwks?a=b HTTP/1.1\r\n");
            assertThat(head.lines().skip(1).filter(l -> !l.isEmpty()))
                .containsExactlyInAnyOrder(
                    "Host: keys.example.com:" + server.port(),
                    "Accept: application/json",
                    "User-Agent: Mapae",
                    "Connection: close");
          });
    }

    @Test
    void is_never_asked_of_a_proxy_that_the_environment_names() throws Exception {
      try (AnsweringServer proxy = AnsweringServer.overHttp()) {
        Map<String, String> properties =
            Map.of("https.proxyHost", "127.0.0.1", "https.proxyPort", "" + proxy.port());
        properties.forEach(System::setProperty);
        try {
          assertThat(text(here().get(url(), Origin.DECLARED))).isEqualTo("{}");
          assertThat(proxy.requests()).isEmpty();
        } finally {
          properties.keySet().forEach(System::clearProperty);
        }
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "application/json",
          "APPLICATION/JSON;charset=utf-8",
          "application/jwk-set+json"
        })
    void is_JSON_by_its_content_type(String type) {
      server.answers(
          "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(text(here().get(url(), Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void of_64_KiB_is_taken() {
      server.answers(AnsweringServer.json("1".repeat(65_536)));
      assertThat(here().get(url(), Origin.DECLARED).body()).hasSize(65_536);
    }

    @Test
    void in_chunks_is_taken() {
      server.answers(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
      assertThat(text(here().get(url(), Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void on_loopback_may_be_had_in_clear_where_the_operator_says_so() throws Exception {
      try (AnsweringServer clear = AnsweringServer.overHttp()) {
        String url = "http://127.0.0.1:" + clear.port() + "/";
        assertThat(text(here().get(url, Origin.DECLARED))).isEqualTo("{}");
      }
    }
  }

  @Nested
  class A_URL {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "http://keys.example.com/ | it is http, which anybody on the way can change; use https",
          "https://keys.example.com@127.0.0.1/ | it has user information; leave out what is before '@'",
          "https://keys.example.com/#a | it has a fragment; leave out '#' and what follows",
          "ftp://keys.example.com/ | its scheme is not https; use https",
          "file:///etc/passwd | it is no URL; write it like https://app.example.com/jwks.json",
          "jar:https://keys.example.com/a!/b | it is no URL; write it like https://app.example.com/jwks.json",
        })
    void of_another_form_is_refused_before_anything_is_resolved(String url, String why) {
      assertThat(refusal(here(), url)).isEqualTo(why);
      assertThat(resolved).hasValue(0);
    }

    @Test
    void in_clear_on_loopback_is_refused_where_the_operator_says_nothing() throws Exception {
      try (AnsweringServer clear = AnsweringServer.overHttp()) {
        String url = "http://127.0.0.1:" + clear.port() + "/";
        assertThat(refusal(fetcher(OutboundAllowed.NONE), url)).isEqualTo(NOT_ALLOWED);
        assertThat(refusal(here(), url, Origin.SELF_REGISTERED)).isEqualTo(NOT_ALLOWED);
        assertThat(clear.requests()).isEmpty();
      }
    }

    @Test
    void in_clear_with_a_loopback_name_that_leads_elsewhere_is_refused() {
      names.put("localhost", List.of("8.8.8.8"));
      assertThat(refusal(here(), "http://localhost/")).contains("use https");
    }
  }

  @Nested
  class An_address {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "127.0.0.1",
          "10.0.0.1",
          "169.254.169.254",
          "100.100.100.200",
          "0.0.0.0",
          "::1",
          "::",
          "::ffff:127.0.0.1",
          "::ffff:a9fe:a9fe",
          "64:ff9b::7f00:1",
          "2002:7f00:1::1",
          "fd00:ec2::254",
          "fe80::1",
          "ff02::1"
        })
    void that_a_public_name_leads_to_and_is_none_of_the_public_is_not_called(String address) {
      names.put("keys.example.com", List.of(address));
      assertThat(refusal(fetcher(OutboundAllowed.NONE), url())).isEqualTo(NOT_ALLOWED);
      assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "127.0.0.1",
          "2130706433",
          "0x7f.0.0.1",
          "127.1",
          "[::1]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "localhost",
          "localhost."
        })
    void of_this_machine_is_not_called_however_it_is_written(String host) {
      GuardedFetcher fetcher = fetcher(OutboundAllowed.NONE);
      String url = "https://" + host + ":" + server.port() + "/";
      assertThat(refusal(fetcher, url))
          .isIn(NOT_ALLOWED, "it is no URL; write it like https://app.example.com/jwks.json");
      assertThat(server.requests()).isEmpty();
    }

    @Test
    void among_public_ones_is_not_called_and_neither_are_they() {
      names.put("keys.example.com", List.of("127.0.0.1", "10.0.0.1"));
      assertThat(refusal(here(), url())).isEqualTo(NOT_ALLOWED);
      assertThat(server.requests()).isEmpty();
    }

    @Test
    void is_tried_after_another_that_does_not_answer() {
      names.put("keys.example.com", List.of("127.0.0.2", "127.0.0.1"));
      assertThat(text(here().get(url(), Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void that_the_operator_allows_is_not_for_clients_that_registered_themselves() {
      GuardedFetcher fetcher = here();
      fetcher.get(url(), Origin.ADMINISTERED);
      assertThat(refusal(fetcher, url(), Origin.SELF_REGISTERED)).isEqualTo(NOT_ALLOWED);
      assertThat(server.requests()).hasSize(1);
    }

    @Test
    void of_an_unknown_name_tells_no_more_than_one_that_is_not_allowed() {
      String unknown = "https://unknown.invalid/";
      assertThat(refusal(fetcher(OutboundAllowed.NONE), unknown)).isEqualTo(NOT_ALLOWED);
    }
  }

  @Nested
  class DNS_rebinding {
    @Test
    void leads_nowhere_since_a_name_is_resolved_once() {
      AtomicInteger times = new AtomicInteger();
      Resolver rebinding =
          host ->
              List.of(
                  InetAddress.ofLiteral(times.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.9"));
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.1/32"), rebinding, Duration.ofSeconds(20));
      assertThat(text(fetcher.get(url(), Origin.DECLARED))).isEqualTo("{}");
      assertThat(times).hasValue(1);
    }

    @Test
    void is_noticed_at_the_next_fetch_whatever_was_allowed_before() {
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.1/32"));
      fetcher.get(url(), Origin.DECLARED);
      names.put("keys.example.com", List.of("127.0.0.9"));
      assertThat(refusal(fetcher, url())).isEqualTo(NOT_ALLOWED);
    }
  }

  @Nested
  class TLS {
    @Test
    void proves_the_name_and_not_the_address() {
      names.put("other.example.com", List.of("127.0.0.1"));
      assertThat(refusal(here(), "https://other.example.com:" + server.port() + "/"))
          .startsWith("TLS with its host failed");
      assertThat(server.requests()).isEmpty();
    }

    @Test
    void proves_an_address_where_the_URL_has_one() {
      assertThat(text(here().get("https://127.0.0.1:" + server.port() + "/", Origin.DECLARED)))
          .isEqualTo("{}");
      assertThat(refusal(here(), "https://127.0.0.2:" + server.port() + "/"))
          .isEqualTo("no connection to its host could be made");
    }

    @Test
    void wants_an_authority_that_is_trusted() {
      GuardedFetcher fetcher =
          new GuardedFetcher(
              allowed("127.0.0.0/8"),
              GuardedFetcherTests.this::resolve,
              PinnedClient::new,
              Duration.ofSeconds(20));
      opened.add(fetcher);
      assertThat(refusal(fetcher, url())).startsWith("TLS with its host failed");
    }

    @Test
    void is_not_spoken_by_a_server_without_it() throws Exception {
      try (AnsweringServer clear = AnsweringServer.overHttp()) {
        clear.speaksFirst("SSH-2.0-OpenSSH_9.9\r\n");
        assertThat(refusal(here(), "https://127.0.0.1:" + clear.port() + "/"))
            .startsWith("TLS with its host failed");
      }
    }
  }

  @Nested
  class An_answer {
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void that_redirects_is_not_followed(int status) throws Exception {
      try (AnsweringServer inside = AnsweringServer.overHttp()) {
        assertThat(
                refusalOf(
                    "HTTP/1.1 %d Go\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
                        .formatted(status, inside.port())))
            .isEqualTo(
                "it was answered with status %d, and redirects are not followed; give the URL that it leads to"
                    .formatted(status));
        assertThat(inside.requests()).isEmpty();
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 203, 204, 206, 400, 401, 404, 407, 500, 503})
    void of_another_status_is_none(int status) {
      assertThat(
              refusalOf(
                  "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nWWW-Authenticate: Basic\r\nContent-Length: 2\r\n\r\n{}"
                      .formatted(status)))
          .isEqualTo("it was answered with status " + status + " instead of 200");
      assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Content-Type: text/html\r\n",
          "Content-Type: text/json\r\n",
          "Content-Type: application/jwt\r\n",
          "Content-Type: text/plain; a=application/json\r\n"
        })
    void that_is_not_JSON_is_none(String header) {
      assertThat(refusalOf("HTTP/1.1 200 OK\r\n" + header + "Content-Length: 2\r\n\r\n{}"))
          .isEqualTo("its content type is not application/json");
    }

    @Test
    void that_says_it_is_longer_than_64_KiB_is_not_read() {
      assertThat(
              refusalOf(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n"))
          .isEqualTo("it is longer than 64 KiB");
    }

    @Test
    void that_turns_out_to_be_longer_is_cut_off() throws Exception {
      CountDownLatch cut = new CountDownLatch(1);
      server.answers(out -> endless(out, cut));
      assertThat(refusal(here(), url())).isEqualTo("it is longer than 64 KiB");
      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void endless(OutputStream out, CountDownLatch cut) throws Exception {
      AnsweringServer.text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n").write(out);
      try {
        while (true) {
          out.write(new byte[8192]);
        }
      } finally {
        cut.countDown();
      }
    }

    @Test
    void that_is_compressed_is_none_whatever_it_would_unpack_to() throws Exception {
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
        zip.write(new byte[10_000_000]);
      }
      assertThat(
              refusalOf(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(bomb.size(), bomb.toString(StandardCharsets.ISO_8859_1))))
          .isEqualTo("it is compressed, which nobody asked for");
    }

    @Test
    void with_endless_headers_is_none() {
      assertThat(refusalOf("HTTP/1.1 200 OK\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"))
          .isEqualTo("its host gave no proper answer in HTTP");
    }

    @Test
    void that_is_no_HTTP_is_none() {
      assertThat(refusalOf("SSH-2.0-OpenSSH_9.9\r\n\r\n"))
          .isEqualTo("its host gave no proper answer in HTTP");
    }

    @Test
    void that_ends_too_early_is_none() {
      assertThat(
              refusalOf(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{}"))
          .isEqualTo("its host ended the connection without a whole answer");
    }
  }

  @Nested
  class Time {
    private final GuardedFetcher hurried =
        fetcher(allowed("127.0.0.0/8"), GuardedFetcherTests.this::resolve, SHORT);

    @BeforeEach
    void warm() {
      names.put("keys.example.com", List.of("127.0.0.1"));
      server.answers(AnsweringServer.json("{}"));
      // The first fetch starts the client, which is not what is measured.
      fetcherIsWarm();
    }

    private void fetcherIsWarm() {
      for (int i = 0; i < 10; i++) {
        try {
          hurried.get(url(), Origin.DECLARED);
          return;
        } catch (NotFetched e) {
          assertThat(e.reason()).startsWith("it took longer");
        }
      }
    }

    @Test
    void ends_for_an_answer_that_never_begins() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      server.answers(out -> end.await());
      assertThat(refusal(hurried, url())).isEqualTo("it took longer than 1 s");
      end.countDown();
    }

    @Test
    void ends_for_an_answer_that_comes_byte_by_byte() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      server.answers(out -> {
        AnsweringServer.text(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
            .write(out);
        while (!end.await(50, TimeUnit.MILLISECONDS)) {
          out.write(' ');
          out.flush();
        }
      });
      assertThat(refusal(hurried, url())).isEqualTo("it took longer than 1 s");
      end.countDown();
    }

    @Test
    void ends_for_a_name_that_is_not_resolved() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      GuardedFetcher fetcher = fetcher(OutboundAllowed.NONE, host -> hanging(end), SHORT);
      assertThat(refusal(fetcher, url())).isEqualTo("it took longer than 1 s");
      end.countDown();
    }
  }

  private static List<InetAddress> hanging(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  @Nested
  class So_many_at_once {
    @Test
    void are_bounded_and_those_who_registered_themselves_crowd_out_only_their_like()
        throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(GuardedFetcher.MAX_AT_ONCE);
      Resolver resolver =
          host -> {
            if (host.equals("slow.example.com")) {
              begun.countDown();
              return hanging(end);
            }
            return resolve(host);
          };
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.0/8"), resolver, Duration.ofSeconds(3));
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> slow = new ArrayList<>();
        for (int i = 0; i < GuardedFetcher.MAX_AT_ONCE; i++) {
          slow.add(
              many.submit(
                  () -> refusal(fetcher, "https://slow.example.com/", Origin.SELF_REGISTERED)));
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text(fetcher.get(url(), Origin.DECLARED))).isEqualTo("{}");
        for (Future<String> one : slow) {
          assertThat(one.get()).isEqualTo("it took longer than 3 s");
        }
        // Nobody waits for them, and yet they are still there.
        assertThat(refusal(fetcher, "https://a.example.com/", Origin.SELF_REGISTERED))
            .isEqualTo("this server fetches too much at once; try again later");
        end.countDown();
        names.put("a.example.com", List.of("10.0.0.1"));
        assertThat(refusal(fetcher, "https://a.example.com/", Origin.SELF_REGISTERED))
            .isEqualTo(NOT_ALLOWED);
      }
    }
  }

  @Nested
  class The_client {
    @Test
    void starts_with_the_first_fetch_that_calls_somebody_and_ends_with_the_server() {
      AtomicInteger started = new AtomicInteger();
      GuardedFetcher fetcher =
          new GuardedFetcher(
              allowed("127.0.0.0/8"),
              GuardedFetcherTests.this::resolve,
              () -> {
                started.incrementAndGet();
                return trusting();
              },
              Duration.ofSeconds(20));
      names.put("private.example.com", List.of("10.0.0.1"));
      refusal(fetcher, "https://private.example.com/");
      assertThat(started).hasValue(0);
      fetcher.get(url(), Origin.DECLARED);
      fetcher.get(url(), Origin.DECLARED);
      assertThat(started).hasValue(1);
      fetcher.close();
      assertThat(refusal(fetcher, url())).isEqualTo("this server is stopping");
    }
  }
}

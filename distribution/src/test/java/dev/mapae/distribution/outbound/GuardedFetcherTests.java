package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What no URL that a client names can make the server do. RFC 7591 §5, RFC 9700 §4; Keycloak's
/// CVE-2020-10770, CVE-2026-1180, CVE-2026-4366 and CVE-2026-4874 are what happens without it.
@Tag("socket")
class GuardedFetcherTests extends FetcherTests {
  @Nested
  class A_document {
    @Test
    void comes_with_how_long_it_may_be_kept() {
      server.answers(
          AnsweringServer.json("{\"keys\":[]}", "Cache-Control: max-age=120\r\n", "Age: 20\r\n"));
      Fetched document = here().get(url(), DocumentType.JSON, Origin.DECLARED);
      assertThat(text(document)).isEqualTo("{\"keys\":[]}");
      assertThat(document.freshFor()).contains(Duration.ofSeconds(100));
    }

    @Test
    void is_asked_for_with_what_is_needed_and_nothing_else() {
      server.answers(AnsweringServer.json("{}", "Set-Cookie: a=b; Path=/\r\n"));
      GuardedFetcher fetcher = here();
      fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
      fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
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
          assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
          assertThat(proxy.requests()).isEmpty();
        } finally {
          properties.keySet().forEach(System::clearProperty);
        }
      }
    }

    /// RFC 9101 §10.4.1, b.
    @ParameterizedTest
    @ValueSource(
        strings = {"application/oauth-authz-req+jwt", "application/jwt", "Application/JWT; x=y"})
    void is_a_request_object_by_its_content_type(String type) {
      server.answers("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 1\r\n\r\na");
      assertThat(text(here().get(url(), DocumentType.REQUEST_OBJECT, Origin.DECLARED)))
          .isEqualTo("a");
      assertThat(server.requests().getLast())
          .contains("Accept: application/oauth-authz-req+jwt, application/jwt\r\n");
      assertThat(refusal(here(), url(), Origin.DECLARED))
          .isEqualTo("its content type is not application/json");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"application/json", "text/plain", "application/at+jwt", "application/jwt+json"})
    void is_no_request_object_by_another_content_type(String type) {
      server.answers("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 1\r\n\r\na");
      GuardedFetcher fetcher = here();
      assertThat(
              catchThrowableOfType(
                      NotFetched.class,
                      () -> fetcher.get(url(), DocumentType.REQUEST_OBJECT, Origin.DECLARED))
                  .reason())
          .isEqualTo("its content type is not application/oauth-authz-req+jwt");
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
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void of_64_KiB_is_taken() {
      server.answers(AnsweringServer.json("1".repeat(65_536)));
      assertThat(here().get(url(), DocumentType.JSON, Origin.DECLARED).body()).hasSize(65_536);
    }

    @Test
    void in_chunks_is_taken() {
      server.answers(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void on_loopback_may_be_had_in_clear_where_the_operator_says_so() throws Exception {
      try (AnsweringServer clear = AnsweringServer.overHttp()) {
        String url = "http://127.0.0.1:" + clear.port() + "/";
        assertThat(text(here().get(url, DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
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
          "https://keys.example.com/키 | it has characters beyond ASCII; write them with '%' (RFC 3986 §2.1)",
          "file:///etc/passwd | it is no URL; write it like https://app.example.com/jwks.json",
          "jar:https://keys.example.com/a!/b | it is no URL; write it like https://app.example.com/jwks.json",
        })
    void of_another_form_is_refused_before_anything_is_resolved(String url, String why) {
      assertThat(refusal(here(), url)).isEqualTo(why);
      assertThat(resolved).hasValue(0);
    }

    /// Whoever cannot resolve a name for a while knows nothing about what is there.
    @ParameterizedTest
    @ValueSource(strings = {"unknown.invalid", "10.0.0.1"})
    void whose_host_is_unknown_or_inside_is_not_judged_by_what_is_there(String host) {
      GuardedFetcher fetcher = here();
      NotFetched refusal =
          catchThrowableOfType(
              NotFetched.class,
              () ->
                  fetcher.get("https://" + host + "/", DocumentType.JSON, Origin.SELF_REGISTERED));
      assertThat(refusal.reason()).isEqualTo(NOT_ALLOWED);
      assertThat(refusal.liesIn(NotFetched.Cause.HOST)).isTrue();
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
  class The_client {
    @Test
    void starts_with_the_first_fetch_that_calls_somebody_and_ends_with_the_server() {
      AtomicInteger started = new AtomicInteger();
      GuardedFetcher fetcher =
          fetcher(
              allowed("127.0.0.0/8"),
              host -> resolve(host),
              () -> {
                started.incrementAndGet();
                return trusting();
              },
              LONG);
      names.put("private.example.com", List.of("10.0.0.1"));
      refusal(fetcher, "https://private.example.com/");
      assertThat(started).hasValue(0);
      fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
      fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
      assertThat(started).hasValue(1);
      fetcher.close();
      assertThat(refusal(fetcher, url())).isEqualTo("this server is stopping");
    }

    @Test
    void that_does_not_start_is_a_document_that_was_not_fetched_and_no_failure_of_the_request() {
      GuardedFetcher fetcher =
          fetcher(
              allowed("127.0.0.0/8"),
              host -> resolve(host),
              () -> {
                throw new IllegalStateException("no file descriptor");
              },
              LONG);
      for (int i = 0; i <= Turns.AT_ONCE; i++) {
        assertThat(refusal(fetcher, url())).isEqualTo("this server could not ask for it");
      }
    }
  }
}

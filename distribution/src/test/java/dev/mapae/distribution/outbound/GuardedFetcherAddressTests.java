package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the guarded fetcher calls, and how it knows whom it talks to.
@Tag("socket")
class GuardedFetcherAddressTests extends FetcherTests {
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
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
    }

    /// Jetty goes on with them when nobody waits any longer, and strangers choose how many there
    /// are.
    @Test
    void after_the_fourth_is_not_called() {
      List<String> four = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1");
      names.put("keys.example.com", four);
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
      names.put(
          "keys.example.com",
          List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.1"));
      assertThat(refusal(here(), url())).isEqualTo("no connection to its host could be made");
      assertThat(server.requests()).hasSize(1);
    }

    @Test
    void that_the_operator_allows_is_not_for_clients_that_registered_themselves() {
      GuardedFetcher fetcher = here();
      fetcher.get(url(), DocumentType.JSON, Origin.ADMINISTERED);
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
  class What_may_not_be_called {
    private NotFetched.Cause cause(String url, Origin namedBy) {
      NotFetched refusal =
          catchThrowableOfType(
              NotFetched.class,
              () -> fetcher(OutboundAllowed.NONE).get(url, DocumentType.JSON, namedBy));
      assertThat(refusal.reason()).isEqualTo(NOT_ALLOWED);
      return Stream.of(NotFetched.Cause.values()).filter(refusal::liesIn).findFirst().orElseThrow();
    }

    /// Nothing mends it but another URL, or another `outbound_allowed`.
    @ParameterizedTest
    @EnumSource(names = {"DECLARED", "ADMINISTERED"})
    void is_a_mistake_where_the_operator_named_it(Origin namedBy) {
      names.put("keys.example.com", List.of("10.0.0.5"));
      assertThat(cause(url(), namedBy)).isEqualTo(NotFetched.Cause.DOCUMENT);
      assertThat(cause("https://unknown.invalid/", namedBy)).isEqualTo(NotFetched.Cause.HOST);
    }

    @Test
    void is_the_same_as_an_unknown_name_where_a_stranger_named_it() {
      names.put("keys.example.com", List.of("10.0.0.5"));
      assertThat(cause(url(), Origin.SELF_REGISTERED)).isEqualTo(NotFetched.Cause.HOST);
      assertThat(cause("https://unknown.invalid/", Origin.SELF_REGISTERED))
          .isEqualTo(NotFetched.Cause.HOST);
    }
  }

  @Nested
  class DNS_rebinding {
    @Test
    void leads_nowhere_since_a_name_is_resolved_once() {
      AtomicInteger times = new AtomicInteger();
      Resolver rebinding =
          host -> addresses(times.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.9");
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.1/32"), rebinding, LONG);
      assertThat(text(fetcher.get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
      assertThat(times).hasValue(1);
    }

    @Test
    void is_noticed_at_the_next_fetch_whatever_was_allowed_before() {
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.1/32"));
      fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
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
      assertThat(
              text(
                  here()
                      .get(
                          "https://127.0.0.1:" + server.port() + "/",
                          DocumentType.JSON,
                          Origin.DECLARED)))
          .isEqualTo("{}");
      assertThat(refusal(here(), "https://127.0.0.2:" + server.port() + "/"))
          .isEqualTo("no connection to its host could be made");
    }

    @Test
    void wants_an_authority_that_is_trusted() {
      GuardedFetcher fetcher =
          fetcher(allowed("127.0.0.0/8"), host -> resolve(host), PinnedClient::new, LONG);
      assertThat(refusal(fetcher, url())).startsWith("TLS with its host failed");
    }

    @Test
    void is_not_spoken_by_a_server_without_it() throws Exception {
      try (AnsweringServer clear = AnsweringServer.overHttp()) {
        clear.speaksFirst(AnsweringServer.text("SSH-2.0-OpenSSH_9.9\r\n"));
        // It may be gone before its line was understood.
        assertThat(refusal(here(), "https://127.0.0.1:" + clear.port() + "/"))
            .matches(
                "TLS with its host failed.*|its host ended the connection without a whole answer");
      }
    }
  }

  /// Whoever registers can name any host and port, and must not learn here which of them are open.
  @Nested
  class A_client_that_registered_itself {
    private static final String NO_ANSWER = "its host gave no whole answer over HTTPS within 20 s";

    private final GuardedFetcher fetcher =
        fetcher(new OutboundAllowed(allowed("127.0.0.0/8").ranges(), true));

    private void assertSaysTheSame(String url, String exactly) {
      assertThat(refusal(fetcher, url, Origin.DECLARED)).startsWith(exactly);
      assertThat(refusal(fetcher, url, Origin.SELF_REGISTERED)).isEqualTo(NO_ANSWER);
    }

    @Test
    void is_told_the_same_whatever_goes_wrong_on_the_way() {
      assertSaysTheSame(
          "https://127.0.0.2:" + server.port() + "/", "no connection to its host could be made");
      names.put("other.example.com", List.of("127.0.0.1"));
      assertSaysTheSame(
          "https://other.example.com:" + server.port() + "/", "TLS with its host failed");
      server.answers("SSH-2.0-OpenSSH_9.9\r\n\r\n");
      assertSaysTheSame(url(), "its host gave no proper answer in HTTP");
      server.answers(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{}");
      assertSaysTheSame(url(), "its host ended the connection without a whole answer");
    }

    @Test
    void is_told_what_is_wrong_with_its_document() {
      server.answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      assertThat(refusal(fetcher, url(), Origin.SELF_REGISTERED))
          .isEqualTo("it was answered with status 404 instead of 200");
    }
  }
}

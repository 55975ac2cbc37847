package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the guarded fetcher takes for an answer.
@Tag("socket")
class GuardedFetcherAnswerTests extends FetcherTests {
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

    /// A gateway before a host that is away answers as well. RFC 9110 §15.6, RFC 6585 §4.
    @ParameterizedTest
    @CsvSource({
      "404, DOCUMENT",
      "429, CONNECTION",
      "500, CONNECTION",
      "503, CONNECTION",
      "504, CONNECTION"
    })
    void of_who_cannot_just_now_is_no_fault_of_the_document(int status, NotFetched.Cause cause) {
      server.answers("HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n".formatted(status));
      NotFetched why =
          catchThrowableOfType(
              NotFetched.class, () -> here().get(url(), DocumentType.JSON, Origin.DECLARED));
      assertThat(why.liesIn(cause)).isTrue();
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

  /// RFC 9110 §15.2.
  @Nested
  class An_interim_answer {
    private static final String HINT = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    private static final String DOCUMENT =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 104, 199})
    void is_passed_over(int status) {
      server.answers("HTTP/1.1 " + status + " X\r\n\r\n" + DOCUMENT);
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
    }

    @Test
    void is_passed_over_a_few_times() {
      server.answers(HINT.repeat(8) + DOCUMENT);
      assertThat(text(here().get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
      assertThat(refusalOf(HINT.repeat(9) + DOCUMENT))
          .isEqualTo("it was answered with status 103 instead of 200");
    }

    @Test
    void is_none_when_it_switches_the_protocol() {
      assertThat(
              refusalOf(
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"
                      + DOCUMENT))
          .isEqualTo("it was answered with status 101 instead of 200");
    }
  }
}

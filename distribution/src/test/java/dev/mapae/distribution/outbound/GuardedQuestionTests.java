package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the server asks another one with credentials, and reads. Known mistake 10.
@Tag("socket")
@Timeout(60)
class GuardedQuestionTests {
  private static final Optional<Parameters> FORM =
      Optional.of(Parameters.empty().with("code", "a.b.c"));
  private static final OutboundAllowed LOOPBACK =
      new OutboundAllowed(List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()), false);

  private AnsweringServer peer;
  private GuardedFetcher fetcher;

  @BeforeEach
  void open() throws Exception {
    peer = AnsweringServer.overHttp();
    fetcher = new GuardedFetcher(LOOPBACK);
  }

  @AfterEach
  void close() {
    fetcher.close();
    peer.close();
  }

  private String ask(Optional<String> authorization, Optional<Parameters> form) {
    Question question =
        new Question("http://127.0.0.1:" + peer.port() + "/token", authorization, form);
    return new String(fetcher.ask(question).body(), StandardCharsets.UTF_8);
  }

  @Test
  void is_a_form_or_a_get_and_has_its_credentials() {
    peer.answers(AnsweringServer.json("{\"a\":1}"));
    assertThat(ask(Optional.of("Basic YTpi"), FORM)).isEqualTo("{\"a\":1}");
    assertThat(ask(Optional.of("Bearer t"), Optional.empty())).isEqualTo("{\"a\":1}");
    assertThat(peer.requests().getFirst())
        .startsWith("POST /token HTTP/1.1\r\n")
        .contains("Authorization: Basic YTpi\r\n", "Accept: application/json\r\n")
        .contains("Content-Type: application/x-www-form-urlencoded\r\n");
    assertThat(peer.requests().getLast())
        .startsWith("GET /token HTTP/1.1\r\n")
        .contains("Authorization: Bearer t\r\n");
  }

  /// Or the credentials would go with it.
  @ParameterizedTest
  @ValueSource(ints = {204, 302, 307, 400, 401, 500})
  void is_answered_with_200_and_follows_no_redirect(int status) {
    peer.answers(
        "HTTP/1.1 %d Some\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
            .formatted(status, peer.port()));
    assertThatThrownBy(() -> ask(Optional.of("Basic YTpi"), FORM)).isInstanceOf(NotFetched.class);
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void reads_64_kib_at_most() {
    peer.answers(AnsweringServer.json("{\"a\":\"" + "x".repeat(64 * 1024) + "\"}"));
    assertThatThrownBy(() -> ask(Optional.empty(), FORM)).hasMessageContaining("longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://10.0.0.1/", "https://[::1]/", "http://198.51.100.1/token"})
  void goes_to_no_address_that_is_not_public_or_allowed(String url) {
    assertThatThrownBy(() -> fetcher.ask(new Question(url, Optional.empty(), FORM)))
        .isInstanceOf(NotFetched.class);
  }

  @Test
  void tells_nothing_of_itself() {
    assertThat(new Question("https://a.example/", Optional.of("Basic YTpi"), FORM).toString())
        .isEqualTo("Question");
  }
}

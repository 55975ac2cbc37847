package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.protocol.Parameters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms that the server posts where a client says. Known mistake 10.
@Tag("socket")
@Timeout(60)
class GuardedPostTests {
  private static final Parameters FORM = Parameters.empty().with("logout_token", "a.b.c");
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

  private int post(Origin namedBy) {
    return fetcher.post("http://127.0.0.1:" + peer.port() + "/out?a=b", FORM, namedBy);
  }

  @Test
  void are_forms() {
    peer.answers("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(post(Origin.DECLARED)).isEqualTo(204);
    assertThat(peer.requests())
        .singleElement()
        .asString()
        .startsWith("POST /out?a=b HTTP/1.1\r\n")
        .contains("Content-Type: application/x-www-form-urlencoded\r\n")
        .contains("Content-Length: 18\r\n")
        .doesNotContain("Cookie", "Authorization");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 404, 500, 503})
  void are_answered_with_a_status_and_no_redirect_is_followed(int status) {
    peer.answers(
        "HTTP/1.1 %d Some\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
            .formatted(status, peer.port()));
    assertThat(post(Origin.DECLARED)).isEqualTo(status);
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void need_no_more_of_the_answer_than_its_header() {
    peer.answers("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
    assertThat(post(Origin.DECLARED)).isEqualTo(200);
  }

  @Test
  void go_nowhere_when_nobody_listens() {
    peer.close();
    assertThatThrownBy(() -> post(Origin.DECLARED)).isInstanceOf(NotFetched.class);
  }

  @Test
  void go_nowhere_when_what_listens_does_not_speak_HTTP() {
    peer.answers("SSH-2.0-x\r\n");
    assertThatThrownBy(() -> post(Origin.DECLARED)).isInstanceOf(NotFetched.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1/out",
        "https://169.254.169.254/latest",
        "https://[::1]/out",
        "http://198.51.100.1/out",
        "https://alice@127.0.0.1/out",
        "file:///etc/passwd"
      })
  void go_to_no_address_that_is_not_public_or_allowed(String url) {
    assertThatThrownBy(() -> fetcher.post(url, FORM, Origin.DECLARED))
        .isInstanceOf(NotFetched.class);
  }

  @Test
  void of_clients_that_registered_themselves_never_go_to_this_machine() {
    assertThatThrownBy(() -> post(Origin.SELF_REGISTERED)).isInstanceOf(NotFetched.class);
    assertThat(peer.requests()).isEmpty();
  }

  @Test
  void go_nowhere_without_outbound_allowed() {
    try (GuardedFetcher strict = new GuardedFetcher(OutboundAllowed.NONE)) {
      assertThatThrownBy(
              () -> strict.post("http://127.0.0.1:" + peer.port() + "/out", FORM, Origin.DECLARED))
          .isInstanceOf(NotFetched.class);
    }
    assertThat(peer.requests()).isEmpty();
  }
}

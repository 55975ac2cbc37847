package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Ask;
import dev.mapae.authorizationserver.Engine;
import dev.mapae.authorizationserver.Samples;
import dev.mapae.authorizationserver.Seams;
import dev.mapae.authorizationserver.TestBrowser;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.protocol.Json;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metadata documents of clients, fetched by the guarded fetcher.
/// draft-ietf-oauth-client-id-metadata-document-02 §5 and §8.6.
@Tag("socket")
@Timeout(60)
class FetchedDocumentTests {
  private static final List<AddressRange> LOOPBACK =
      List.of(AddressRange.parse("127.0.0.0/8").orElseThrow());

  private AnsweringServer published;

  @BeforeEach
  void publish() throws Exception {
    published = AnsweringServer.overHttp();
  }

  @AfterEach
  void close() {
    published.close();
  }

  private String url() {
    return "http://127.0.0.1:" + published.port() + "/client.json";
  }

  private String document() {
    return Json.object()
        .with("client_id", url())
        .with("redirect_uris", List.of("http://127.0.0.1/cb"))
        .toString();
  }

  private static TestServer server(OutboundAllowed allowed, DocumentPolicy policy) {
    return new TestServer(
        Engine.preset(),
        Samples.declarations(),
        Seams.documents(policy, UnaryOperator.identity(), new GuardedFetcher(allowed)));
  }

  /// As in `./mapae dev`.
  private static TestServer demonstration() {
    return server(new OutboundAllowed(LOOPBACK, true), new DocumentPolicy(true, Set.of(), true));
  }

  private static TestBrowser alice(TestServer server, String url) {
    String ask = Ask.of(url, "http://127.0.0.1:8765/cb", "openid").url();
    return new TestBrowser(server).get(Ask.web("openid").url()).signInAs("alice").get(ask);
  }

  private void assertRefused(String why) {
    assertRefused("invalid_request", why);
  }

  private void assertRefused(String error, String why) {
    try (TestServer server = demonstration()) {
      int clients = server.stores.clients().all().size();
      TestBrowser browser = alice(server, url());
      assertThat(browser.shownError()).isEqualTo(error);
      assertThat(browser.html()).contains(why);
      assertThat(server.stores.clients().all()).hasSize(clients);
    }
  }

  @Test
  void on_this_machine_make_clients_of_the_demonstration() {
    published.answers(AnsweringServer.json(document(), "Cache-Control: max-age=600\r\n"));
    try (TestServer server = demonstration()) {
      assertThat(alice(server, url()).path()).isEqualTo("/consent");
      assertThat(alice(server, url()).path()).isEqualTo("/consent");
      assertThat(published.requests()).hasSize(1);
    }
  }

  /// Mistake 10 of the field.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/client.json",
        "https://localhost/client.json",
        "https://[::1]/client.json",
        "https://10.0.0.1/client.json",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/client.json",
        "https://2130706433/client.json"
      })
  void at_private_addresses_are_never_asked_for(String url) {
    // What the operator allows is not for strangers.
    try (TestServer server = server(new OutboundAllowed(LOOPBACK, false), DocumentPolicy.ANY)) {
      TestBrowser browser = alice(server, url);
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(server.stores.clients().find(url)).isEmpty();
    }
    assertThat(published.requests()).isEmpty();
  }

  @Test
  void are_not_looked_for_where_a_redirect_leads() {
    published.answers(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
            .formatted(published.port()));
    assertRefused("redirects are not followed");
    assertThat(published.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 404})
  void come_with_status_200_alone(int status) {
    published.answers(answer(status));
    assertRefused("instead of 200");
  }

  /// Nobody has to mend anything of a document whose server, or a gateway before it, cannot now.
  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void are_away_with_their_server(int status) {
    published.answers(answer(status));
    assertRefused("temporarily_unavailable", "cannot be had just now");
  }

  private String answer(int status) {
    String body = document();
    return "HTTP/1.1 %d Other\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  @Test
  void of_another_type_are_none() {
    String body = document();
    published.answers(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body));
    assertRefused("content type");
  }

  @Test
  void of_a_type_that_is_json_are_fine() {
    String body = document();
    published.answers(
        "HTTP/1.1 200 OK\r\nContent-Type: application/oauth-client+json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body));
    try (TestServer server = demonstration()) {
      assertThat(alice(server, url()).path()).isEqualTo("/consent");
    }
  }

  @Test
  void that_are_too_large_are_not_read() {
    published.answers(AnsweringServer.json("{\"a\":\"" + "x".repeat(70_000) + "\"}"));
    assertRefused("64 KiB");
    published.answers(AnsweringServer.json("{\"a\":\"" + "x".repeat(6_000) + "\"}"));
    assertRefused("more than 5120 bytes");
  }
}

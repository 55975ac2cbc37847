package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A server and what the tests of RFC 9449 say of it.
final class DpopScene implements AutoCloseable {
  final TestServer server;
  final TestClients clients;

  DpopScene(TestServer server) {
    this.server = server;
    this.clients = new TestClients(server);
  }

  /// Beside the clients of [Samples] there is `always`, which is registered with
  /// `dpop_bound_access_tokens`.
  static DpopScene on(Engine engine) {
    return new DpopScene(
        new TestServer(
            engine.fresh(),
            TestServer.ISSUER,
            Declared.with(
                Samples.declarations(),
                Samples.confidential(
                    Samples.client("always", TestClients.callback("always"))
                        .scope("playlist.read")
                        .dpopBound()))));
  }

  DpopClient client(String id) {
    return DpopClient.of(server, id);
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  static void assertRefused(Response response, String error) {
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response))
        .containsEntry("error", error)
        .containsEntry("error_uri", TestServer.ISSUER.url("/errors/" + error))
        .doesNotContainKey("access_token");
  }

  static Map<String, Object> answered(Response response) {
    assertThat(response.status())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json(response);
  }

  /// RFC 9449 §5 and §6.1.
  void assertBound(DpopClient client, Map<String, Object> answer) {
    assertThat(answer).containsEntry("token_type", "DPoP");
    assertThat(clients.claims(answer.get("access_token")))
        .containsEntry("cnf", Map.of("jkt", client.jkt()));
  }

  void assertUnbound(Map<String, Object> answer) {
    assertThat(answer).containsEntry("token_type", "Bearer");
    assertThat(clients.claims(answer.get("access_token"))).doesNotContainKey("cnf");
  }

  @Override
  public void close() {
    server.close();
  }
}

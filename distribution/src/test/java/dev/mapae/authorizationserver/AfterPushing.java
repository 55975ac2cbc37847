package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import org.junit.jupiter.api.AfterEach;

/// A server whose clients push their authorization requests, and somebody at a browser. RFC 9126.
abstract class AfterPushing {
  static final String ERROR = "invalid_request_uri";

  final TestServer server;
  final TestClients clients;
  final TestBrowser browser;
  final Ask ask = Ask.web("openid playlist.read");

  AfterPushing(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  int waiting() {
    return server.rows().get("pending");
  }

  /// A browser in which Alice is signed in and has approved what [#ask] asks for.
  TestBrowser known() {
    TestBrowser known = new TestBrowser(server);
    known.get(ask.url()).signInAs("alice").approve("playlist.read");
    assertThat(known.answer("code")).isNotEmpty();
    return known;
  }

  void assertRedeems(String code) {
    Response response = server.token("web", ask.redemption(code));
    assertThat(response.status()).isEqualTo(200);
    assertThat(json(response)).containsEntry("scope", "openid playlist.read");
  }
}

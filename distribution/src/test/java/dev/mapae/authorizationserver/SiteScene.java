package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/// A server at which people sign in at a [LoginSite], and a browser that comes to it: what tests of
/// that have in common.
abstract class SiteScene {
  static final Ask ASK = Ask.web("openid profile email playlist.read");

  final TestServer server;
  final LoginSite site;
  final TestClients clients;
  final TestBrowser browser;

  /// The site brings its people, and may make them listeners.
  SiteScene(Engine engine) {
    this(engine, LoginSite.bringing("listener"));
  }

  SiteScene(Engine engine, SignInElsewhere elsewhere) {
    server = new TestServer(engine, LoginSite.declarations(), Seams.none().signingIn(elsewhere));
    site = new LoginSite(server);
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// The browser, where the site is to sign somebody in.
  TestBrowser sent() {
    return browser.get(ASK.url());
  }

  Map<String, Object> idToken(TestBrowser who, Ask ask) {
    Map<String, Object> tokens = json(clients.token("web", ask.redemption(who.answer("code"))));
    return clients.claims(tokens.get("id_token"));
  }
}

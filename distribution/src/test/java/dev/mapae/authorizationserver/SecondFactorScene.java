package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Alice has an app that makes codes, at a server where everybody may have one. She set it up at
/// another node, where she must.
final class SecondFactorScene implements AutoCloseable {
  static final String PATH = "/sign-in/second-factor";
  private static final Pattern CODE = Pattern.compile("<code>([A-Z0-9]{4}-[A-Z0-9-]+)</code>");
  private static final Pattern GO_ON = Pattern.compile("id=\"continue\" href=\"([^\"]+)\"");
  static final Ask ASK = Ask.web("openid offline_access playlist.read");

  /// Where listeners, of whom alice is one, must have a second factor.
  final TestServer requiring;

  final TestServer server;
  final TestClients clients;
  final TestAuthenticator app;
  final List<String> recoveryCodes;

  SecondFactorScene(Engine engine) {
    this(engine, Samples.declarations());
  }

  SecondFactorScene(Engine engine, Declarations declarations) {
    requiring =
        new TestServer(engine, declarations, Seams.none().requiringSecondFactor("listener"));
    server = requiring.beside(Seams.none());
    clients = new TestClients(server);
    TestBrowser browser = new TestBrowser(requiring).get(ASK.url()).signInAs("alice");
    app = TestAuthenticator.on(browser.html());
    browser.submit(
        form(
            "enrolment", browser.hidden("enrolment"), "code", app.code(requiring.clock.instant())));
    recoveryCodes = codes(browser);
    goOn(browser);
    requiring.clock.advance(Duration.ofMinutes(2));
  }

  /// Types the first code; where it is right, looks at the recovery codes, and goes on.
  static TestBrowser enrol(TestBrowser browser, String code) {
    browser.submit(form("enrolment", browser.hidden("enrolment"), "code", code));
    return codes(browser).isEmpty() ? browser : goOn(browser);
  }

  /// The recovery codes that a page shows.
  static List<String> codes(TestBrowser browser) {
    return CODE.matcher(browser.html()).results().map(found -> found.group(1)).toList();
  }

  /// By the link of the page with recovery codes.
  static TestBrowser goOn(TestBrowser browser) {
    Matcher link = GO_ON.matcher(browser.html());
    assertThat(link.find()).isTrue();
    return browser.get(link.group(1).replace("&amp;", "&"));
  }

  /// The code that the app shows.
  String code() {
    return app.code(server.clock.instant());
  }

  /// Alice's password was right.
  TestBrowser half() {
    return half(ASK);
  }

  TestBrowser half(Ask ask) {
    return new TestBrowser(server).get(ask.url()).signInAs("alice");
  }

  /// Types a code.
  static TestBrowser type(TestBrowser browser, String code) {
    return browser.submit(form("code", code));
  }

  TestBrowser signedIn() {
    return type(half(), code());
  }

  /// What the tokens say.
  Map<String, Object> claims(TestBrowser browser, Ask ask, String token) {
    if (!browser.isAtClient()) {
      browser.approve("offline_access", "playlist.read");
    }
    Parameters redemption = ask.redemption(browser.answer("code"));
    return clients.claims(json(clients.token("web", redemption)).get(token));
  }

  List<AuditEvent> audit(AuditEvent.Type type) {
    return server.audit.stream().filter(e -> e.type() == type).toList();
  }

  @Override
  public void close() {
    server.close();
    requiring.close();
  }
}

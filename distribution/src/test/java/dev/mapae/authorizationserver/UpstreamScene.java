package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.ClientOfIt;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.Method;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server at which people sign in by a [TestProvider] too.
final class UpstreamScene implements AutoCloseable {
  static final Ask ASK = Ask.web("openid playlist.read");
  static final String CALLBACK = "/sign-in/upstream/idp/callback";

  final TestClock clock = new TestClock();
  final TestProvider provider = new TestProvider(clock);
  final TestServer server;

  UpstreamScene(Engine engine, UpstreamProvider declared) {
    this(engine, declared, seams -> seams);
  }

  /// Beside another provider, of which nobody has heard yet.
  UpstreamScene(Engine engine, UpstreamProvider declared, UnaryOperator<Seams> with) {
    UpstreamProvider other =
        new UpstreamProvider(
            "other",
            "https://other.example.net",
            Map.of("name", "Other"),
            declared.client(),
            "openid",
            false,
            false,
            false);
    server =
        new TestServer(
            engine,
            LoginSite.declarations(),
            with.apply(Seams.fetcher(provider).upstream(declared, other)).at(_ -> clock));
  }

  static UpstreamProvider linking() {
    return provider(false, false, false);
  }

  /// One whose ID tokens may be for these as well.
  static UpstreamProvider trusting(String... audiences) {
    UpstreamProvider usual = linking();
    ClientOfIt client = usual.client();
    return new UpstreamProvider(
        usual.id(),
        usual.issuer(),
        usual.names(),
        new ClientOfIt(client.id(), client.secret(), client.method(), Set.of(audiences)),
        usual.scope(),
        false,
        false,
        false);
  }

  static UpstreamProvider provider(boolean creates, boolean trust, boolean withoutTime) {
    return new UpstreamProvider(
        "idp",
        TestProvider.ISSUER,
        Map.of("name", "Example ID"),
        new ClientOfIt("mapae", Optional.of(TestProvider.SECRET), Method.CLIENT_SECRET_BASIC),
        "openid email profile",
        creates,
        trust,
        withoutTime);
  }

  TestBrowser browser() {
    return new TestBrowser(server);
  }

  /// Goes from the sign-in page of a request to the provider.
  TestBrowser away(TestBrowser browser, String url) {
    browser.get(url);
    second();
    return leave(browser, "upstream-idp");
  }

  /// By this link of the page.
  TestBrowser leave(TestBrowser browser, String id) {
    browser.get(link(browser, id));
    provider.authorize(request(browser));
    return browser;
  }

  static String link(TestBrowser browser, String id) {
    return browser.way(id);
  }

  /// What the provider is asked.
  static Parameters request(TestBrowser browser) {
    String url = browser.redirect();
    assertThat(url).startsWith(TestProvider.ISSUER + "/authorize?tenant=1&");
    return Parameters.parse(url.substring(url.indexOf('?') + 1));
  }

  /// Comes back with a code.
  TestBrowser back(TestBrowser browser) {
    return answer(
        browser,
        Parameters.empty().with("code", "c-1").with("state", request(browser).required("state")));
  }

  /// Comes back with this, and goes on where it is led.
  TestBrowser answer(TestBrowser browser, Parameters answer) {
    second();
    return follow(browser.get(CALLBACK + "?" + answer.encode()));
  }

  TestBrowser follow(TestBrowser browser) {
    Response page = browser.page;
    return page.header("Refresh")
        .map(refresh -> browser.get(refresh.substring("0; url=".length())))
        .orElse(browser);
  }

  /// To the provider and back.
  TestBrowser through(TestBrowser browser, String url) {
    return back(away(browser, url));
  }

  /// Connects the account at the provider to that of somebody.
  void connect(String username) {
    TestBrowser browser = through(browser(), ASK.url());
    second();
    browser.signIn(username, Samples.password(username));
    follow(press(browser, "connect"));
  }

  /// Presses the button of the form with this id.
  TestBrowser press(TestBrowser browser, String button, String... more) {
    second();
    return pressed(browser, button, more);
  }

  static TestBrowser pressed(TestBrowser browser, String button, String... more) {
    Matcher m =
        Pattern.compile(
                "(?s)<form method=\"post\" action=\"([^\"]*)\">\\s*<input[^>]*name=\"step\""
                    + " value=\"([^\"]*)\">((?!</form>).)*id=\""
                    + button
                    + "\"")
            .matcher(browser.html());
    assertThat(m.find()).as(button + " at " + browser.location + browser.html()).isTrue();
    return browser.load(
        "POST",
        m.group(1).replace("&amp;", "&"),
        TestClients.form(Parameters.empty().with("step", m.group(2)), more));
  }

  void second() {
    clock.advance(Duration.ofSeconds(1));
  }

  boolean isSignedIn(TestBrowser browser) {
    return browser.cookies.containsKey("__Host-mapae-session");
  }

  @Override
  public void close() {
    server.close();
  }
}

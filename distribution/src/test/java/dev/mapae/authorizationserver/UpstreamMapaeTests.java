package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.ClientOfIt;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.Method;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A second Mapae, in process, by which people sign in at this one.
class UpstreamMapaeTests {
  private static final Issuer HEAD = new Issuer("https://head.example.com");
  private static final Ask ASK = Ask.web("openid playlist.read");

  private static final String DODOS_PASSWORD = "a dodo at the head office";

  private final TestServer head =
      new TestServer(
          HEAD,
          Declared.with(
              Declared.with(
                  Samples.declarations(), Samples.person("dodo", DODOS_PASSWORD, Set.of())),
              Samples.confidential(
                  Samples.client("branch", "https://id.example.com/sign-in/upstream/head/callback")
                      .scope("openid profile email"))));
  private final TestServer branch =
      new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.fetcher(new Into(head))
              .upstream(
                  new UpstreamProvider(
                      "head",
                      HEAD.value(),
                      Map.of("name", "Head office"),
                      new ClientOfIt(
                          "branch",
                          Optional.of(Samples.secret("branch")),
                          Method.CLIENT_SECRET_BASIC),
                      "openid email profile",
                      true,
                      true,
                      false))
              .at(_ -> head.clock));

  /// Fetches from a server in this process.
  private record Into(TestServer server) implements Fetcher {
    @Override
    public Fetched get(String url, DocumentType type, Origin namedBy) {
      return fetched(server.get(url));
    }

    @Override
    public Fetched ask(Question question) {
      List<String> headers = new ArrayList<>();
      question.authorization().ifPresent(a -> headers.addAll(List.of("Authorization", a)));
      String[] fields = headers.toArray(String[]::new);
      return fetched(
          question
              .form()
              .map(form -> server.post(question.url(), form, fields))
              .orElseGet(() -> server.get(question.url(), fields)));
    }

    private static Fetched fetched(Response response) {
      if (response.status() != 200) {
        throw new NotFetched("it was answered with status " + response.status());
      }
      return new Fetched(response.body(), Optional.empty());
    }
  }

  @AfterEach
  void close() {
    branch.close();
    head.close();
  }

  private TestBrowser follow(TestBrowser browser) {
    return browser
        .page
        .header("Refresh")
        .map(refresh -> browser.get(refresh.substring("0; url=".length())))
        .orElse(browser);
  }

  /// To the other server, in its own window, and back.
  private TestBrowser through(TestBrowser browser, TestBrowser there, Ask ask) {
    return through(browser, there, ask, "bob", Samples.password("bob"));
  }

  private TestBrowser through(
      TestBrowser browser, TestBrowser there, Ask ask, String username, String password) {
    browser.get(ask.url());
    head.clock.advance(Duration.ofSeconds(1));
    browser.get(UpstreamScene.link(browser, "upstream-head"));
    there.get(browser.redirect().substring(HEAD.value().length()));
    if (!there.isAtClient() && there.path().equals("/sign-in")) {
      head.clock.advance(Duration.ofSeconds(1));
      there.signIn(username, password);
    }
    if (!there.isAtClient()) {
      there.approve("email", "profile");
    }
    head.clock.advance(Duration.ofSeconds(1));
    return follow(browser.get(there.redirect()));
  }

  @Test
  void lets_somebody_in_who_connected_it_and_asks_anew_where_that_is_asked_for() {
    TestBrowser browser = new TestBrowser(branch);
    TestBrowser there = new TestBrowser(head);
    through(browser, there, ASK);
    assertThat(browser.path()).isEqualTo("/sign-in/connect");
    // The address is that of bob here as well: he is told, and not let in.
    assertThat(browser.html()).contains("An account here has your e-mail address already");
    head.clock.advance(Duration.ofSeconds(1));
    browser.signIn("bob", Samples.password("bob"));
    assertThat(browser.html()).contains("bob@example.com");
    follow(
        browser.load(
            "POST",
            browser.location.replace("/connect", "/connect/confirm"),
            Parameters.empty().with("step", browser.hidden("step"))));
    assertThat(browser.path()).isEqualTo("/consent");

    assertThat(signInsAtHead()).isOne();
    TestBrowser next = through(new TestBrowser(branch), there, ASK);
    assertThat(next.path()).isEqualTo("/consent");
    assertThat(signInsAtHead()).isOne();

    // He is signed in there, and is asked for his password again.
    TestBrowser again = new TestBrowser(branch);
    Ask login = ASK.with("prompt", "login");
    assertThat(through(again, there, login).path()).isEqualTo("/consent");
    assertThat(signInsAtHead()).isEqualTo(2);
  }

  private long signInsAtHead() {
    return head.audit.stream().filter(event -> event.type() == AuditEvent.Type.SIGN_IN).count();
  }

  @Test
  void tells_its_no() {
    TestBrowser browser = new TestBrowser(branch).get(ASK.url());
    head.clock.advance(Duration.ofSeconds(1));
    browser.get(UpstreamScene.link(browser, "upstream-head"));
    TestBrowser there = new TestBrowser(head);
    there.get(browser.redirect().substring(HEAD.value().length())).signInAs("bob").deny();
    follow(browser.get(there.redirect()));
    assertThat(browser.path()).isEqualTo("/sign-in");
    assertThat(browser.html()).contains("did not sign you in");
  }

  @Test
  void makes_an_account_for_somebody_new_with_the_address_that_it_verified() {
    TestBrowser browser = new TestBrowser(branch);
    through(browser, new TestBrowser(head), ASK, "dodo", DODOS_PASSWORD);
    assertThat(browser.path()).isEqualTo("/sign-in/connect");
    head.clock.advance(Duration.ofSeconds(1));
    follow(UpstreamScene.pressed(browser, "create-account", "username", "dodo"));
    assertThat(browser.path()).isEqualTo("/consent");
    Person dodo = branch.stores.people().findByUsername("dodo").orElseThrow();
    assertThat(dodo.passwordHash()).isEmpty();
    assertThat(dodo.claims())
        .containsEntry("email", "dodo@example.com")
        .containsEntry("email_verified", true);
  }
}

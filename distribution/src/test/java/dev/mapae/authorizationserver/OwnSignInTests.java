package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.interaction.OwnSignIn;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Who embeds the server signs people in by a method of their own. No specification governs it.
class OwnSignInTests {
  private static final Ask ASK = Ask.web("openid profile");

  private final List<SignInWanted> wanted = new ArrayList<>();
  private OwnSignIn pages = new PinSignIn(Map.of("mina", "4711"));

  final TestServer server =
      new TestServer(
          Engine.preset(), LoginSite.declarations(), Seams.none().signingIn(elsewhere()));
  final TestBrowser browser = new TestBrowser(server);

  private SignInElsewhere elsewhere() {
    OwnSignIn own =
        (request, asked) -> {
          wanted.add(asked);
          return pages.signIn(request, asked);
        };
    return new SignInElsewhere(new Way.InProcess("pins", own), People.BROUGHT, Set.of(), false);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser pin(String pin) {
    server.clock.advance(java.time.Duration.ofSeconds(1));
    return browser.submit(form("name", "mina", "pin", pin));
  }

  @Nested
  class The_example_of_the_manual {
    @Test
    void signs_somebody_in_for_a_client() {
      browser.get(ASK.url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(pin("1").path()).isEqualTo("/sign-in");
      assertThat(pin("4711").path()).isEqualTo("/consent");
      browser.approve("profile");
      TestClients clients = new TestClients(server);
      assertThat(
              clients.claims(
                  json(clients.token("web", ASK.redemption(browser.answer("code"))))
                      .get("id_token")))
          .containsEntry("amr", List.of("pin"));
      assertThat(server.stores.people().findByUsername("pins:mina")).isPresent();
      assertThat(wanted.getFirst().scope()).isEqualTo("openid profile");
    }

    @Test
    void signs_somebody_in_for_the_account_pages_and_for_a_device() {
      browser.get("/account");
      assertThat(pin("4711").location).isEqualTo("/account");
      TestBrowser other = new TestBrowser(server);
      Map<String, Object> device =
          json(
              server.post(
                  "/device_authorization",
                  form("scope", "playlist.read"),
                  "Authorization",
                  TestServer.basic("tv")));
      other.get("/device").submit(form("user_code", (String) device.get("user_code")));
      assertThat(other.path()).isEqualTo("/device/sign-in");
      other.submit(form("name", "mina", "pin", "4711"));
      assertThat(other.path()).isEqualTo("/device/consent");
    }

    @Test
    void is_in_the_manual_word_for_word() throws IOException {
      String source =
          Files.readString(Path.of("src/test/java/dev/mapae/authorizationserver/PinSignIn.java"));
      assertThat(Files.readString(Path.of("..", "docs", "how-to", "bring-your-own-pages.md")))
          .contains(source.substring(source.indexOf("record PinSignIn")).indent(2));
    }
  }

  @Nested
  class A_form_of_somebody_else {
    /// Login CSRF.
    @Test
    void never_reaches_the_method() {
      browser.get(ASK.url());
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      wanted.clear();
      var stolen = form("name", "mina", "pin", "4711").with("step", other.hidden("step"));
      assertThat(browser.load("POST", browser.location, stolen).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.load("POST", browser.location, stolen.with("step", "x")).shownError())
          .isEqualTo("invalid_request");
      assertThat(wanted).isEmpty();
    }
  }

  @Nested
  class The_method {
    @Test
    void may_know_the_browser_at_once() {
      pages = (_, _) -> new OwnSignIn.Outcome.SignedIn(SignedInPerson.of("mina", List.of("rba")));
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/consent");
    }

    @Test
    void may_decline() {
      pages = (_, _) -> new OwnSignIn.Outcome.Declined();
      browser.get(ASK.url());
      assertThat(browser.answer("error")).isEqualTo("access_denied");
    }

    @Test
    void is_not_believed_more_than_a_site() {
      for (SignedInPerson said :
          List.of(
              SignedInPerson.of("mina", List.of("mfa")),
              SignedInPerson.of("", List.of()),
              SignedInPerson.of("mina", List.of()).with(Map.of("sub", "alice")))) {
        pages = (_, _) -> new OwnSignIn.Outcome.SignedIn(said);
        assertThat(browser.get(ASK.url()).shownError()).isEqualTo("access_denied");
      }
      assertThat(browser.cookies).doesNotContainKey(SessionTests.SESSION);
      assertThat(
              server.audit.stream()
                  .filter(e -> e.type() == AuditEvent.Type.INTERACTION_REFUSED)
                  .map(e -> e.facts().get("error")))
          .containsExactly("amr_not_allowed", "invalid_outcome", "invalid_outcome");
    }
  }

  /// A second way in would be one where no rule of the method holds.
  @Test
  void goes_with_no_other_provider() {
    assertThatThrownBy(() ->
            new TestServer(
                Engine.preset(),
                Samples.declarations(),
                Seams.none().upstream(UpstreamScene.linking()).signingIn(elsewhere())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goes_with_no_page_where_people_make_accounts() {
    assertThatThrownBy(() ->
            new TestServer(
                Engine.preset(),
                Samples.declarations(),
                Seams.none().peopleRegistering().signingIn(elsewhere())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

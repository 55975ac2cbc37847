package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Parameters;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nobody takes their last way in away, as the configuration has it; and nobody is kept from taking
/// away one of several. No specification governs it.
@OnEveryEngine
class WaysInTests {
  private static final String PAGE = "/account/connections";
  private static final Map<String, Object> ADDRESS =
      Map.of("email", "dodo@example.net", "email_verified", true);

  private final Engine engine;
  private Optional<UpstreamScene> scene = Optional.empty();

  WaysInTests(Engine engine) {
    this.engine = engine;
  }

  @AfterEach
  void close() {
    scene.ifPresent(UpstreamScene::close);
  }

  /// Dodo came by the provider, and disconnects it.
  private TestBrowser disconnected(
      UnaryOperator<Seams> seams, boolean hasPassword, Map<String, Object> claims) {
    UpstreamScene there = new UpstreamScene(engine, UpstreamScene.linking(), seams);
    scene = Optional.of(there);
    Person alice = there.server.stores.people().findByUsername("alice").orElseThrow();
    Person dodo =
        new Person(
            "sub-of-dodo",
            "dodo",
            Origin.SELF_REGISTERED,
            true,
            hasPassword ? alice.passwordHash() : Optional.empty(),
            Set.of(),
            claims);
    UpstreamIdentity identity =
        new UpstreamIdentity(
            UpstreamIdentity.id(TestProvider.ISSUER, "sub-1"),
            dodo.subject(),
            TestProvider.ISSUER,
            "sub-1",
            "",
            there.clock.instant(),
            Optional.empty());
    assertThat(there.server.stores.upstreamIdentities().add(dodo, identity)).isTrue();
    TestBrowser browser = there.through(there.browser(), UpstreamScene.ASK.url()).get(PAGE);
    assertThat(browser.path()).isEqualTo(PAGE);
    return browser.submit(Parameters.empty().with("identity", browser.hidden("identity")));
  }

  private void refused(TestBrowser browser, String helps, String helpsNot) {
    assertThat(browser.page.status()).isEqualTo(400);
    assertThat(browser.html()).contains("This is the only way in", helps).doesNotContain(helpsNot);
    assertThat(scene.orElseThrow().server.rows()).containsEntry("upstream_identities", 1);
  }

  private void done(TestBrowser browser) {
    assertThat(browser.html()).contains("The account is disconnected");
    assertThat(scene.orElseThrow().server.rows()).containsEntry("upstream_identities", 0);
  }

  @Test
  void a_password_is_one() {
    done(disconnected(seams -> seams, true, Map.of()));
  }

  @Test
  void a_password_of_before_is_none_where_nobody_signs_in_by_one() {
    TestMailbox mailbox = new TestMailbox();
    refused(
        disconnected(
            seams -> seams.mailing(mailbox).signingInBy(Method.PASSKEY, Method.EMAIL_LINK),
            true,
            Map.of()),
        "Confirm an e-mail address",
        "Set a password");
  }

  @Test
  void a_mailbox_is_one_where_links_to_sign_in_go_there() {
    TestMailbox mailbox = new TestMailbox();
    done(
        disconnected(
            seams -> seams.mailing(mailbox).signingInBy(Method.EMAIL_LINK), false, ADDRESS));
  }

  @Test
  void a_mailbox_is_one_where_links_to_a_new_password_go_there() {
    TestMailbox mailbox = new TestMailbox();
    done(disconnected(seams -> seams.mailing(mailbox), false, ADDRESS));
  }

  @Test
  void a_mailbox_is_none_to_which_nothing_goes_or_of_an_address_that_nobody_verified() {
    refused(disconnected(seams -> seams, false, ADDRESS), "Set a password", "Confirm an e-mail");
    close();
    TestMailbox mailbox = new TestMailbox();
    refused(
        disconnected(
            seams -> seams.mailing(mailbox),
            false,
            Map.of("email", "dodo@example.net", "email_verified", false)),
        "Confirm an e-mail",
        "The account is disconnected");
  }
}

package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Password hashes of other servers, which are replaced at the next sign-in. RFC 9106.
@OnEveryEngine
class PasswordUpgradeTests {
  private static final String HASH = "$2b$05$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi";
  private static final String RIGHT = "wonderland-42";

  final WatchedStores watched = new WatchedStores();
  final TestServer server;
  final TestBrowser browser;

  PasswordUpgradeTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.stores(watched::around));
    browser = new TestBrowser(server);
    assertThat(server.stores.people().rehash(subject(), hash().orElseThrow(), HASH)).isTrue();
  }

  @AfterEach
  void close() {
    server.close();
  }

  String subject() {
    return server.stores.people().findByUsername("alice").orElseThrow().subject();
  }

  Optional<String> hash() {
    return server.stores.people().findByUsername("alice").orElseThrow().passwordHash();
  }

  @Test
  void a_right_password_signs_in_and_gets_a_hash_of_ours() {
    assertThat(browser.get("/account").signIn("alice", RIGHT).path()).isEqualTo("/account");
    assertThat(hash().orElseThrow()).startsWith("$argon2id$v=19$m=8,t=1,p=1$");
    Optional<String> first = hash();
    assertThat(new TestBrowser(server).get("/account").signIn("alice", RIGHT).path())
        .isEqualTo("/account");
    assertThat(hash()).as("only once").isEqualTo(first);
  }

  @Test
  void a_wrong_password_changes_nothing() {
    browser.get("/account").signIn("alice", "wonderland-43");
    assertThat(browser.page.status()).isEqualTo(400);
    assertThat(hash()).contains(HASH);
  }

  @Test
  void sessions_go_on() {
    browser.get("/account").signIn("alice", RIGHT);
    assertThat(server.stores.people().rehash(subject(), hash().orElseThrow(), HASH)).isTrue();
    new TestBrowser(server).get("/account").signIn("alice", RIGHT);
    assertThat(browser.get("/account").path()).isEqualTo("/account");
  }

  @Test
  void one_that_changed_meanwhile_is_left_alone() {
    assertThat(server.stores.people().rehash(subject(), "$2b$another", "x")).isFalse();
    assertThat(server.stores.people().rehash("nobody", HASH, "x")).isFalse();
    assertThat(hash()).contains(HASH);
  }

  /// Whoever has the old one must not be in by it when it is changed.
  @Test
  void a_change_of_the_password_right_behind_it_wins() {
    TestBrowser owner = new TestBrowser(server);
    owner.get("/account/password").signIn("alice", RIGHT);
    assertThat(server.stores.people().rehash(subject(), hash().orElseThrow(), HASH)).isTrue();
    watched.behind.put(
        "people.rehash",
        () ->
            owner.submit(
                AccountPasswordTests.change(
                    RIGHT, AccountPasswordTests.NEW, AccountPasswordTests.NEW)));
    browser.get("/account").signIn("alice", RIGHT);
    assertThat(owner.html()).contains("Your new password is set");
    assertThat(browser.page.status()).isEqualTo(400);
    assertThat(browser.get("/account").path()).isEqualTo("/account/sign-in");
  }

  @Test
  void somebody_who_signs_in_twice_at_once_is_in_twice() {
    TestBrowser other = new TestBrowser(server);
    watched.behind.put(
        "factors.findToSignIn",
        () ->
            assertThat(other.get("/account").signIn("alice", RIGHT).path()).isEqualTo("/account"));
    assertThat(browser.get("/account").signIn("alice", RIGHT).path()).isEqualTo("/account");
    assertThat(watched.behind).doesNotContainKey("factors.findToSignIn");
  }

  /// bcrypt saw 72 bytes, and so what stands behind them may be a slip.
  @Test
  void a_slip_that_nobody_saw_locks_nobody_out() {
    String long80 = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    assertThat(server.stores.people().rehash(subject(), HASH, long80)).isTrue();
    String slip = "x".repeat(79) + "y";
    assertThat(browser.get("/account").signIn("alice", slip).path()).isEqualTo("/account");
    assertThat(hash()).contains(long80);
    assertThat(new TestBrowser(server).get("/account").signIn("alice", "x".repeat(80)).path())
        .isEqualTo("/account");
  }

  /// The file does not bring the old hash back: it applies only when the person is created.
  @Test
  void a_start_does_not_undo_it() {
    browser.get("/account").signIn("alice", RIGHT);
    Optional<String> ours = hash();
    server.server.reconcile(
        Declared.with(Samples.declarations(), Samples.person("alice", RIGHT, Set.of("other"))));
    assertThat(hash()).isEqualTo(ours);
  }

  @Test
  void a_password_is_changed_by_who_knows_the_old_one() {
    browser.get("/account/password").signIn("alice", RIGHT);
    assertThat(server.stores.people().rehash(subject(), hash().orElseThrow(), HASH)).isTrue();
    browser.submit(
        AccountPasswordTests.change(RIGHT, AccountPasswordTests.NEW, AccountPasswordTests.NEW));
    assertThat(browser.html()).contains("Your new password is set");
  }
}

package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// People sign in by their username, or by an address that they proved to be theirs.
@OnEveryEngine
class SignInByAddressTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  private final TestServer server;

  SignInByAddressTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private boolean signsIn(String typed) {
    return new TestBrowser(server)
        .get(ASK.url())
        .signIn(typed, Samples.password("alice"))
        .path()
        .equals("/consent");
  }

  private static Person person(
      String username, String email, boolean verified, Origin origin, Optional<String> hash) {
    return new Person(
        origin == Origin.DECLARED ? "" : "sub-of-" + username,
        username,
        origin,
        true,
        hash,
        Set.of(),
        Map.of("email", email, "email_verified", verified));
  }

  private Declarations with(String username, String email, boolean verified) {
    return Declared.with(
        Samples.declarations(),
        new DeclaredPerson(
            person(username, email, verified, Origin.DECLARED, Optional.empty()),
            Optional.of(Samples.password("alice"))));
  }

  @Test
  void the_verified_address_signs_in_without_regard_to_case() {
    assertThat(signsIn("alice@example.com")).isTrue();
    assertThat(signsIn("Alice@EXAMPLE.com")).isTrue();
    assertThat(signsIn("alice")).isTrue();
    assertThat(signsIn("malice@example.com")).isFalse();
  }

  @Test
  void an_address_that_is_not_verified_signs_nobody_in() {
    server.server.reconcile(with("alice", "alice@example.com", false));
    assertThat(signsIn("alice@example.com")).isFalse();
    assertThat(signsIn("alice")).isTrue();
  }

  @Test
  void an_address_moves_on_to_another_declared_person_in_one_go() {
    Declarations swapped =
        Declared.with(
            with("alice", "bob@example.com", true),
            new DeclaredPerson(
                person("bob", "alice@example.com", true, Origin.DECLARED, Optional.empty()),
                Optional.empty()));
    server.server.reconcile(swapped);
    assertThat(signsIn("bob@example.com")).isTrue();
    assertThat(signsIn("alice@example.com")).isFalse();
  }

  @Test
  void a_stranger_with_the_address_is_not_pushed_aside_by_a_declaration() {
    assertThat(
            server
                .stores
                .people()
                .add(
                    person(
                        "dodo",
                        "dodo@example.com",
                        true,
                        Origin.SELF_REGISTERED,
                        Optional.empty())))
        .isTrue();
    assertThatThrownBy(() -> server.server.reconcile(with("carol", "Dodo@example.com", true)))
        .isInstanceOf(DeclarationRefusedException.class)
        .hasMessageContaining("carol")
        .hasMessageContaining("dodo");
    assertThatThrownBy(() -> server.server.reconcile(with("dodo@example.com", "x@y.example", true)))
        .isInstanceOf(DeclarationRefusedException.class);
    // Unverified addresses lead to nobody.
    server.server.reconcile(with("carol", "dodo@example.com", false));
  }

  @Test
  void two_people_never_have_the_same_verified_address() {
    assertThat(
            server
                .stores
                .people()
                .add(
                    person(
                        "dodo",
                        "ALICE@example.com",
                        true,
                        Origin.SELF_REGISTERED,
                        Optional.empty())))
        .isFalse();
    assertThat(server.stores.people().findByUsername("dodo")).isEmpty();
  }

  @Test
  void nobody_has_the_address_of_another_as_their_username_or_the_other_way_round() {
    assertThat(
            server
                .stores
                .people()
                .add(
                    person(
                        "Alice@example.com",
                        "x@y.example",
                        true,
                        Origin.SELF_REGISTERED,
                        Optional.empty())))
        .isFalse();
    server.server.reconcile(with("carol@example.com", "x@y.example", true));
    assertThat(
            server
                .stores
                .people()
                .add(
                    person(
                        "dodo",
                        "carol@example.com",
                        true,
                        Origin.SELF_REGISTERED,
                        Optional.empty())))
        .isFalse();
  }

  @Test
  void the_address_of_somebody_who_vanished_from_the_file_may_be_anothers() {
    Declarations without = Declared.without(Samples.declarations(), "alice");
    server.server.reconcile(without);
    assertThat(
            server
                .stores
                .people()
                .add(
                    person(
                        "dodo",
                        "alice@example.com",
                        true,
                        Origin.SELF_REGISTERED,
                        Optional.empty())))
        .isTrue();
    assertThatThrownBy(() -> server.server.reconcile(Samples.declarations()))
        .isInstanceOf(DeclarationRefusedException.class);
  }

  @Test
  void an_address_that_a_node_of_the_version_before_changed_signs_nobody_in() {
    server.database.change(
        "UPDATE people SET claims = '{\"email\":\"other@example.com\",\"email_verified\":true}'"
            + " WHERE username = 'alice'");
    assertThat(signsIn("alice@example.com")).isFalse();
    assertThat(signsIn("alice")).isTrue();
  }
}

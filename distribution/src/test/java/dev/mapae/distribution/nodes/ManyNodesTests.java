package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.PlainBrowser;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes on one database are one server: what one did, the other knows.
@Tag("socket")
@Timeout(120)
class ManyNodesTests {
  private static final Duration IN_FORCE = Duration.ofSeconds(2);

  static Nodes nodes;
  static Site a;
  static Site b;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    nodes = new Nodes(folder, Engine.POSTGRESQL);
    a = nodes.site(nodes.start());
    b = nodes.site(nodes.start());
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void a_code_of_one_redeems_at_the_other_once() throws Exception {
    Life life = Login.at(a).approve(a, App.HASTY, Wish.WHILE_AWAY_AND_TO_KNOW_WHO);
    life.redeem(b);
    life.introspect(a);
    life.refresh(a);
    life.refresh(b);
    life.bringCode(a).expectInvalidGrant();
    life.end();
    life.checkEnd(a);
    life.checkEnd(b);
  }

  @Test
  void a_browser_may_be_at_another_with_every_step() throws Exception {
    URI everywhere = URI.create("http://mapae.invalid");
    AtomicInteger requests = new AtomicInteger();
    Site either = nodes.site(everywhere);
    PlainBrowser browser =
        either.browser(address ->
            (requests.getAndIncrement() % 2 == 0 ? a : b)
                .base()
                .resolve(address.getRawPath() + query(address)));
    String challenge = Pkce.challenge(Pkce.verifier(new SecureRandom()));
    URI asking =
        either.authorization(App.HASTY, Wish.WHILE_AWAY, challenge, Optional.of("login consent"));
    assertThat(browser.follow(asking).getRawQuery()).startsWith("code=");
    // The endpoint, the sign-in page and its form, the endpoint again, the consent page and its
    // form.
    assertThat(requests).hasValue(6);
    assertThat(browser.submit(either.signOutPage())).isEqualTo(200);
    assertThat(browser.open(asking).orElseThrow().getPath()).isEqualTo("/sign-in");
  }

  private static String query(URI address) {
    return address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
  }

  @Test
  void a_client_that_a_command_changes_is_so_within_two_seconds() throws Exception {
    List<Duration> waits = new ArrayList<>();
    try (Stores stores = nodes.beside()) {
      Client client = stores.clients().find(App.PATIENT.id()).orElseThrow();
      // It remembers clients that it has seen.
      b.clientCredentials(App.PATIENT).expect(200);
      for (int i = 0; i < 3; i++) {
        stores.clients().declare(client.disabled(), "");
        waits.add(until(() -> b.clientCredentials(App.PATIENT).status() == 401));
        stores.clients().declare(client, "");
        waits.add(until(() -> b.clientCredentials(App.PATIENT).status() == 200));
      }
    }
    assertInForce(waits);
  }

  @Test
  void a_person_whom_a_command_changes_is_so_within_two_seconds() throws Exception {
    Life life = Login.at(b).approve(b, App.PATIENT, Wish.WHILE_AWAY);
    life.redeem(b);
    List<Duration> waits = new ArrayList<>();
    try (Stores stores = nodes.beside()) {
      Person person = stores.people().findByUsername(App.USERNAME).orElseThrow();
      for (int i = 0; i < 3; i++) {
        stores.people().declare(disabled(person), "");
        waits.add(until(() -> life.bringRefreshToken(b).isInvalidGrant()));
        stores.people().declare(person, "");
        waits.add(until(() -> life.bringRefreshToken(b).status() == 200));
      }
    }
    assertInForce(waits);
  }

  @Test
  void a_key_that_a_command_makes_is_published_within_two_seconds() throws Exception {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String made = nodes.command("key", "rotate", "--json");
      List<String> ids =
          Pattern.compile("\"id\":\"(\\w+)\"")
              .matcher(made)
              .results()
              .map(id -> "\"" + id.group(1) + "\"")
              .toList();
      assertThat(ids).isNotEmpty();
      for (Site node : List.of(a, b)) {
        waits.add(until(() -> ids.stream().allMatch(node.jwks()::contains)));
      }
    }
    assertInForce(waits);
  }

  @Test
  void what_a_node_declares_when_it_starts_holds_at_the_others() throws Exception {
    String more =
        App.declarations()
            .replace("offline_access playlist.read", "offline_access playlist.read playlist.write")
            .replace("      playlist.read: {", "      playlist.write: {}\n      playlist.read: {");
    assertThat(a.clientCredentials(App.HASTY, "playlist.write").status()).isEqualTo(400);
    assertThat(b.clientCredentials(App.HASTY, "playlist.write").status()).isEqualTo(400);
    nodes.start(more).kill();
    until(() -> a.clientCredentials(App.HASTY, "playlist.write").status() == 200);
    until(() -> b.clientCredentials(App.HASTY, "playlist.write").status() == 200);
  }

  private static Person disabled(Person person) {
    return new Person(
        person.subject(),
        person.username(),
        person.origin(),
        false,
        person.passwordHash(),
        person.roles(),
        person.claims());
  }

  /// Waits until something shows.
  private static Duration until(Callable<Boolean> shows) throws Exception {
    long begun = System.nanoTime();
    while (!shows.call()) {
      Thread.sleep(10);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// The middle one counts, as this machine may have other things to do.
  private static void assertInForce(List<Duration> waits) {
    System.out.println("in force after " + waits);
    assertThat(waits.stream().sorted().toList().get(waits.size() / 2)).isLessThan(IN_FORCE);
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.MtlsScene.DN;
import static dev.mapae.authorizationserver.MtlsScene.ROOT;
import static dev.mapae.authorizationserver.MtlsScene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705 §7.4 and RFC 5280 §6, the authorities that a server trusts.
class Rfc8705AuthoritiesTests {
  private static final String WHY = "not from an authority";

  private static Order authority(String name) {
    return new Order(name).authority();
  }

  private static X509Certificate[] file(TestAuthority... authorities) {
    return Stream.of(authorities).map(TestAuthority::certificate).toArray(X509Certificate[]::new);
  }

  private static void assertTaken(Identity client, X509Certificate... file) {
    try (MtlsScene scene = new MtlsScene(file)) {
      answered(scene.client("pki", client).credentials());
    }
  }

  /// Twice, for a refusal must not be remembered as anything else.
  private static void assertNotTaken(Identity client, X509Certificate... file) {
    try (MtlsScene scene = new MtlsScene(file)) {
      for (int i = 0; i < 2; i++) {
        assertThat(assertRefused(scene.client("pki", client).credentials())).contains(WHY);
      }
    }
  }

  /// Without those that it would send along.
  private static Identity alone(Identity client) {
    return new Identity(List.of(client.certificate()), client.key());
  }

  @Nested
  class Section_7_4_an_authority {
    @Test
    void has_those_below_it_in_the_file_where_a_proxy_cannot_forward_them() {
      TestAuthority between = ROOT.below("CN=between");
      Identity client = alone(new Order(DN).from(between));
      assertTaken(client, file(between, ROOT));
      assertTaken(client, file(between));
      assertNotTaken(client, file(ROOT));
      assertNotTaken(client, file(between, TestAuthority.root("CN=root,O=Example")));
    }

    @Test
    void sets_limits_to_those_below_it_also_when_they_are_in_the_file() {
      TestAuthority shortest = ROOT.below(authority("CN=short").longestPath(0));
      assertTaken(alone(new Order(DN).from(shortest)), file(ROOT, shortest));
      Identity tooDeep = new Order(DN).from(shortest.below("CN=between"));
      assertNotTaken(tooDeep, file(ROOT, shortest));
      assertNotTaken(tooDeep, file(ROOT));
      TestAuthority named = ROOT.below(authority("CN=named").onlyFor("b.example"));
      assertTaken(new Order(DN).dns("a.b.example").from(named), file(ROOT, named));
      assertNotTaken(new Order(DN).dns("app.example.com").from(named), file(ROOT, named));
    }

    @Test
    void keeps_to_its_own_limits_though_nobody_stands_above_it() {
      TestAuthority shortest = ROOT.below(authority("CN=short").longestPath(0));
      assertTaken(new Order(DN).from(shortest), file(shortest));
      assertNotTaken(new Order(DN).from(shortest.below("CN=between")), file(shortest));
      TestAuthority one = TestAuthority.root(authority("CN=one").longestPath(1));
      assertTaken(new Order(DN).from(one.below("CN=1")), file(one));
      assertNotTaken(new Order(DN).from(one.below("CN=1").below("CN=2")), file(one));
      // It may change its own key meanwhile.
      TestAuthority last = TestAuthority.root(authority("CN=last").longestPath(0));
      TestAuthority next = last.below("CN=last");
      Identity client = new Order(DN).from(next);
      assertTaken(
          new Identity(List.of(client.certificate(), next.certificate()), client.key()),
          file(last));
      for (Order limited :
          List.of(authority("CN=named").onlyFor("b.example"), authority("CN=web").forServers())) {
        TestAuthority root = TestAuthority.root(limited);
        assertNotTaken(new Order(DN).dns("a.b.example").from(root), file(root));
        assertTaken(new Order(DN).from(ROOT), file(root, ROOT));
      }
    }

    @Test
    void issues_nothing_more_when_it_has_expired() {
      Instant now = new TestClock().instant();
      TestAuthority root =
          TestAuthority.root(
              authority("CN=old").good(now.minus(Duration.ofDays(9)), now.plusSeconds(90)));
      try (MtlsScene scene = new MtlsScene(root.certificate())) {
        MtlsClient client = scene.client("pki", new Order(DN).from(root));
        answered(client.credentials());
        scene.server.clock.advance(Duration.ofSeconds(91));
        assertThat(assertRefused(client.credentials())).contains(WHY);
      }
    }

    /// It would otherwise stand there alone, and be trusted for itself.
    @Test
    void that_has_expired_leaves_nobody_below_it_trusted() {
      Instant past = Instant.parse("2001-01-01T00:00:00Z");
      TestAuthority root = TestAuthority.root(authority("CN=old").good(past, past.plusSeconds(1)));
      TestAuthority between = root.below("CN=between");
      assertNotTaken(new Order(DN).from(between), file(root, between));
    }

    /// What was found out is remembered, for a minute.
    @Test
    void in_between_that_expires_is_noticed_within_a_minute() {
      Instant now = new TestClock().instant();
      TestAuthority between =
          ROOT.below(authority("CN=between").good(now.minusSeconds(1), now.plusSeconds(30)));
      try (MtlsScene scene = new MtlsScene(ROOT.certificate())) {
        MtlsClient client = scene.client("pki", new Order(DN).from(between));
        answered(client.credentials());
        scene.server.clock.advance(Duration.ofSeconds(45));
        answered(client.credentials());
        scene.server.clock.advance(Duration.ofSeconds(15));
        assertThat(assertRefused(client.credentials())).contains(WHY);
      }
    }

    @Test
    void for_servers_issues_no_certificates_for_clients() {
      assertNotTaken(new Order(DN).from(ROOT.below(authority("CN=web").forServers())), file(ROOT));
    }

    @Test
    void signs_with_nothing_that_others_could_forge() {
      assertNotTaken(new Order(DN).withSha1().from(ROOT), file(ROOT));
      assertNotTaken(
          new Order(DN).from(ROOT.below(authority("CN=between").withSha1())), file(ROOT));
      assertNotTaken(new Order(DN).rsa(1024).from(ROOT), file(ROOT));
      assertTaken(new Order(DN).rsa(2048).from(ROOT), file(ROOT));
      // Nobody needs the signature of one that is trusted for itself.
      TestAuthority root = TestAuthority.root(authority("CN=root").withSha1());
      assertTaken(new Order(DN).from(root), file(root));
    }
  }
}

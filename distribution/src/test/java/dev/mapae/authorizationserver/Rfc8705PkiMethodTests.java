package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.MtlsScene.DN;
import static dev.mapae.authorizationserver.MtlsScene.ROOT;
import static dev.mapae.authorizationserver.MtlsScene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.protocol.Parameters;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705 §2.1 and §7, certificates from an authority.
class Rfc8705PkiMethodTests {
  final MtlsScene scene = new MtlsScene(ROOT.certificate());

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class Section_2_1_the_PKI_method {
    @Test
    void takes_the_subject_that_was_registered() {
      answered(scene.client("pki", new Order(DN).from(ROOT)).credentials());
      answered(scene.client("pki", new Order("cn=PKI, o=example,c=kr").from(ROOT)).credentials());
    }

    // RFC 8628 §3.1: as at the token endpoint.
    @Test
    void lets_a_device_ask() {
      Parameters asked = TestClients.form("scope", "playlist.read");
      MtlsClient device = scene.client("device", new Order("CN=device").from(ROOT));
      assertThat(device.post("/device_authorization", asked).status()).isEqualTo(200);
      assertRefused(device.without().post("/device_authorization", asked));
      assertRefused(
          scene
              .client("device", new Order("CN=other").from(ROOT))
              .post("/device_authorization", asked));
    }

    /// That of open banking, which authorities write as UTF-8.
    @Test
    void knows_the_organizationIdentifier_whatever_its_type() {
      for (String written : List.of("PSDGB-1", "#0C0750534447422D31", "#130750534447422D31")) {
        answered(
            scene
                .client("bank", new Order("2.5.4.97=" + written + ",CN=bank").from(ROOT))
                .credentials());
      }
      for (String other :
          List.of("2.5.4.97=PSDGB-2,CN=bank", "2.5.4.98=PSDGB-1,CN=bank", "CN=bank")) {
        assertRefused(scene.client("bank", new Order(other).from(ROOT)).credentials());
      }
    }

    @Test
    void takes_the_alternative_name_that_was_registered() {
      answered(
          scene
              .client("dns", new Order("CN=a").dns("b").dns("app.example.com").from(ROOT))
              .credentials());
      answered(
          scene
              .client("uri", new Order("CN=a").uri("spiffe://example.com/app").from(ROOT))
              .credentials());
      answered(
          scene.client("ip", new Order("CN=a").ip("2001:db8:0:0:0::1").from(ROOT)).credentials());
      answered(
          scene
              .client("email", new Order("CN=a").email("app@example.com").from(ROOT))
              .credentials());
    }

    @Test
    void takes_nothing_that_only_looks_like_it() {
      for (Order other :
          List.of(
              new Order("CN=app.example.com"),
              new Order("CN=a").dns("*.example.com"),
              new Order("CN=a").dns("app.example.com."),
              new Order("CN=a").dns("App.example.com"),
              new Order("CN=a").dns("app.example.com\0.evil.example"),
              new Order("CN=a").dns("sub.app.example.com"),
              new Order("CN=a").uri("app.example.com"),
              new Order("CN=a").email("app.example.com"))) {
        assertThat(assertRefused(scene.client("dns", other.from(ROOT)).credentials()))
            .contains("tls_client_auth_san_dns");
      }
      assertRefused(
          scene.client("ip", new Order("CN=a").ip("2001:db8::2").from(ROOT)).credentials());
      assertRefused(
          scene.client("ip", new Order("CN=a").dns("2001:db8::1").from(ROOT)).credentials());
      for (String uri :
          List.of(
              "spiffe://example.com/app/x",
              "x:spiffe://example.com/app",
              "SPIFFE://example.com/app")) {
        assertRefused(scene.client("uri", new Order("CN=a").uri(uri).from(ROOT)).credentials());
      }
      for (String email : List.of("App@example.com", "app@example.com.evil", "xapp@example.com")) {
        assertRefused(
            scene.client("email", new Order("CN=a").email(email).from(ROOT)).credentials());
      }
      for (String other : List.of("CN=pki", DN + ",ST=Seoul", "C=KR,O=Example,CN=pki")) {
        assertRefused(scene.client("pki", new Order(other).from(ROOT)).credentials());
      }
    }

    @Test
    void does_not_take_the_certificate_of_another_client() {
      Identity dns = new Order("CN=a").dns("app.example.com").from(ROOT);
      answered(scene.client("dns", dns).credentials());
      assertThat(assertRefused(scene.client("pki", dns).credentials()))
          .contains("not this client's");
      // Certificates are no secret: one that comes along proves nothing.
      Identity own = new Order("CN=b").from(ROOT);
      assertThat(
              assertRefused(
                  scene.client("dns", own.certificate(), dns.certificate()).credentials()))
          .contains("not this client's");
      assertRefused(scene.client("self", dns).credentials());
    }

    @Test
    void takes_a_chain_whose_authorities_come_along_in_any_order() {
      Identity deep = new Order(DN).from(ROOT.below("CN=1").below("CN=2"));
      answered(scene.client("pki", deep).credentials());
      List<X509Certificate> c = deep.chain();
      answered(scene.client("pki", c.get(0), c.get(2), c.get(1), ROOT.certificate()).credentials());
      assertThat(assertRefused(scene.client("pki", c.get(0), c.get(1)).credentials()))
          .contains("those in between did not come");
    }
  }

  /// §7.4 and §7.5: certificates that look good.
  @Nested
  class Section_7_5_a_certificate {
    /// Twice, for a refusal must not be remembered as anything else.
    private void assertMistaken(Identity identity, String why) {
      for (int i = 0; i < 2; i++) {
        assertThat(assertRefused(scene.client("pki", identity).credentials())).contains(why);
      }
    }

    @Test
    void of_another_authority_is_refused_though_the_names_are_the_same() {
      assertMistaken(
          new Order(DN).from(TestAuthority.root("CN=root,O=Example")), "not from an authority");
      assertMistaken(new Order(DN).selfSigned(), "not from an authority");
    }

    @Test
    void is_refused_before_and_after_its_time() {
      Instant now = scene.server.clock.instant();
      Duration minute = Duration.ofMinutes(1);
      assertMistaken(
          new Order(DN).good(now.minus(minute), now.minusSeconds(1)).from(ROOT), "not valid now");
      assertMistaken(
          new Order(DN).good(now.plus(minute), now.plus(minute)).from(ROOT), "not valid now");
      MtlsClient pki = scene.client("pki", new Order(DN).good(now, now.plus(minute)).from(ROOT));
      answered(pki.credentials());
      scene.server.clock.advance(minute.plusSeconds(1));
      assertThat(assertRefused(pki.credentials())).contains("not valid now");
    }

    @Test
    void for_servers_or_not_for_signatures_is_refused() {
      assertMistaken(new Order(DN).forServers().from(ROOT), "extended key usage");
      assertMistaken(new Order(DN).notForSignatures().from(ROOT), "key usage");
      // nonRepudiation alone, which is for documents.
      assertMistaken(new Order(DN).usage(0x40).from(ROOT), "key usage");
      for (Order any :
          List.of(
              new Order(DN).forAnything(),
              new Order(DN).forAnyUsage(),
              new Order(DN).forAnyPurpose(),
              new Order(DN).usage(0xa0))) {
        answered(scene.client("pki", any.from(ROOT)).credentials());
      }
    }

    // Any certificate could make others otherwise, RFC 5280 §4.2.1.9.
    @Test
    void that_another_client_issued_is_refused() {
      Identity client = new Order("CN=a").from(ROOT);
      assertMistaken(
          new Order(DN).from(new TestAuthority(client.chain(), client.key())),
          "not from an authority");
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.TestServer.Seams;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.CertificateSubject.Name;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.ClientKeySource.JwksUri;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705 §2 and §3.3, clients that authenticate with a certificate.
class Rfc8705MutualTlsTests {
  private static final String DN = "CN=pki,O=Example,C=KR";
  private static final TestAuthority ROOT = TestAuthority.root("CN=root,O=Example");
  private static final Identity SELF = new Order("CN=self").selfSigned();

  private Supplier<String> published = () -> jwks(SELF);

  final TestServer server = server(List.of(ROOT.certificate()));

  private TestServer server(List<X509Certificate> authorities) {
    Declarations declarations =
        Declared.withAll(
            Samples.declarations(),
            known("pki", Name.SUBJECT_DN, DN),
            known("dns", Name.SAN_DNS, "app.example.com"),
            known("uri", Name.SAN_URI, "spiffe://example.com/app"),
            known("ip", Name.SAN_IP, "2001:db8::1"),
            known("email", Name.SAN_EMAIL, "app@example.com"),
            new DeclaredClient(
                Samples.client("self")
                    .scope("playlist.read")
                    .grants("client_credentials")
                    .keys(new Jwks(jwks(SELF)))
                    .build("self_signed_tls_client_auth"),
                List.of()),
            new DeclaredClient(
                Samples.client("remote")
                    .scope("playlist.read")
                    .grants("client_credentials")
                    .keys(new JwksUri("https://app.example.com/jwks"))
                    .build("self_signed_tls_client_auth"),
                List.of()));
    return new TestServer(
        Engine.preset(),
        declarations,
        Seams.mutualTls(new MutualTls(authorities), (url, origin) -> fetch(origin)));
  }

  private Fetched fetch(Origin origin) {
    assertThat(origin).isEqualTo(Origin.DECLARED);
    return new Fetched(published.get().getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static DeclaredClient known(String id, Name name, String value) {
    return new DeclaredClient(
        Samples.client(id, Samples.CALLBACK)
            .scope("playlist.read")
            .subject(name, value)
            .build("tls_client_auth"),
        List.of());
  }

  /// RFC 7517 §4.7.
  private static String jwks(Identity... clients) {
    return Json.write(
        Map.of(
            "keys",
            Stream.of(clients)
                .map(c ->
                    new ECKey.Builder(Curve.P_256, (ECPublicKey) c.certificate().getPublicKey())
                        .x509CertChain(
                            c.chain().stream().map(Rfc8705MutualTlsTests::base64).toList())
                        .build()
                        .toJSONObject())
                .toList()));
  }

  private static Base64 base64(X509Certificate certificate) {
    try {
      return Base64.encode(certificate.getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private MtlsClient client(String id, Identity identity) {
    return MtlsClient.of(server, id, identity);
  }

  private static String assertRefused(Response response) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(json(response))
        .containsEntry("error", "invalid_client")
        .doesNotContainKey("access_token");
    return (String) json(response).get("error_description");
  }

  @Nested
  class Section_2_mutual_TLS_for_client_authentication {
    @Test
    void is_the_same_at_every_endpoint_that_clients_call() {
      MtlsClient pki = client("pki", new Order(DN).from(ROOT));
      Object token = answered(pki.credentials()).get("access_token");
      Parameters about = form("token", (String) token);
      assertThat(answered(pki.post("/introspect", about))).containsEntry("active", true);
      assertRefused(pki.without().post("/introspect", about));
      Parameters request = TestClients.request("pki", "playlist.read");
      assertThat(pki.post("/par", request.without(Set.of("client_id"))).status()).isEqualTo(201);
      assertRefused(pki.without().post("/par", request.without(Set.of("client_id"))));
      assertRefused(pki.without().post("/revoke", about));
      assertThat(pki.post("/revoke", about).status()).isEqualTo(200);
      assertThat(json(pki.post("/introspect", about))).containsEntry("active", false);
    }

    @Test
    void needs_the_client_id() {
      Identity identity = new Order(DN).from(ROOT);
      assertRefused(
          client("pki", identity).send("POST", "/token", TestClients.credentials(), List.of()));
    }

    @Test
    void is_not_there_without_a_certificate() {
      for (String id : List.of("pki", "dns", "self", "remote")) {
        assertThat(assertRefused(client(id, SELF).without().credentials()))
            .contains("did not come over mutual TLS");
      }
    }

    @Test
    void goes_with_no_other_credential() {
      MtlsClient pki = client("pki", new Order(DN).from(ROOT));
      assertThat(
              assertRefused(
                  pki.post(
                      "/token", TestClients.credentials("client_secret", Samples.secret("pki")))))
          .contains("registered for tls_client_auth");
      assertRefused(
          pki.post("/token", TestClients.credentials(), "Authorization", TestServer.basic("pki")));
    }

    @Test
    void is_not_done_by_whoever_merely_shows_a_certificate() {
      Identity identity = new Order(DN).from(ROOT);
      answered(client("service", identity).credentials());
      assertThat(
              assertRefused(client("nobody", identity).post("/token", TestClients.credentials())))
          .doesNotContain("registered");
      assertThat(
              assertRefused(
                  new MtlsClient(server, "x", identity::chain)
                      .send(
                          "POST",
                          "/token",
                          TestClients.credentials("client_id", "service"),
                          List.of())))
          .contains("registered for client_secret_basic");
    }

    @Test
    void leaves_a_public_client_what_it_is() {
      MtlsClient spa = client("spa", new Order(DN).from(ROOT));
      Object token = spa.tokens("playlist.read").get("refresh_token");
      answered(spa.without().refresh(token));
      assertThat(json(spa.credentials())).containsEntry("error", "unauthorized_client");
    }

    @Test
    void is_refused_with_what_is_no_certificate_and_others_do_not_look_at_it() {
      var broken =
          new MtlsClient(
              server,
              "pki",
              () -> {
                throw new ProtocolError.InvalidRequest("no certificate").exception();
              });
      for (String id : List.of("pki", "self")) {
        Response response = new MtlsClient(server, id, broken.certificates()).credentials();
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response)).containsEntry("error", "invalid_request");
      }
      answered(new MtlsClient(server, "service", broken.certificates()).credentials());
    }
  }

  @Nested
  class Section_2_1_the_PKI_method {
    @Test
    void takes_the_subject_that_was_registered() {
      answered(client("pki", new Order(DN).from(ROOT)).credentials());
      answered(client("pki", new Order("cn=PKI, o=example,c=kr").from(ROOT)).credentials());
    }

    @Test
    void takes_the_alternative_name_that_was_registered() {
      answered(
          client("dns", new Order("CN=a").dns("b").dns("app.example.com").from(ROOT))
              .credentials());
      answered(
          client("uri", new Order("CN=a").uri("spiffe://example.com/app").from(ROOT))
              .credentials());
      answered(client("ip", new Order("CN=a").ip("2001:db8:0:0:0::1").from(ROOT)).credentials());
      answered(
          client("email", new Order("CN=a").email("app@example.com").from(ROOT)).credentials());
    }

    @Test
    void takes_nothing_that_only_looks_like_it() {
      for (Order other :
          List.of(
              new Order("CN=app.example.com"),
              new Order("CN=a").dns("*.example.com"),
              new Order("CN=a").dns("app.example.com."),
              new Order("CN=a").dns("app.example.com\0.evil.example"),
              new Order("CN=a").dns("sub.app.example.com"),
              new Order("CN=a").uri("app.example.com"),
              new Order("CN=a").email("app.example.com"))) {
        assertThat(assertRefused(client("dns", other.from(ROOT)).credentials()))
            .contains("tls_client_auth_san_dns");
      }
      assertRefused(client("ip", new Order("CN=a").ip("2001:db8::2").from(ROOT)).credentials());
      assertRefused(client("ip", new Order("CN=a").dns("2001:db8::1").from(ROOT)).credentials());
      for (String other : List.of("CN=pki", DN + ",ST=Seoul", "C=KR,O=Example,CN=pki")) {
        assertRefused(client("pki", new Order(other).from(ROOT)).credentials());
      }
    }

    @Test
    void does_not_take_the_certificate_of_another_client() {
      Identity dns = new Order("CN=a").dns("app.example.com").from(ROOT);
      answered(client("dns", dns).credentials());
      assertThat(assertRefused(client("pki", dns).credentials())).contains("not this client's");
      assertRefused(client("self", dns).credentials());
    }

    @Test
    void takes_a_chain_whose_authorities_come_along_in_any_order() {
      Identity deep = new Order(DN).from(ROOT.below("CN=1").below("CN=2"));
      answered(client("pki", deep).credentials());
      List<X509Certificate> c = deep.chain();
      answered(
          new MtlsClient(
                  server, "pki", () -> List.of(c.get(0), c.get(2), c.get(1), ROOT.certificate()))
              .credentials());
      assertThat(
              assertRefused(
                  new MtlsClient(server, "pki", () -> List.of(c.get(0), c.get(1))).credentials()))
          .contains("those in between did not come");
    }
  }

  /// §7.4 and §7.5: certificates that look good.
  @Nested
  class Section_7_5_a_certificate {
    private void assertMistaken(Identity identity, String why) {
      assertThat(assertRefused(client("pki", identity).credentials())).contains(why);
    }

    @Test
    void of_another_authority_is_refused_though_the_names_are_the_same() {
      assertMistaken(
          new Order(DN).from(TestAuthority.root("CN=root,O=Example")), "not from an authority");
      assertMistaken(new Order(DN).selfSigned(), "not from an authority");
    }

    @Test
    void is_refused_before_and_after_its_time() {
      Instant now = server.clock.instant();
      Duration minute = Duration.ofMinutes(1);
      assertMistaken(
          new Order(DN).good(now.minus(minute), now.minusSeconds(1)).from(ROOT), "not valid now");
      assertMistaken(
          new Order(DN).good(now.plus(minute), now.plus(minute)).from(ROOT), "not valid now");
      MtlsClient pki = client("pki", new Order(DN).good(now, now.plus(minute)).from(ROOT));
      answered(pki.credentials());
      server.clock.advance(minute.plusSeconds(1));
      assertThat(assertRefused(pki.credentials())).contains("not valid now");
    }

    @Test
    void for_servers_or_not_for_signatures_is_refused() {
      assertMistaken(new Order(DN).forServers().from(ROOT), "extended key usage");
      assertMistaken(new Order(DN).notForSignatures().from(ROOT), "key usage");
      answered(client("pki", new Order(DN).forAnything().from(ROOT)).credentials());
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

  @Nested
  class Section_2_2_the_self_signed_method {
    @Test
    void takes_a_certificate_that_was_registered_and_no_other() {
      answered(client("self", SELF).credentials());
      assertThat(assertRefused(client("self", new Order("CN=self").selfSigned()).credentials()))
          .contains("none of those that it registered");
      assertRefused(client("self", new Order("CN=self").from(ROOT)).credentials());
      assertRefused(client("pki", SELF).credentials());
    }

    // The issuers in an x5c are somebody else, RFC 7517 §4.7.
    @Test
    void takes_no_authority_of_the_client_for_the_client() {
      TestAuthority between = ROOT.below("CN=between");
      Identity own = new Order("CN=self").from(between);
      published = () -> jwks(own);
      answered(client("remote", own).credentials());
      assertRefused(
          new MtlsClient(server, "remote", () -> List.of(between.certificate())).credentials());
    }

    @Test
    void asks_nothing_of_the_time_of_a_certificate() {
      Instant past = Instant.parse("2001-01-01T00:00:00Z");
      Identity old = new Order("CN=old").good(past, past.plusSeconds(1)).selfSigned();
      published = () -> jwks(old);
      answered(client("remote", old).credentials());
    }

    @Test
    void finds_a_new_certificate_at_the_jwks_uri() {
      answered(client("remote", SELF).credentials());
      Identity next = new Order("CN=next").selfSigned();
      published = () -> jwks(next);
      assertRefused(client("remote", next).credentials());
      server.clock.advance(Duration.ofSeconds(10));
      answered(client("remote", next).credentials());
      assertRefused(client("remote", SELF).credentials());
    }

    @Test
    void says_so_when_the_jwks_uri_cannot_be_had() {
      published =
          () -> {
            throw new NotFetched("it took longer than 5 s");
          };
      assertThat(assertRefused(client("remote", SELF).credentials()))
          .contains("jwks_uri", "longer than 5 s");
      published = () -> "{\"keys\":[{\"kty\":\"EC\",\"x5c\":[\"%%\"]},{\"kty\":\"EC\",\"x5c\":1}]}";
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(assertRefused(client("remote", SELF).credentials())).contains("none of those");
    }
  }

  @Nested
  class Section_3_3_the_metadata {
    private static final String BOUND = "tls_client_certificate_bound_access_tokens";

    private static Map<String, Object> metadata(TestServer of) {
      return json(of.get("/.well-known/oauth-authorization-server"));
    }

    private static void assertMethods(TestServer of, boolean pki, boolean selfSigned) {
      for (String endpoint : List.of("token", "revocation", "introspection")) {
        var methods =
            assertThat(metadata(of))
                .extractingByKey(endpoint + "_endpoint_auth_methods_supported")
                .asInstanceOf(InstanceOfAssertFactories.LIST);
        assertThat(methods.actual().contains("tls_client_auth")).isEqualTo(pki);
        assertThat(methods.actual().contains("self_signed_tls_client_auth")).isEqualTo(selfSigned);
      }
    }

    @Test
    void says_what_there_is() {
      assertMethods(server, true, true);
      assertThat(metadata(server))
          .containsEntry(BOUND, true)
          .doesNotContainKey("mtls_endpoint_aliases");
      try (TestServer selfSigned = server(List.of())) {
        assertMethods(selfSigned, false, true);
        assertThat(metadata(selfSigned)).containsEntry(BOUND, true);
      }
    }

    @Test
    void says_nothing_where_no_certificate_can_come_in() {
      try (TestServer without = new TestServer()) {
        assertMethods(without, false, false);
        assertThat(metadata(without)).doesNotContainKey(BOUND);
      }
    }
  }
}

package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.CertificateThumbprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8705 at an API: a token that is bound to a certificate is good over the connection of that
/// certificate alone. RFC 9440 where a proxy makes the connections.
class Rfc8705ResourceServerTests {
  private static final String OWN =
      "MIIBPDCB4qADAgECAgkAqmkFclaRP6YwCgYIKoZIzj0EAwMwETEPMA0GA1UEAxMGY2xpZW50MCAXDTI2"
          + "MTEyODA5NTYwMFoYDzIxMjYxMTA0MDk1NjAwWjARMQ8wDQYDVQQDEwZjbGllbnQwWTATBgcqhkjOPQIB"
          + "BggqhkjOPQMBBwNCAATUNlOrR2nsslsXOni1VvDBDD+v97Xtx07ugk6nM57gxWRHSGS6GhyWM9E/N+zk"
          + "qqvHcJETS0B2C8DdtkAbmYFZoyEwHzAdBgNVHQ4EFgQUDBsuh9EOzgVAFyu4tp5sysIXGAQwCgYIKoZI"
          + "zj0EAwMDSQAwRgIhAJwYfJ8var+bHiyoRIXx9TQihnhWzTWaK/5s/dzlrUElAiEAgt1UX8c7xk54O43m"
          + "lxk6GAcOlnHKt3AW3PTEX2GYyt8=";
  private static final String OTHERS =
      "MIIBOTCB36ADAgECAgh54R9MjAcp4DAKBggqhkjOPQQDAzAQMQ4wDAYDVQQDEwVvdGhlcjAgFw0yNjEx"
          + "MjgwOTU2MDRaGA8yMTI2MTEwNDA5NTYwNFowEDEOMAwGA1UEAxMFb3RoZXIwWTATBgcqhkjOPQIBBggq"
          + "hkjOPQMBBwNCAATSPNMr0LdFoJhxcp9uchZacujy+agP95r2pkVl/kCs54J7z20yWcT7UmSzk9H/nrKZ"
          + "NN8emmOnrU/iyuLYUsjroyEwHzAdBgNVHQ4EFgQUwdrePbWCLPp9TUMt25L4aYiAFV4wCgYIKoZIzj0E"
          + "AwMDSQAwRgIhAK12l1do4a/pglbhxKg7KAOhs6+YLXFd4FJyh/YZng7AAiEAzX/Q/odxVVhFDSAQLp51"
          + "1tObkk9FHCD5Z4wUps3Dvp4=";
  private static final String PROXY = "10.0.0.7";

  private TestIssuer issuer;
  private ResourceServer api;
  private String token;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
    token = issuer.token(issuer.claims("cnf", cnf()));
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private static Map<String, Object> cnf() {
    return Map.of("x5t#S256", CertificateThumbprint.of(certificate(OWN)));
  }

  private static X509Certificate certificate(String base64) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome<VerifiedToken> present(Connection connection, String... clientCert) {
    Map<String, List<String>> headers =
        Map.of("authorization", List.of("Bearer " + token), "client-cert", List.of(clientCert));
    return api.authenticate(
        new ResourceRequest(
            "GET",
            "/v1/playlists",
            name -> headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()),
            connection));
  }

  private static Connection over(String certificate) {
    return Connection.from("192.0.2.1").showing(List.of(certificate(certificate)));
  }

  private static String header(String certificate) {
    return ":" + certificate + ":";
  }

  private Refusal refuse(Connection connection, String... clientCert) {
    Refusal refusal = refused(present(connection, clientCert));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(challenge(refusal)).startsWith("Bearer error=\"invalid_token\"");
    return refusal;
  }

  @Nested
  class Section_3_the_connection {
    @Test
    void of_the_certificate_of_the_token_lets_it_in() {
      assertThat(accepted(present(over(OWN))).subject()).isEqualTo("alice-sub");
    }

    @Test
    void of_another_certificate_or_of_none_does_not_let_it_in() {
      refuse(over(OTHERS));
      refuse(Connection.from("192.0.2.1"));
      refuse(Connection.unknown());
    }

    @Test
    void is_compared_anew_for_a_token_that_was_accepted() {
      accepted(present(over(OWN)));
      refuse(over(OTHERS));
    }

    @Test
    void does_not_matter_to_a_token_that_is_bound_to_nothing() {
      token = issuer.token();
      accepted(present(over(OTHERS)));
    }

    @Test
    void of_the_certificate_is_not_enough_for_a_token_that_is_bound_to_a_dpop_key_as_well() {
      DpopKey key = new DpopKey();
      Map<String, Object> both = new HashMap<>(cnf());
      both.putAll(key.cnf());
      token = issuer.token(issuer.claims("cnf", both));

      refuse(over(OWN));
      Refusal refusal =
          refused(api.authenticate(DpopKey.request("DPoP " + token, key.proof(token))));
      assertThat(refusal.error()).contains("invalid_token");
    }
  }

  @Nested
  class Rfc_9440_a_certificate_that_a_proxy_names {
    private final Connection proxy = Connection.from(PROXY);

    @BeforeEach
    void believe() {
      api =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(issuer.url(), API)
                  .clientCertificateHeader("Client-Cert", PROXY, "::1"),
              new SetClock(NOW));
    }

    @Test
    void is_believed_from_the_addresses_of_the_settings() {
      accepted(present(proxy, header(OWN)));
      accepted(present(Connection.from("0:0:0:0:0:0:0:1"), header(OWN)));
      accepted(present(Connection.from("0:0:0:0:0:0:0:1%lo"), header(OWN)));
      refuse(proxy, header(OTHERS));
      refuse(proxy);
    }

    @Test
    void is_believed_from_nobody_else() {
      refuse(Connection.from("10.0.0.70"), header(OWN));
      refuse(Connection.from("localhost"), header(OWN));
      refuse(Connection.unknown(), header(OWN));
      refuse(over(OTHERS), header(OWN));
      accepted(present(over(OWN), header(OTHERS)));
    }

    @Test
    void is_not_the_one_that_the_proxy_itself_shows() {
      refuse(proxy.showing(List.of(certificate(OWN))));
    }

    @Test
    void is_believed_from_nobody_where_the_settings_do_not_say_so() {
      api = issuer.resourceServer();
      refuse(proxy, header(OWN));
    }

    @Test
    void comes_once_and_is_one() {
      for (String[] values :
          List.of(
              new String[] {header(OWN), header(OWN)},
              new String[] {header(OWN) + ", " + header(OWN)},
              new String[] {":AAAA:"},
              new String[] {"nonsense"})) {
        Refusal refusal = refused(present(proxy, values));
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.error()).contains("invalid_request");
      }
    }

    @Test
    void is_believed_from_whoever_connects_where_the_settings_say_that() {
      api =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(issuer.url(), API)
                  .insecureClientCertificateHeader("Client-Cert"),
              new SetClock(NOW));
      accepted(present(Connection.unknown(), header(OWN)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "localhost",
          "proxy.example.com",
          "10.0.0.0/8",
          "",
          "10.0.0.256",
          "10",
          "10.0.7",
          "1.2.3.4."
        })
    void is_not_asked_for_from_what_is_no_address(String proxy) {
      ResourceServerSettings settings = ResourceServerSettings.of(issuer.url(), API);
      assertThatThrownBy(() -> settings.clientCertificateHeader("Client-Cert", proxy))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void is_asked_for_from_somebody() {
      ResourceServerSettings settings = ResourceServerSettings.of(issuer.url(), API);
      assertThatThrownBy(() -> settings.clientCertificateHeader("Client-Cert"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void requests_and_connections_tell_nothing_of_tokens() {
    assertThat(new ResourceRequest(List.of("Bearer " + token), "GET", "/").toString())
        .doesNotContain(token);
    assertThat(Optional.of(new PresentedToken(PresentedToken.Scheme.BEARER, token)).toString())
        .doesNotContain(token);
  }
}

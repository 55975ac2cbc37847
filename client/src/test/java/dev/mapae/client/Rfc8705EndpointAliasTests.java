package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Received;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705, mutual TLS: what is said of the client, and where. The certificate itself is the
/// application's HTTP client's.
class Rfc8705EndpointAliasTests {
  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private void aliases() {
    issuer.metadata.put(
        "mtls_endpoint_aliases",
        Map.of(
            "token_endpoint", issuer.issuer() + "/mtls/token",
            "authorization_endpoint", issuer.issuer() + "/mtls/authorize"));
    issuer.server.on("/mtls/token", r -> PlayedIssuer.tokens(Map.of()));
  }

  @Nested
  class Section_2_the_client_authenticates {
    @Test
    void by_its_certificate_and_only_says_its_name() {
      issuer.client(new TlsClientAuth("app")).clientCredentials().tokens();
      Received request = issuer.server.last("/token");
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.body()).isEqualTo("grant_type=client_credentials&client_id=app");
    }
  }

  @Nested
  class Section_5_metadata {
    @Test
    void with_aliases_is_heeded_for_what_the_client_calls_itself() {
      aliases();
      Client client = issuer.client(new TlsClientAuth("app"));
      client.clientCredentials().tokens();
      assertThat(issuer.server.received("/mtls/token")).hasSize(1);
      assertThat(issuer.server.received("/token")).isEmpty();
      assertThat(client.server().revocationEndpoint())
          .contains(URI.create(issuer.issuer() + "/revoke"));
    }

    @Test
    void has_no_alias_for_browsers() {
      aliases();
      assertThat(issuer.client(new TlsClientAuth("app")).server().authorizationEndpoint())
          .contains(URI.create(issuer.issuer() + "/authorize"));
    }

    @Test
    void with_aliases_means_nothing_to_others_unless_they_say_so() {
      aliases();
      Client client = issuer.client();
      client.clientCredentials().tokens();
      assertThat(issuer.server.received("/mtls/token")).isEmpty();
      client.overMutualTls().clientCredentials().tokens();
      assertThat(issuer.server.last("/mtls/token").header("Authorization")).isPresent();
    }

    @Test
    void cannot_send_secrets_where_anybody_reads_them() {
      issuer.metadata.put(
          "mtls_endpoint_aliases", Map.of("token_endpoint", "http://id.example.com/token"));
      untrusted(() -> issuer.client(new TlsClientAuth("app")));
      issuer.metadata.put("mtls_endpoint_aliases", "https://id.example.com/token");
      failure(ClientError.InvalidAnswer.class, () -> issuer.client(new TlsClientAuth("app")));
    }
  }
}

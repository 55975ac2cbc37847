package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7009, OAuth 2.0 Token Revocation.
class Rfc7009RevocationTests {
  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private static Tokens tokens(Optional<String> refreshToken) {
    return new Tokens(
        "an-access",
        TokenType.BEARER,
        Scope.empty(),
        Optional.empty(),
        refreshToken,
        Optional.empty(),
        List.of());
  }

  @Nested
  class Section_2_revocation {
    @Test
    void takes_the_refresh_token_back_and_with_it_the_grant() {
      issuer.server.on("/revoke", r -> new Reply(200, Map.of(), ""));
      issuer.client().revoke(tokens(Optional.of("a-refresh")));
      Received sent = issuer.server.last("/revoke");
      assertThat(sent.form().one("token")).contains("a-refresh");
      assertThat(sent.form().one("token_type_hint")).contains("refresh_token");
      assertThat(sent.header("Authorization")).isPresent();
    }

    @Test
    void takes_the_access_token_back_where_there_is_no_other() {
      issuer.server.on("/revoke", r -> new Reply(200, Map.of(), ""));
      issuer.client().revoke(tokens(Optional.empty()));
      assertThat(issuer.server.last("/revoke").form().one("token")).contains("an-access");
    }

    @Test
    void that_failed_is_not_passed_over() {
      Client client = issuer.client();
      issuer.server.on("/revoke", r -> new Reply(503, Map.of(), ""));
      failure(ClientError.Unavailable.class, () -> client.revoke(tokens(Optional.empty())));
      issuer.server.on(
          "/revoke",
          r ->
              Reply.json(
                  400,
                  Map.of("error", "unsupported_token_type", "error_description", "an-access")));
      ClientError.Refused error = refused(() -> client.revoke(tokens(Optional.empty())));
      assertThat(error.code()).isEqualTo("unsupported_token_type");
      assertThat(error.description()).isEqualTo("…");
    }

    @Test
    void needs_an_endpoint() {
      issuer.metadata.remove("revocation_endpoint");
      Client client = issuer.client();
      failure(ClientError.Unsupported.class, () -> client.revoke(tokens(Optional.empty())));
    }
  }
}

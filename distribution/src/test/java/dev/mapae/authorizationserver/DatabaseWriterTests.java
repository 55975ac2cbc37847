package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.protocol.BasicCredentials;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What somebody gains who can write the database, and does not know the `key_encryption_key`; told
/// in `docs/explanation/one-grant-one-row.md`.
@OnEveryEngine
class DatabaseWriterTests {
  static final String SECRET = "a-secret-that-the-writer-has-thought-of";

  final TestServer server;
  final TestClients clients;

  DatabaseWriterTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  void write(String sql) {
    assertThat(server.database.change(sql)).as(sql).isPositive();
  }

  String value(String sql) {
    return server.database.value(sql);
  }

  /// The answer of a node that has only just read the database.
  Response tokenAfterwards(String clientId, String secret) {
    try (TestServer node = server.beside()) {
      return node.post(
          "/token",
          credentials(),
          "Authorization",
          new BasicCredentials(clientId, secret).formEncoded().header());
    }
  }

  @Nested
  class They_cannot {
    @Test
    void give_a_client_a_secret() throws GeneralSecurityException {
      String sealed = value("SELECT sealed FROM keys WHERE purpose = 'SECRET'");
      String stored = value("SELECT document FROM clients WHERE id = 'service'");
      for (byte[] key : List.of(new byte[32], Base64.getUrlDecoder().decode(sealed))) {
        String mac = mac(key, "client_secret", "service", SECRET);
        String document = stored.replaceAll("\"mac\":\"[^\"]*", "\"mac\":\"" + mac);
        assertThat(document).isNotEqualTo(stored);
        write("UPDATE clients SET document = '" + document + "' WHERE id = 'service'");
        assertRefused(tokenAfterwards("service", SECRET), 401, "invalid_client");
      }
    }

    /// What the server computes, but for the key.
    private String mac(byte[] key, String... parts) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (String part : parts) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).flip());
        mac.update(part.getBytes(US_ASCII));
      }
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    }

    @Test
    void give_a_client_the_secret_of_another() {
      write(
          "UPDATE clients SET document = (SELECT document FROM clients WHERE id = 'service')"
              + " WHERE id = 'both'");
      assertThat(tokenAfterwards("service", Samples.secret("service")).status()).isEqualTo(200);
      assertRefused(tokenAfterwards("both", Samples.secret("service")), 401, "invalid_client");
    }

    @Test
    void make_a_handle_of_what_is_in_a_row() {
      clients.code("web", "playlist.read");
      String own = clients.code("web", "playlist.read");
      byte[] bytes = Base64.getUrlDecoder().decode(own.substring("mapae_ac_".length()));
      String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, 22);
      for (String other : server.database.values("SELECT id FROM grants")) {
        String forged = "mapae_ac_" + other.substring(0, 21) + own.substring(9 + 21);
        if (!other.startsWith(id.substring(0, 21))) {
          assertRefused(clients.redeem("web", forged), 400, "invalid_grant");
        }
      }
      assertThat(clients.redeem("web", own).status()).isEqualTo(200);
    }

    @Test
    void have_the_server_publish_or_use_a_key_of_theirs() {
      String published = new String(server.get("/jwks").body(), US_ASCII);
      write(
          "INSERT INTO keys (issuer, id, purpose, algorithm, sealed, used_from)"
              + " SELECT issuer, 'es00000000', purpose, algorithm, sealed, used_from FROM keys"
              + " WHERE algorithm = 'ES256'");
      assertThatThrownBy(server::beside).isInstanceOf(KeyRing.UnusableKeys.class);
      assertThat(new String(server.get("/jwks").body(), US_ASCII)).isEqualTo(published);
    }

    @Test
    void let_another_client_use_a_grant() {
      Object token = clients.tokens("web", "playlist.read").get("refresh_token");
      write("UPDATE grants SET client_id = 'ours'");
      assertRefused(clients.refresh("web", token), 400, "invalid_grant");
      // Only who is that client, and has the handle as well.
      assertThat(clients.refresh("ours", token).status()).isEqualTo(200);
    }
  }

  @Nested
  class They_can {
    @Test
    void change_whom_an_own_grant_speaks_for() {
      String code =
          clients.code("bob", Samples.password("bob"), TestClients.request("web", "playlist.read"));
      Object token = json(clients.redeem("web", code)).get("refresh_token");
      write("UPDATE grants SET subject = (SELECT subject FROM people WHERE username = 'alice')");
      var tokens = json(clients.refresh("web", token));
      assertThat(clients.claims(tokens.get("access_token")))
          .containsEntry("sub", value("SELECT subject FROM people WHERE username = 'alice'"));
    }

    @Test
    void sign_in_as_anybody_with_a_password_of_theirs() {
      write(
          "UPDATE people SET password_hash ="
              + " (SELECT password_hash FROM people WHERE username = 'bob')"
              + " WHERE username = 'alice'");
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").url()).signIn("alice", Samples.password("bob"));
      assertThat(browser.html()).contains("alice");
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void take_the_authentication_from_a_client() {
      Object token = clients.tokens("web", "playlist.read").get("refresh_token");
      write(
          "UPDATE clients SET document ="
              + " replace(document, 'client_secret_basic', 'none') WHERE id = 'web'");
      try (TestServer node = server.beside()) {
        var form = TestClients.refresh(token).with("client_id", "web");
        assertThat(node.post("/token", form).status()).isEqualTo(200);
      }
    }

    @Test
    void use_a_refresh_token_again_that_was_spent() {
      Object spent = clients.tokens("web", "playlist.read").get("refresh_token");
      assertThat(clients.refresh("web", spent).status()).isEqualTo(200);
      write("UPDATE grants SET generation = generation - 1");
      assertThat(clients.refresh("web", spent).status()).isEqualTo(200);
    }

    @Test
    void bring_back_a_token_that_was_revoked() {
      String token = clients.accessToken("service");
      clients.revoke("service", token);
      assertThat(clients.isActive("service", token)).isFalse();
      write("DELETE FROM denied_tokens");
      assertThat(clients.isActive("service", token)).isTrue();
    }
  }
}

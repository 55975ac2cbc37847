package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which requests are answered on the thread that watches connections, because they take nothing
/// but computing. That they take nothing else, [Computing] sees in every test.
class ComputedRequestsTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  static Request post(String path, Parameters form, String... headers) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    fields.add(Map.entry("Content-Type", "application/x-www-form-urlencoded"));
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(Map.entry(headers[i], headers[i + 1]));
    }
    return new Request(
        "POST",
        path,
        "",
        Headers.of(fields),
        form.encode().getBytes(StandardCharsets.UTF_8),
        "192.0.2.1");
  }

  static Request get(String path) {
    return new Request("GET", path, "", Headers.of(List.of()), new byte[0], "192.0.2.1");
  }

  boolean isComputed(Parameters form, String... headers) {
    return server.isComputed(post("/token", form, headers));
  }

  @Test
  void metadata_and_keys_are() {
    for (String path :
        List.of(
            "/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server",
            "/jwks")) {
      assertThat(server.isComputed(get(path))).as(path).isTrue();
    }
    assertThat(server.isComputed(get("/authorize"))).isFalse();
    assertThat(server.isComputed(get("/nowhere"))).isFalse();
  }

  @Test
  void client_credentials_by_secret_are_once_the_client_is_known() {
    String[] secret = {"Authorization", basic("service")};
    assertThat(isComputed(credentials(), secret)).isFalse();
    clients.accessToken("service");
    assertThat(isComputed(credentials(), secret)).isTrue();
    assertThat(isComputed(credentials("client_id", "service"), secret)).isTrue();
    assertThat(server.handle(post("/token", credentials(), secret)).status()).isEqualTo(200);
  }

  @Test
  void a_wrong_secret_is_computed_too() {
    clients.accessToken("service");
    String wrong = Rfc6749ClientAuthenticationTests.basicWith("service", "wrong");
    assertThat(isComputed(credentials(), "Authorization", wrong)).isTrue();
    assertThat(server.post("/token", credentials(), "Authorization", wrong).status())
        .isEqualTo(401);
  }

  @Test
  void what_could_take_a_database_is_not() {
    clients.accessToken("service");
    String secret = basic("service");
    assertThat(isComputed(credentials(), "Authorization", secret, "DPoP", "x")).isFalse();
    assertThat(isComputed(credentials(), "Authorization", secret, "Origin", "https://a.example"))
        .isFalse();
    assertThat(isComputed(credentials("client_assertion", "x"), "Authorization", secret)).isFalse();
    assertThat(isComputed(credentials("client_id", "another"), "Authorization", secret)).isFalse();
    assertThat(
            isComputed(
                credentials(),
                "Authorization",
                Rfc6749ClientAuthenticationTests.basicWith("nobody", "wrong")))
        .isFalse();
    assertThat(isComputed(credentials("client_id", "service"))).isFalse();
    for (String grantType :
        List.of(
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "unknown")) {
      assertThat(isComputed(form("grant_type", grantType), "Authorization", secret))
          .as(grantType)
          .isFalse();
    }
  }

  @Test
  void what_cannot_be_read_is_not() {
    assertThat(isComputed(form(), "Authorization", basic("service"))).isFalse();
    assertThat(
            server.isComputed(
                new Request(
                    "POST",
                    "/token",
                    "grant_type=client_credentials",
                    Headers.of(List.of(Map.entry("Authorization", basic("service")))),
                    new byte[0],
                    "192.0.2.1")))
        .isFalse();
  }

  /// The database would be asked for the grant of the code, and the document be fetched.
  @Test
  void nobody_has_a_document_renewed_in_the_name_of_client_credentials() {
    try (DocumentScene scene = new DocumentScene(Engine.preset(), DocumentPolicy.ANY)) {
      scene.publish(DocumentScene.document());
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      scene.server.clock.advance(Duration.ofHours(2));
      scene.forget();
      Parameters stolenTime =
          credentials("client_id", DocumentScene.APP, "client_secret", "x", "code", code);
      for (int i = 0; i < 3; i++) {
        assertThat(scene.server.post("/token", stolenTime).status()).isEqualTo(401);
      }
      assertThat(scene.fetches).isEmpty();
    }
  }

  @Test
  void a_client_that_there_is_not_is_never_at_hand() {
    String[] secret = {
      "Authorization", Rfc6749ClientAuthenticationTests.basicWith("nobody", "wrong")
    };
    assertThat(server.post("/token", credentials(), secret).status()).isEqualTo(401);
    assertThat(isComputed(credentials(), secret)).isFalse();
  }
}

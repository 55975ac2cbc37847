package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stolen database contains nothing that can be presented, and nothing to recognise it by.
class StolenDatabaseTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  /// Everything that anybody presented, by what it is.
  final Map<String, String> presented = new LinkedHashMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  void present(String what, Object value) {
    presented.put(what + " " + presented.size(), (String) value);
  }

  /// Signs in, redeems, refreshes, revokes, and leaves things lying about in every state.
  void play() {
    present("password", "wonderland-42");
    present("verifier", TestClients.VERIFIER);
    for (String client : new String[] {"web", "service", "both"}) {
      present("client_secret", Samples.secret(client));
      present("authorization header", TestServer.basic(client).substring("Basic ".length()));
    }
    for (String scope : new String[] {"openid offline_access playlist.read", "orders.read"}) {
      var browser = new TestBrowser(server);
      browser.get(
          "/authorize?" + TestClients.request("web", scope).with("state", "a-long-state").encode());
      present("step of sign-in", browser.hidden("step"));
      browser.signIn("alice", "wonderland-42");
      if (browser.page.header("Location").isEmpty()) {
        present("step of consent", browser.hidden("step"));
        browser.approve(scope.split(" "));
      }
      browser.cookies.values().forEach(cookie -> present("cookie", cookie));
      String code = browser.answer("code");
      present("code", code);
      var tokens = json(clients.redeem("web", code));
      tokens.forEach((name, value) -> {
        if (name.endsWith("_token")) {
          present(name, value);
        }
      });
      var renewed = json(clients.refresh("web", tokens.get("refresh_token")));
      present("refresh_token", renewed.get("refresh_token"));
      present("access_token", renewed.get("access_token"));
      present("code", clients.code("web", scope));
    }
    String revoked = clients.accessToken("service");
    clients.revoke("service", revoked);
    present("access_token", revoked);
    present("access_token", clients.accessToken("both", "resource", Samples.ORDERS));
  }

  @Test
  void no_secret_is_in_the_file_or_beside_it() throws IOException, NoSuchAlgorithmException {
    play();
    assertThat(presented.keySet().toString())
        .contains("code", "refresh_token", "access_token", "id_token", "cookie", "step");
    Map<String, String> files = new LinkedHashMap<>();
    try (var found = Files.list(Path.of(server.database.name()).getParent())) {
      for (Path file : found.toList()) {
        files.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(files).containsKeys("mapae.db", "mapae.db-wal");
    // What is searched would be found: the names are there.
    assertThat(String.join("", files.values())).contains("alice@example.com", "playlist.read");
    for (var secret : presented.entrySet()) {
      for (var trace : traces(secret.getValue()).entrySet()) {
        files.forEach((name, content) ->
            assertThat(content.contains(trace.getValue()))
                .as("%s as %s in %s", secret.getKey(), trace.getKey(), name)
                .isFalse());
      }
    }
    assertThat(String.join("", files.values())).doesNotContain("\"kty\"", "PRIVATE KEY");
  }

  /// A secret in the forms in which it may have been kept.
  private static Map<String, String> traces(String secret) throws NoSuchAlgorithmException {
    Map<String, String> traces = new LinkedHashMap<>();
    traces.put("itself", secret);
    for (String prefix : new String[] {"mapae_ac_", "mapae_rt_", "mapae_at_", "mapae_se_"}) {
      if (secret.startsWith(prefix)) {
        String rest = secret.substring(prefix.length());
        traces.put("its second half", rest.substring(rest.length() / 2));
        byte[] bytes = Base64.getUrlDecoder().decode(rest);
        traces.put("bytes", latin(bytes));
        traces.put("the bytes of its MAC", latin(java.util.Arrays.copyOfRange(bytes, 24, 56)));
      }
    }
    if (secret.startsWith("ey")) {
      String signature = secret.substring(secret.lastIndexOf('.') + 1);
      traces.put("its signature", signature);
      traces.put("the bytes of its signature", latin(Base64.getUrlDecoder().decode(signature)));
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    traces.put("SHA-256", latin(hash));
    traces.put("SHA-256 in hexadecimal", HexFormat.of().formatHex(hash));
    if (!secret.equals(TestClients.VERIFIER)) {
      // Of the verifier just this is kept: the challenge.
      traces.put(
          "SHA-256 in base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }
    return traces;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

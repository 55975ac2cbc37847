package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Client libraries that others wrote, from discovery through sign-in and consent to tokens,
/// refresh, UserInfo, introspection and revocation, against the real server in a process of its
/// own.
@Tag("socket")
class ThirdPartyClientTests {
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";
  private static final String REDIRECT_URI = "http://127.0.0.1:8765/callback";

  @TempDir static Path folder;
  static Optional<ServerProcess> server = Optional.empty();
  static String issuer = "";

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        System.getenv("MAPAE_NODE") != null && System.getenv("MAPAE_NPM") != null,
        "third-party clients: no Node.js: apt-get install nodejs npm");
    Path scripts = Path.of("src/test/node");
    try (var files = Files.list(scripts)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    run(List.of(System.getenv("MAPAE_NPM"), "install", "--no-fund", "--no-audit"));
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("2026").generate();
    Files.writeString(folder.resolve("key.json"), key.toJSONString());
    int port = freePort();
    issuer = "http://127.0.0.1:" + port;
    Path config = folder.resolve("mapae.yaml");
    Files.writeString(
        config,
        """
        issuer: %s
        management: 127.0.0.1:0
        registration: open
        clients:
          - client_id: bench
            client_secret: %s
            client_name: Bench
            grant_types: [client_credentials, authorization_code, refresh_token]
            redirect_uris: [%s]
            scope: openid profile email offline_access playlist.read
            token_endpoint_auth_method: client_secret_basic
          - client_id: keyed
            grant_types: [client_credentials]
            scope: playlist.read
            token_endpoint_auth_method: private_key_jwt
            jwks: %s
          - client_id: hmac
            client_secret: %s
            grant_types: [client_credentials]
            scope: playlist.read
            token_endpoint_auth_method: client_secret_jwt
        users:
          - username: alice
            password: wonderland-42
            name: Alice Liddell
            email: alice@example.com
            email_verified: true
        resources:
          - resource: https://api.example.com/
            name: Music API
            scopes:
              playlist.read: {description: Read your playlists}
        """
            .formatted(issuer, SECRET, REDIRECT_URI, new JWKSet(key).toString(), SECRET));
    server = Optional.of(ServerProcess.start(folder, "serve", "--config", config.toString()));
    assertThat(server.get().line()).startsWith("mapae ready issuer=" + issuer);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    server.ifPresent(ServerProcess::close);
  }

  @Test
  void oauth4webapi_goes_through_every_step() throws IOException, InterruptedException {
    assertThat(script("oauth4webapi.mjs"))
        .contains(
            "discovered " + issuer,
            "client_credentials playlist.read",
            "authorization_code openid profile email offline_access playlist.read",
            "userinfo Alice Liddell",
            "refresh_token openid profile email offline_access playlist.read",
            "pushed 90 openid playlist.read",
            "RFC 9068 bench",
            "introspection true, revoked true");
  }

  @Test
  void openid_client_goes_through_every_step() throws IOException, InterruptedException {
    assertThat(script("openid-client.mjs"))
        .contains(
            "discovered " + issuer,
            "authorization_code openid email offline_access playlist.read",
            "userinfo alice@example.com",
            "max_age true",
            "pushed openid email offline_access playlist.read",
            "refresh_token openid email offline_access playlist.read",
            "client_credentials playlist.read",
            "revoked true");
  }

  @Test
  void both_authenticate_with_JWTs() throws IOException, InterruptedException {
    assertThat(
            run(
                List.of(
                    System.getenv("MAPAE_NODE"),
                    "client-assertions.mjs",
                    issuer,
                    SECRET,
                    "key.json")))
        .contains(
            "private_key_jwt playlist.read true",
            "client_secret_jwt playlist.read true",
            "openid-client playlist.read");
  }

  @Test
  void both_register_themselves() throws IOException, InterruptedException {
    assertThat(run(List.of(System.getenv("MAPAE_NODE"), "registration.mjs", issuer, REDIRECT_URI)))
        .contains(
            "oauth4webapi client_secret_basic",
            "read 200 Stranger",
            "updated 200 Changed",
            "deleted 204 401",
            "openid-client openid offline_access playlist.read");
  }

  private static String script(String name) throws IOException, InterruptedException {
    return run(List.of(System.getenv("MAPAE_NODE"), name, issuer, "bench", SECRET, REDIRECT_URI));
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ended", command.get(0)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}

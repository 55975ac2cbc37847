package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.distribution.http.TestCertificate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
    ECKey sealing =
        new ECKeyGenerator(Curve.P_256).keyID("sealing").keyUse(KeyUse.ENCRYPTION).generate();
    Files.writeString(folder.resolve("sealing.json"), sealing.toJSONString());
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
        %s
        users:
          - username: alice
            password: wonderland-42
            name: Alice Liddell
            email: alice@example.com
            email_verified: true
        resources:
          - resource: https://api.example.com/
            name: Music API
            introspection_clients: [exchanger]
            scopes:
              playlist.read: {description: Read your playlists}
          - resource: https://bank.example.com/
            name: Example Bank
            authorization_details_types:
              payment_initiation:
                description: Pay {instructedAmount.amount} to {creditorName}
                schema:
                  type: object
                  properties:
                    instructedAmount: {type: object, properties: {currency: {type: string}, amount: {type: string}}}
                    creditorName: {type: string}
        """
            .formatted(
                issuer,
                SECRET,
                REDIRECT_URI,
                new JWKSet(key).toString(),
                SECRET,
                advanced(new JWKSet(key), new JWKSet(sealing)).stripTrailing()));
    server = Optional.of(ServerProcess.start(folder, "serve", "--config", config.toString()));
    assertThat(server.get().line()).startsWith("mapae ready issuer=" + issuer);
  }

  /// What is beyond the everyday flow has clients of its own.
  private static String advanced(JWKSet signing, JWKSet decrypting) {
    return """
      - client_id: signer
        client_secret: %1$s
        grant_types: [authorization_code]
        redirect_uris: [%2$s]
        scope: openid email playlist.read
        require_signed_request_object: true
        authorization_details_types: [payment_initiation]
        authorization_signed_response_alg: ES256
        jwks: %3$s
      - client_id: tv
        token_endpoint_auth_method: none
        grant_types: [urn:ietf:params:oauth:grant-type:device_code]
        scope: playlist.read
      - client_id: exchanger
        client_secret: %1$s
        grant_types: [urn:ietf:params:oauth:grant-type:token-exchange]
        scope: playlist.read
        token_exchange: {resources: [https://api.example.com/]}
      - client_id: sealed
        client_secret: %1$s
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [%2$s]
        scope: openid email offline_access
        id_token_signed_response_alg: PS256
        id_token_encrypted_response_alg: ECDH-ES
        id_token_encrypted_response_enc: A256GCM
        userinfo_signed_response_alg: ES256
        userinfo_encrypted_response_alg: ECDH-ES
        userinfo_encrypted_response_enc: A256GCM
        jwks: %4$s
    """
        .formatted(SECRET, REDIRECT_URI, signing, decrypting);
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

  @Test
  void both_sign_encrypt_exchange_and_sign_in_on_devices()
      throws IOException, InterruptedException {
    assertThat(
            run(
                List.of(
                    System.getenv("MAPAE_NODE"),
                    "advanced.mjs",
                    issuer,
                    SECRET,
                    REDIRECT_URI,
                    "key.json",
                    "sealing.json")))
        .contains(
            "jar alice@example.com Merchant A",
            "introspection jwt true payment_initiation",
            "device authorization_pending dpop playlist.read",
            "exchange urn:ietf:params:oauth:token-type:access_token playlist.read",
            "openid-client jar Merchant A",
            "openid-client sealed alice@example.com dpop",
            "openid-client device playlist.read");
  }

  @Test
  void both_are_held_to_FAPI_and_show_certificates() throws Exception {
    int port = freePort();
    String over = "https://localhost:" + port;
    TestCertificate own = TestCertificate.make(folder, "EC");
    TestAuthority authority = TestAuthority.root("CN=authority");
    TestAuthority.Identity client = new TestAuthority.Order("CN=certified").from(authority);
    Path ca = pem("ca.pem", "CERTIFICATE", authority.chain().getFirst().getEncoded());
    Path certificate = pem("client.pem", "CERTIFICATE", client.certificate().getEncoded());
    Path key = pem("client.key", "PRIVATE KEY", client.key().getEncoded());
    Path config = folder.resolve("tls.yaml");
    Files.writeString(config, overTls(over, port, own, ca));
    try (ServerProcess tls = ServerProcess.start(folder, "serve", "--config", config.toString())) {
      assertThat(tls.line()).as(() -> tls.errors().toString()).startsWith("mapae ready");
      assertThat(
              run(
                  List.of(
                      System.getenv("MAPAE_NODE"),
                      "fapi.mjs",
                      over,
                      REDIRECT_URI,
                      "key.json",
                      certificate.toString(),
                      key.toString()),
                  Map.of("NODE_EXTRA_CA_CERTS", own.certificate().toString())))
          .contains(
              "fapi dpop true dpop true",
              "message signing dpop",
              "openid-client fapi dpop",
              "certificate true without 401 x5t#S256");
    }
  }

  private static Path pem(String name, String label, byte[] der) throws IOException {
    return TestCertificate.write(folder.resolve(name), label, der);
  }

  private static String overTls(String over, int port, TestCertificate own, Path ca)
      throws IOException, ParseException {
    return """
    issuer: %1$s
    listen: 127.0.0.1:%2$d
    management: 127.0.0.1:0
    database: sqlite:tls.db
    key_encryption_key: %3$s
    tls: {certificate: %4$s, key: %5$s, client_ca: %6$s}
    require_dpop_nonce: true
    clients:
      - client_id: bank
        profile: fapi-2.0-security
        token_endpoint_auth_method: private_key_jwt
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [%7$s]
        scope: openid offline_access playlist.read
        jwks: %8$s
      - client_id: signing
        profile: fapi-2.0-message-signing
        token_endpoint_auth_method: private_key_jwt
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [%7$s]
        scope: openid offline_access playlist.read
        require_signed_request_object: true
        response_modes: [jwt]
        jwks: %8$s
      - client_id: certified
        profile: fapi-2.0-security
        token_endpoint_auth_method: tls_client_auth
        tls_client_auth_subject_dn: CN=certified
        tls_client_certificate_bound_access_tokens: true
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [%7$s]
        scope: openid offline_access playlist.read
    users:
      - username: alice
        password: wonderland-42
    resources:
      - resource: https://api.example.com/
        name: Music API
        scopes:
          playlist.read: {description: Read your playlists}
    """
        .formatted(
            over,
            port,
            Base64.getEncoder().encodeToString(new byte[32]),
            own.certificate(),
            own.key(),
            ca,
            REDIRECT_URI,
            new JWKSet(ECKey.parse(Files.readString(folder.resolve("key.json")))));
  }

  private static String script(String name) throws IOException, InterruptedException {
    return run(List.of(System.getenv("MAPAE_NODE"), name, issuer, "bench", SECRET, REDIRECT_URI));
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    return run(command, Map.of());
  }

  private static String run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ended", command.get(0)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}

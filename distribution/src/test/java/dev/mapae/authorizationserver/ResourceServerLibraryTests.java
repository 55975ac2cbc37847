package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceserver.Connection;
import dev.mapae.resourceserver.Fetcher;
import dev.mapae.resourceserver.Introspection;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.Requirement;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import dev.mapae.resourceserver.VerifiedToken;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Tokens of this server at an API that is protected by the resource server library: JWTs and
/// opaque ones, bound to nothing, to a DPoP key (RFC 9449 §7) and to a certificate (RFC 8705 §3).
class ResourceServerLibraryTests {
  private static final String ISSUER = TestServer.ISSUER.value();

  final TestServer server =
      new TestServer(
          Engine.SQLITE,
          Declared.withAll(
              Samples.declarations(),
              // Beside `service` and `both`, whose tokens are bound to nothing of themselves.
              Samples.confidential(Samples.client("web", Samples.CALLBACK).certificateBound()),
              Samples.confidential(
                  Samples.client("orders-api").scope("orders.read").certificateBound())),
          Seams.mutualTls(
              new MutualTls(List.of()), dev.mapae.authorizationserver.outbound.Fetcher.none()));

  private final ResourceServer music = api(ResourceServerSettings.of(ISSUER, Samples.MUSIC));
  private final ResourceServer orders = orders(introspection());

  @AfterEach
  void close() {
    server.close();
  }

  private static Introspection introspection() {
    return Introspection.clientSecretBasic("orders-api", Samples.secret("orders-api"));
  }

  private ResourceServer orders(Introspection introspection) {
    return api(
        ResourceServerSettings.of(
            TrustedIssuer.of(ISSUER, Samples.ORDERS).introspection(introspection)));
  }

  private ResourceServer api(ResourceServerSettings settings) {
    return ResourceServer.of(settings, new InProcess(server), server.clock);
  }

  /// What the library calls, without a socket between.
  private record InProcess(TestServer server) implements Fetcher {
    @Override
    public byte[] fetch(URI uri) throws IOException {
      return body(server.get(uri.getPath()));
    }

    @Override
    public byte[] post(URI uri, String form, Map<String, String> headers) throws IOException {
      String[] fields =
          headers.entrySet().stream()
              .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
              .toArray(String[]::new);
      return body(server.post(uri.getPath(), Parameters.parse(form), fields));
    }

    private static byte[] body(Response response) throws IOException {
      if (response.status() != 200) {
        throw new IOException("answered " + response.status());
      }
      return response.body();
    }
  }

  private static ResourceRequest request(Connection connection, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name.toLowerCase(java.util.Locale.ROOT), value));
    return new ResourceRequest(
        "GET",
        "/v1/all?limit=1",
        name -> {
          String value = all.get(name.toLowerCase(java.util.Locale.ROOT));
          return value == null ? List.of() : List.of(value);
        },
        connection);
  }

  private static ResourceRequest bearer(Object token, Connection connection) {
    return request(connection, Map.of("Authorization", "Bearer " + token));
  }

  private static ResourceRequest bearer(Object token) {
    return bearer(token, Connection.unknown());
  }

  private static ResourceRequest dpop(Object token, String proof) {
    return request(Connection.unknown(), Map.of("Authorization", "DPoP " + token, "DPoP", proof));
  }

  private static VerifiedToken accepted(ResourceServer api, ResourceRequest request) {
    return api.authenticate(request)
        .fold(
            token -> token,
            refusal -> {
              throw new AssertionError(refusal.description());
            });
  }

  private static Refusal refused(ResourceServer api, ResourceRequest request) {
    return api.authenticate(request)
        .fold(
            token -> {
              throw new AssertionError("accepted");
            },
            refusal -> refusal);
  }

  private static Object token(Response response) {
    assertThat(response.status()).isEqualTo(200);
    return json(response).get("access_token");
  }

  /// RFC 9701 §5.
  @Nested
  class Encrypted_answers {
    private final DecryptionKey key = DecryptionKey.generate().withKid("opens");

    @Test
    void are_opened_by_an_API_that_registered_for_them() {
      Object token = new TestClients(server).accessToken("both", "scope", "orders.read");
      server.server.reconcile(
          Declared.withAll(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("orders-api")
                      .scope("orders.read")
                      .keys(
                          new ClientKeySource.Jwks(
                              Json.write(Map.of("keys", List.of(key.publicJwk())))))
                      .responses(
                          ResponseAlgorithms.PRESET.with(
                              ResponseJwt.INTROSPECTION,
                              new ResponseEncryption("ECDH-ES", "A256GCM"))))));
      assertThat(accepted(orders(introspection().encryptedTo(key)), bearer(token)).issuer())
          .isEqualTo(ISSUER);
      assertThat(refused(orders(introspection().signed()), bearer(token)).status()).isEqualTo(503);
    }
  }

  @Nested
  class Dpop_bound_tokens {
    private String proof(DpopClient client, String api, Object token) {
      return client.proof("GET", "/x", Map.of("htu", api + "v1/all", "ath", DpopClient.ath(token)));
    }

    private void holdTo(ResourceServer api, String url, String scope) {
      DpopClient client = DpopClient.of(server, "both");
      Object token =
          token(client.token(TestClients.credentials("scope", scope), client.proof("/token")));
      String proof = proof(client, url, token);

      assertThat(accepted(api, dpop(token, proof)).clientId()).contains("both");
      assertThat(refused(api, dpop(token, proof)).error()).contains("invalid_dpop_proof");
      assertThat(refused(api, bearer(token)).error()).contains("invalid_token");
      DpopClient thief = DpopClient.of(server, "both");
      assertThat(refused(api, dpop(token, proof(thief, url, token))).error())
          .contains("invalid_token");
    }

    @Test
    void that_are_jwts_are_held_to_their_key() {
      holdTo(music, Samples.MUSIC, "playlist.read");
    }

    @Test
    void that_are_opaque_are_held_to_their_key() {
      holdTo(orders, Samples.ORDERS, "orders.read");
    }
  }

  @Nested
  class Certificate_bound_tokens {
    private final Identity own = new Order("CN=reports").selfSigned();

    private void holdTo(ResourceServer api, String clientId, String scope) {
      Object token =
          token(
              MtlsClient.of(server, clientId, own)
                  .post("/token", TestClients.credentials("scope", scope)));

      Connection connection = Connection.from("192.0.2.1");
      assertThat(
              accepted(api, bearer(token, connection.showing(List.of(own.certificate()))))
                  .clientId())
          .contains(clientId);
      Identity other = new Order("CN=reports").selfSigned();
      assertThat(
              refused(api, bearer(token, connection.showing(List.of(other.certificate())))).error())
          .contains("invalid_token");
      assertThat(refused(api, bearer(token, connection)).error()).contains("invalid_token");
    }

    @Test
    void that_are_jwts_are_held_to_their_certificate() {
      holdTo(music, "web", "playlist.read");
    }

    @Test
    void that_are_opaque_are_held_to_their_certificate() {
      holdTo(orders, "orders-api", "orders.read");
    }
  }

  @Nested
  class Opaque_tokens {
    private final Object token =
        token(server.token("both", TestClients.credentials("scope", "orders.read")));

    @Test
    void are_read_by_asking_this_server() {
      VerifiedToken verified = accepted(orders, bearer(token));

      assertThat(verified.issuer()).isEqualTo(ISSUER);
      assertThat(verified.scope().tokens()).containsExactly("orders.read");
      assertThat(
              orders
                  .require(Requirement.scope("orders.write"))
                  .authenticate(bearer(token))
                  .fold(t -> 200, Refusal::status))
          .isEqualTo(403);
      assertThat(refused(orders, bearer("mapae_at_nonsense")).error()).contains("invalid_token");
    }

    @Test
    void are_read_by_signed_answers_as_well() {
      assertThat(accepted(orders(introspection().signed()), bearer(token)).issuer())
          .isEqualTo(ISSUER);
    }

    @Test
    void end_within_ten_seconds_of_being_revoked() {
      accepted(orders, bearer(token));
      server.post(
          "/revoke",
          TestClients.form("token", (String) token),
          "Authorization",
          TestServer.basic("both"));
      server.clock.advance(Duration.ofSeconds(10));

      assertThat(refused(orders, bearer(token)).error()).contains("invalid_token");
    }

    @Test
    void of_another_api_are_not_taken() {
      Object jwt = token(server.token("service", TestClients.credentials()));

      assertThat(refused(orders, bearer(jwt)).error()).contains("invalid_token");
      assertThat(refused(music, bearer(token)).error()).contains("invalid_token");
      accepted(music, bearer(jwt));
    }
  }
}

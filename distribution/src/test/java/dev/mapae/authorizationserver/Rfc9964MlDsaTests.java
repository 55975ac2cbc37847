package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9964, ML-DSA, as the server publishes its keys and takes those of clients.
class Rfc9964MlDsaTests {
  final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Nested
  class Section_3_a_published_key {
    @ParameterizedTest
    @CsvSource({"ML-DSA-44, 1312", "ML-DSA-65, 1952", "ML-DSA-87, 2592"})
    void has_its_algorithm_and_public_part_alone(String algorithm, int length) {
      server.server.reconcile(Rfc7518SigningAlgorithmsTests.naming(algorithm));
      Map<String, Object> key =
          new PublishedKeys(server)
              .all().stream().filter(jwk -> jwk.get("kty").equals("AKP")).findFirst().orElseThrow();
      assertThat(key)
          .containsOnlyKeys("kty", "alg", "pub", "use", "kid")
          .containsEntry("alg", algorithm)
          .containsEntry("use", "sig");
      assertThat(Base64.getUrlDecoder().decode((String) key.get("pub"))).hasSize(length);
    }
  }

  @Nested
  class Section_5_a_client {
    static KeyPair pair(String algorithm) {
      try {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    /// `service` with a key of its own in place of its secret.
    void registered(String algorithm, KeyPair pair) {
      byte[] spki = pair.getPublic().getEncoded();
      Map<String, Object> jwk =
          Map.of(
              "kty",
              "AKP",
              "alg",
              algorithm,
              "pub",
              base64url(Arrays.copyOfRange(spki, 22, spki.length)));
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              new DeclaredClient(
                  Samples.client("service")
                      .grants("client_credentials")
                      .scope("playlist.read playlist.write")
                      .keys(new ClientKeySource.Jwks(Json.write(Map.of("keys", List.of(jwk)))))
                      .build("private_key_jwt"),
                  List.of())));
    }

    Response token(String algorithm, KeyPair pair) throws GeneralSecurityException {
      String input =
          base64url(
                  Json.write(Map.of("alg", algorithm, "typ", "client-authentication+jwt"))
                      .getBytes(StandardCharsets.UTF_8))
              + "."
              + base64url(
                  Json.write(new TestAssertion("service", server.clock.instant()).claims())
                      .getBytes(StandardCharsets.UTF_8));
      Signature signature = Signature.getInstance(pair.getPrivate().getAlgorithm());
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return server.post(
          "/token",
          TestAssertion.in(TestClients.credentials(), input + "." + base64url(signature.sign())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
    void authenticates_with_an_assertion(String algorithm) throws GeneralSecurityException {
      KeyPair pair = pair(algorithm);
      registered(algorithm, pair);
      assertThat(json(token(algorithm, pair))).containsKey("access_token");
    }

    @Test
    void does_not_with_another_key_or_algorithm() throws GeneralSecurityException {
      registered("ML-DSA-44", pair("ML-DSA-44"));
      KeyPair other = pair("ML-DSA-44");
      assertThat(json(token("ML-DSA-44", other))).containsEntry("error", "invalid_client");
      assertThat(json(token("ML-DSA-65", other))).containsEntry("error", "invalid_client");
      assertThat(json(token("ES256", other))).containsEntry("error", "invalid_client");
    }
  }
}

package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.EncryptedJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9101, authorization requests that are signed.
class Rfc9101RequestObjectTests {
  private static final ECKey KEY = key();

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions options =
      AuthorizationOptions.scope("openid", "playlist.read").with("login_hint", "alice");

  @AfterEach
  void close() {
    issuer.close();
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private AuthorizationCode flow() {
    return issuer
        .client()
        .authorizationCode(REDIRECT_URI)
        .signed(SigningKey.ofJwk(KEY.toJSONString()));
  }

  private static Parameters query(AuthorizationRequest request) {
    return Parameters.parse(request.url().getRawQuery());
  }

  private static JWSObject object(Parameters parameters) throws Exception {
    JWSObject object = JWSObject.parse(parameters.required("request"));
    assertThat(object.verify(new ECDSAVerifier(KEY.toPublicJWK()))).isTrue();
    return object;
  }

  @Nested
  class Section_4_the_request_object {
    @Test
    void holds_all_that_is_asked_and_says_who_asks_whom_and_when() throws Exception {
      AuthorizationRequest request = flow().start(options);
      JWSObject object = object(query(request));
      assertThat(object.getHeader().getType().getType()).isEqualTo("oauth-authz-req+jwt");
      assertThat(object.getHeader().getKeyID()).isEqualTo("mine");
      assertThat(object.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
      Map<String, Object> claims = object.getPayload().toJSONObject();
      long now = issuer.time.instant().getEpochSecond();
      assertThat(claims)
          .containsEntry("iss", "app")
          .containsEntry("aud", issuer.issuer())
          .containsEntry("client_id", "app")
          .containsEntry("iat", now)
          .containsEntry("nbf", now)
          .containsEntry("exp", now + 300)
          .containsEntry("response_type", "code")
          .containsEntry("redirect_uri", REDIRECT_URI.toString())
          .containsEntry("scope", "openid playlist.read")
          .containsEntry("state", request.state())
          .containsEntry("nonce", request.nonce().orElseThrow())
          .containsEntry("code_challenge_method", "S256")
          .containsEntry("login_hint", "alice")
          .containsKeys("code_challenge", "jti")
          .doesNotContainKeys("sub", "request", "request_uri");
    }

    @Test
    void has_numbers_objects_and_lists_where_their_parameters_do() throws Exception {
      AuthorizationRequest request =
          flow()
              .start(
                  options
                      .maxAge(Duration.ofMinutes(1))
                      .resource("https://a.example/")
                      .resource("https://b.example/")
                      .with("authorization_details", "[{\"type\":\"payment\"}]")
                      .with("claims", "{\"id_token\":{\"email\":null}}"));
      assertThat(object(query(request)).getPayload().toJSONObject())
          .containsEntry("max_age", 60L)
          .containsEntry("resource", List.of("https://a.example/", "https://b.example/"))
          .containsEntry("authorization_details", List.of(Map.of("type", "payment")))
          .extractingByKey("claims")
          .hasToString("{id_token={email=null}}");
      for (String name : List.of("claims", "authorization_details")) {
        AuthorizationOptions broken = options.with(name, "{");
        assertThatThrownBy(() -> flow().start(broken)).isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void is_another_each_time() {
      assertThat(query(flow().start(options)).one("request"))
          .isNotEqualTo(query(flow().start(options)).one("request"));
    }
  }

  @Nested
  class Section_5_1_by_value {
    @Test
    void the_browser_carries_nothing_else() {
      issuer.metadata.put("authorization_endpoint", issuer.issuer() + "/authorize?tenant=a");
      AuthorizationRequest request = flow().start(AuthorizationOptions.scope("playlist.read"));
      assertThat(query(request).names())
          .containsExactlyInAnyOrder("tenant", "client_id", "request");
    }

    /// OIDC Core §6.1.
    @Test
    void an_OpenID_provider_is_told_what_kind_of_request_it_is_beside_the_object_too()
        throws Exception {
      Parameters carried = query(flow().start(options));
      assertThat(carried.names())
          .containsExactlyInAnyOrder("client_id", "request", "response_type", "scope");
      assertThat(carried.required("response_type")).isEqualTo("code");
      assertThat(object(carried).getPayload().toJSONObject())
          .containsEntry("scope", carried.required("scope"));
    }

    @Test
    void is_finished_like_any_other() {
      AuthorizationRequest request = flow().start(AuthorizationOptions.scope("playlist.read"));
      Parameters answer =
          Parameters.empty()
              .with("code", "a-code")
              .with("state", request.state())
              .with("iss", issuer.issuer());
      assertThat(flow().finish(request, PlayedIssuer.callback(answer)).accessToken())
          .isEqualTo("an-access-token");
    }
  }

  /// RFC 9126 §3.
  @Nested
  class Section_5_together_with_pushing {
    @Test
    void it_is_the_object_that_is_pushed() throws Exception {
      issuer.metadata.put("pushed_authorization_request_endpoint", issuer.issuer() + "/par");
      issuer.server.on(
          "/par", r -> Reply.json(201, Map.of("request_uri", "urn:x", "expires_in", 60)));
      for (AuthorizationCode flow :
          List.of(
              flow().pushed(),
              issuer
                  .client()
                  .authorizationCode(REDIRECT_URI)
                  .pushed()
                  .signed(SigningKey.ofJwk(KEY.toJSONString())))) {
        AuthorizationRequest request = flow.start(options);
        assertThat(query(request).names()).containsExactlyInAnyOrder("client_id", "request_uri");
        Parameters pushed = issuer.server.last("/par").form();
        assertThat(pushed.names()).containsExactlyInAnyOrder("client_id", "request");
        assertThat(object(pushed).getPayload().toJSONObject())
            .containsEntry("state", request.state());
      }
    }
  }

  @Nested
  class Section_10_1_algorithms {
    @Test
    void are_those_of_the_key() throws Exception {
      String rsa = PlayedIssuer.KEY.toJSONString();
      assertThat(SigningKey.ofJwk(rsa).algorithm()).isIn("PS256", "RS256");
      String jws =
          RequestObject.of(
              Parameters.empty().with("client_id", "app"),
              "https://id.example.com",
              SigningKey.ofJwk(rsa),
              issuer.environment);
      assertThat(JWSObject.parse(jws).verify(new RSASSAVerifier(PlayedIssuer.KEY.toPublicJWK())))
          .isTrue();
    }

    @Test
    void that_the_server_does_not_take_are_told_at_once() {
      issuer.metadata.put("request_object_signing_alg_values_supported", List.of("PS256"));
      failure(ClientError.Unsupported.class, () -> flow().start(options));
      issuer.metadata.put("request_object_signing_alg_values_supported", List.of("ES256"));
      assertThat(query(flow().start(options)).has("request")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "{}", "null", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":\"EC\"}"})
    void of_what_is_no_such_key_there_are_none(String json) {
      assertThatThrownBy(() -> SigningKey.ofJwk(json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause();
    }

    @Test
    void of_a_public_key_or_one_for_something_else_there_are_none() {
      assertThatThrownBy(() -> SigningKey.ofJwk(KEY.toPublicJWK().toJSONString()))
          .isInstanceOf(IllegalArgumentException.class);
      String other = KEY.toJSONString().replace("{", "{\"alg\":\"RS256\",");
      assertThatThrownBy(() -> SigningKey.ofJwk(other))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void are_all_that_a_key_tells() {
      assertThat(SigningKey.ofJwk(KEY.toJSONString())).hasToString("SigningKey[ES256]");
    }
  }

  @Nested
  class Section_10_5_metadata {
    @Test
    void that_requires_a_signature_is_heeded() {
      issuer.metadata.put("require_signed_request_object", true);
      Client client = issuer.client();
      failure(
          ClientError.Unsupported.class,
          () -> client.authorizationCode(REDIRECT_URI).start(options));
      assertThat(query(flow().start(options)).has("request")).isTrue();
    }
  }

  @Nested
  class Section_5_2_by_reference {
    private final URI stored = URI.create("https://app.example.com/requests/4fXe9");
    private final List<String> published = new ArrayList<>();

    private URI publish(String object) {
      published.add(object);
      return stored;
    }

    @Test
    void the_browser_carries_where_the_server_fetches_it_and_no_more() throws Exception {
      AuthorizationRequest request = flow().byReference(this::publish).start(options);
      Parameters query = query(request);
      assertThat(query.required("request_uri")).isEqualTo(stored.toString());
      assertThat(query.required("client_id")).isEqualTo("app");
      assertThat(query.required("scope")).isEqualTo("openid");
      assertThat(query.names())
          .containsExactlyInAnyOrder("client_id", "request_uri", "response_type", "scope");
      JWSObject object = object(Parameters.empty().with("request", published.get(0)));
      assertThat(object.getPayload().toJSONObject()).containsEntry("state", request.state());
    }

    @Test
    void it_is_not_published_where_it_is_pushed() {
      issuer.metadata.put("pushed_authorization_request_endpoint", issuer.issuer() + "/par");
      issuer.server.on(
          "/par", r -> Reply.json(201, "{\"request_uri\":\"urn:x:1\",\"expires_in\":60}"));
      flow().byReference(this::publish).pushed().start(options);
      assertThat(published).isEmpty();
    }

    @Test
    void needs_a_server_that_fetches_and_a_place_that_it_fetches_from() {
      for (String place :
          List.of("http://app.example.com/r", "/r", "https://app.example.com/" + "r".repeat(512))) {
        AuthorizationCode elsewhere = flow().byReference(object -> URI.create(place));
        assertThatThrownBy(() -> elsewhere.start(options))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(
              () -> issuer.client().authorizationCode(REDIRECT_URI).byReference(this::publish))
          .isInstanceOf(IllegalStateException.class);
      issuer.metadata.put("request_uri_parameter_supported", false);
      failure(
          ClientError.Unsupported.class, () -> flow().byReference(this::publish).start(options));
    }
  }

  @Nested
  class Section_6_1_encrypted_requests {
    private final DecryptionKey ofServer = DecryptionKey.generate().withKid("opens");

    private void publishes(Map<String, Object> jwk) {
      issuer.server.on(
          "/jwks", r -> Reply.json(200, Json.write(Map.of("keys", List.of(Map.of(), 1, jwk)))));
    }

    @Test
    void are_signed_and_then_encrypted_to_a_key_of_the_server() throws Exception {
      publishes(ofServer.publicJwk());
      for (String method : List.of("A128CBC-HS256", "A256GCM")) {
        Parameters query = query(flow().encrypted("ECDH-ES", method).start(options));
        JWEObject jwe = JWEObject.parse(query.required("request"));
        assertThat(jwe.getHeader().getKeyID()).isEqualTo("opens");
        assertThat(jwe.getHeader().getContentType()).isEqualTo("JWT");
        assertThat(jwe.getHeader().getEncryptionMethod().getName()).isEqualTo(method);
        String inside = EncryptedJwt.open(query.required("request"), List.of(ofServer));
        JWSObject object = object(Parameters.empty().with("request", inside));
        assertThat(object.getPayload().toJSONObject()).containsEntry("login_hint", "alice");
        assertThat(query.required("scope")).isEqualTo("openid");
      }
    }

    /// Somebody waits for a redirect each time.
    @Test
    void take_the_key_that_was_fetched_a_short_time_ago() throws Exception {
      publishes(ofServer.publicJwk());
      AuthorizationCode flow = flow().encrypted("ECDH-ES");
      flow.start(options);
      issuer.server.on("/jwks", r -> new Reply(503, Map.of(), ""));
      flow.start(options);
      assertThat(issuer.server.received("/jwks")).hasSize(1);
      DecryptionKey next = DecryptionKey.generate().withKid("next");
      publishes(next.publicJwk());
      issuer.time.pass(Duration.ofSeconds(601));
      String request = query(flow.start(options)).required("request");
      assertThat(EncryptedJwt.open(request, List.of(next))).isNotEmpty();
    }

    /// Nobody would notice that others can read them again.
    @Test
    void stay_encrypted_when_another_key_signs_them() throws Exception {
      publishes(ofServer.publicJwk());
      AuthorizationCode flow =
          flow().encrypted("ECDH-ES").signed(SigningKey.ofJwk(key().toJSONString()));
      String request = query(flow.start(options)).required("request");
      assertThat(EncryptedJwt.open(request, List.of(ofServer))).isNotEmpty();
    }

    @Test
    void go_to_no_key_that_is_for_something_else() {
      for (Map.Entry<String, Object> other :
          List.<Map.Entry<String, Object>>of(
              Map.entry("use", "sig"), Map.entry("alg", "ECDH-ES+A256KW"))) {
        Map<String, Object> jwk = new LinkedHashMap<>(ofServer.publicJwk());
        jwk.put(other.getKey(), other.getValue());
        publishes(jwk);
        failure(ClientError.Unsupported.class, () -> flow().encrypted("ECDH-ES").start(options));
      }
      publishes(ofServer.publicJwk());
      failure(ClientError.Unsupported.class, () -> flow().encrypted("RSA-OAEP-256").start(options));
    }

    @Test
    void are_made_only_as_the_server_says_that_it_can() {
      publishes(ofServer.publicJwk());
      issuer.metadata.put(
          "request_object_encryption_enc_values_supported", List.of("A128CBC-HS256"));
      failure(
          ClientError.Unsupported.class,
          () -> flow().encrypted("ECDH-ES", "A256GCM").start(options));
      flow().encrypted("ECDH-ES").start(options);
      issuer.metadata.put(
          "request_object_encryption_alg_values_supported", List.of("RSA-OAEP-256"));
      failure(ClientError.Unsupported.class, () -> flow().encrypted("ECDH-ES").start(options));
      assertThatThrownBy(() -> flow().encrypted("RSA1_5"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> issuer.client().authorizationCode(REDIRECT_URI).encrypted("ECDH-ES"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}

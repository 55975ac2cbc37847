package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7591 and RFC 7592, dynamic registration, from the side of the client.
class Rfc7591RegistrationTests {
  private static final ClientMetadata METADATA = ClientMetadata.web("My app", REDIRECT_URI);

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final Map<String, Object> answer = new LinkedHashMap<>();

  @BeforeEach
  void endpoint() {
    issuer.metadata.put("registration_endpoint", issuer.issuer() + "/register");
    answer.put("client_id", "c-1");
    answer.put("client_secret", "s3cret-of-c-1");
    answer.put("client_secret_expires_at", 0);
    answer.put("registration_access_token", "t-1");
    answer.put("registration_client_uri", issuer.issuer() + "/register/c-1");
    answer.put("client_name", "My app");
    issuer.server.on("/register", r -> Reply.json(201, answer));
    issuer.server.on(
        "/register/c-1",
        r -> r.method().equals("DELETE") ? new Reply(204, Map.of(), "") : Reply.json(200, answer));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Registration registration() {
    return Registration.at(issuer.client().server(), issuer.environment);
  }

  private static Map<String, Object> body(Received request) {
    return Json.parseObject(request.body()).orElseThrow();
  }

  @Nested
  class Section_3_1_the_request {
    @Test
    void is_the_metadata() {
      registration().register(METADATA);
      Received sent = issuer.server.last("/register");
      assertThat(sent.method()).isEqualTo("POST");
      assertThat(sent.header("Content-Type")).contains("application/json");
      assertThat(sent.header("Authorization")).isEmpty();
      assertThat(body(sent))
          .containsOnly(
              Map.entry("client_name", "My app"),
              Map.entry("application_type", "web"),
              Map.entry("redirect_uris", List.of(REDIRECT_URI.toString())),
              Map.entry("grant_types", List.of("authorization_code", "refresh_token")),
              Map.entry("response_types", List.of("code")),
              Map.entry("token_endpoint_auth_method", "client_secret_basic"));
    }

    @Test
    void has_the_public_half_of_a_key() {
      registration().register(METADATA.authenticatedBy(Keys.signing()));
      assertThat(issuer.server.last("/register").body())
          .contains("\"private_key_jwt\"")
          .contains("\"kid\":\"mine\"")
          .doesNotContain("\"d\"");
    }

    @Test
    void may_have_an_initial_access_token() {
      registration().register(METADATA, "an-initial-token");
      assertThat(issuer.server.last("/register").header("Authorization"))
          .contains("Bearer an-initial-token");
    }

    @Test
    void has_nothing_that_only_the_server_may_say() {
      for (String name : List.of("client_id", "client_secret", "registration_access_token")) {
        assertThatIllegalArgumentException().isThrownBy(() -> METADATA.with(name, "x"));
      }
    }

    @Test
    void needs_a_server_that_registers() {
      issuer.metadata.remove("registration_endpoint");
      Registration registration = registration();
      failure(ClientError.Unsupported.class, () -> registration.register(METADATA));
    }
  }

  @Nested
  class Section_3_2_1_the_response {
    @Test
    void is_a_client() {
      Registration registration = registration();
      RegisteredClient me = registration.register(METADATA);
      assertThat(me.clientId()).isEqualTo("c-1");
      assertThat(me.clientSecretExpiresAt()).isEmpty();
      assertThat(me.metadata().members()).containsOnlyKeys("client_name");
      assertThat(me.toString() + me.management()).doesNotContain("s3cret").doesNotContain("t-1");
      registration.client(me).clientCredentials().tokens();
      assertThat(issuer.server.last("/token").header("Authorization"))
          .contains(new dev.mapae.protocol.BasicCredentials("c-1", "s3cret-of-c-1").header());
    }

    /// RFC 6749 Appendix A.1 and A.2: VSCHAR, and a space is one.
    @Test
    void may_name_the_client_with_any_visible_character_and_space() {
      answer.put("client_id", "client 1:%+");
      answer.put("client_secret", "s3 cret&=~");
      Registration registration = registration();
      RegisteredClient me = registration.register(METADATA);
      registration.client(me).clientCredentials().tokens();
      assertThat(issuer.server.last("/token").header("Authorization"))
          .contains(
              new dev.mapae.protocol.BasicCredentials("client+1%3A%25%2B", "s3+cret%26%3D%7E")
                  .header());
    }

    /// RFC 7518 §3.2.
    @Test
    void with_a_secret_that_is_too_short_for_HS256_does_not_say_how_the_client_authenticates() {
      answer.put("token_endpoint_auth_method", "client_secret_jwt");
      RegisteredClient me = registration().register(METADATA);
      assertThatIllegalArgumentException().isThrownBy(me::authentication);
    }

    @Test
    void says_how_the_client_authenticates() {
      answer.put("token_endpoint_auth_method", "none");
      assertThat(registration().register(METADATA).authentication()).isEqualTo(new None("c-1"));
      answer.put("token_endpoint_auth_method", "private_key_jwt");
      RegisteredClient withKey = registration().register(METADATA);
      assertThatIllegalStateException().isThrownBy(withKey::authentication);
      answer.put("token_endpoint_auth_method", "client_secret_post");
      answer.remove("client_secret");
      RegisteredClient without = registration().register(METADATA);
      assertThatIllegalStateException().isThrownBy(without::authentication);
    }

    @Test
    void has_a_secret_that_may_end() {
      answer.put("client_secret_expires_at", 1_800_000_000L);
      assertThat(registration().register(METADATA).clientSecretExpiresAt())
          .contains(Instant.ofEpochSecond(1_800_000_000L));
    }

    @Test
    void cannot_have_the_token_sent_where_anybody_reads_it() {
      answer.put("registration_client_uri", "http://id.example.com/register/c-1");
      Registration registration = registration();
      untrusted(() -> registration.register(METADATA));
    }
  }

  @Test
  void section_3_2_2_an_error_says_what_is_wrong_and_no_token() {
    issuer.server.on(
        "/register",
        r ->
            Reply.json(
                400,
                Map.of(
                    "error",
                    "invalid_redirect_uri",
                    "error_description",
                    "with an-initial-token")));
    Registration registration = registration();
    ClientError.Refused refused =
        refused(() -> registration.register(METADATA, "an-initial-token"));
    assertThat(refused.code()).isEqualTo("invalid_redirect_uri");
    assertThat(refused.description()).isEqualTo("with …");
  }

  @Nested
  class Oidc_registration_section_2_what_was_registered {
    private final ECKey es256 = es256();

    private Client client(DecryptionKey... keys) {
      Registration registration = registration();
      return registration.client(registration.register(METADATA), keys);
    }

    private String idToken(String alg) {
      JWTClaimsSet.Builder claims = issuer.claims().audience("c-1");
      if (!alg.equals("ES256")) {
        return PlayedIssuer.signed(claims);
      }
      try {
        SignedJWT jwt =
            new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims.build());
        jwt.sign(new ECDSASigner(es256));
        return jwt.serialize();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    private Tokens signIn(Client client) {
      AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
      return flow.finish(request, issuer.approve(request));
    }

    @BeforeEach
    void publish() {
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(PlayedIssuer.KEY, es256)));
      answer.put("id_token_signed_response_alg", "ES256");
    }

    @Test
    void is_how_id_tokens_are_signed() {
      Client client = client();
      issuer.issues(() -> idToken("ES256"));
      assertThat(signIn(client).idToken().orElseThrow().subject()).isEqualTo("alice");
      issuer.issues(() -> idToken("RS256"));
      untrusted(() -> signIn(client));
    }

    @Test
    void is_so_for_a_client_with_a_key_too() {
      answer.put("token_endpoint_auth_method", "private_key_jwt");
      Registration registration = registration();
      RegisteredClient me = registration.register(METADATA);
      Client client = registration.client(me, new PrivateKeyJwt(me.clientId(), Keys.signing()));
      issuer.issues(() -> idToken("ES256"));
      assertThat(signIn(client).idToken()).isPresent();
    }

    @Test
    void is_that_they_are_encrypted_and_then_needs_a_key() {
      answer.put("id_token_encrypted_response_alg", "ECDH-ES");
      assertThatIllegalArgumentException().isThrownBy(this::client);
      Client client = client(DecryptionKey.generate());
      issuer.issues(() -> idToken("ES256"));
      assertThat(untrusted(() -> signIn(client)).description()).contains("not encrypted");
    }

    @Test
    void is_that_user_info_is_encrypted_and_then_needs_a_key() {
      answer.put("userinfo_encrypted_response_alg", "ECDH-ES");
      assertThatIllegalArgumentException().isThrownBy(this::client);
      Client client = client(DecryptionKey.generate());
      issuer.issues(() -> idToken("ES256"));
      Tokens tokens = signIn(client);
      issuer.server.on("/userinfo", r -> Reply.json(200, Map.of("sub", "alice")));
      assertThat(untrusted(() -> client.userInfo(tokens)).description()).contains("not encrypted");
    }

    @Test
    void is_never_a_signature_that_a_secret_makes() {
      answer.put("id_token_signed_response_alg", "HS256");
      assertThatIllegalArgumentException().isThrownBy(this::client);
    }

    private static ECKey es256() {
      try {
        return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Rfc_7592_section_2_management {
    private Registration registration;
    private RegisteredClient me;

    @BeforeEach
    void register() {
      registration = registration();
      me = registration.register(METADATA);
    }

    @Test
    void reads_and_keeps_what_is_not_said_again() {
      answer.remove("client_secret");
      answer.put("registration_access_token", "t-2");
      RegisteredClient now = registration.read(me);
      Received sent = issuer.server.last("/register/c-1");
      assertThat(sent.method()).isEqualTo("GET");
      assertThat(sent.header("Authorization")).contains("Bearer t-1");
      assertThat(now.clientSecret()).contains("s3cret-of-c-1");
      registration.read(now);
      assertThat(issuer.server.last("/register/c-1").header("Authorization"))
          .contains("Bearer t-2");
    }

    @Test
    void updates_with_the_whole_metadata_and_the_client_id() {
      registration.update(me, METADATA.with("client_name", "Other"));
      Received sent = issuer.server.last("/register/c-1");
      assertThat(sent.method()).isEqualTo("PUT");
      assertThat(body(sent))
          .containsEntry("client_id", "c-1")
          .containsEntry("client_name", "Other")
          .containsKey("redirect_uris")
          .doesNotContainKeys("client_secret", "registration_access_token");
    }

    @Test
    void deletes() {
      registration.delete(me);
      assertThat(issuer.server.last("/register/c-1").method()).isEqualTo("DELETE");
      issuer.server.on("/register/c-1", r -> Reply.json(401, Map.of("error", "invalid_token")));
      assertThat(refused(() -> registration.delete(me)).code()).isEqualTo("invalid_token");
    }

    @Test
    void never_takes_another_client_for_this_one() {
      answer.put("client_id", "c-2");
      untrusted(() -> registration.read(me));
      untrusted(() -> registration.update(me, METADATA));
    }

    @Test
    void is_not_offered_everywhere() {
      answer.remove("registration_client_uri");
      RegisteredClient unmanaged = registration.register(METADATA);
      failure(ClientError.Unsupported.class, () -> registration.read(unmanaged));
    }
  }
}

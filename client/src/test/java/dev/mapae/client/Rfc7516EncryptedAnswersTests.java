package dev.mapae.client;

import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static dev.mapae.client.PlayedIssuer.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Parameters;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7516 and OIDC Core §10.2: what the server signs and then encrypts to the client.
class Rfc7516EncryptedAnswersTests {
  private static final JWK RSA = rsa("rsa");
  private static final JWK EC = ec(Curve.P_256, "ec");
  private static final JWK OTHER_EC = ec(Curve.P_256, "other");

  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private static JWK rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWK ec(Curve curve, String kid) {
    try {
      return new ECKeyGenerator(curve).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static DecryptionKey key(JWK jwk) {
    return DecryptionKey.ofJwk(jwk.toJSONString());
  }

  private static String encrypted(String content, JWK to, String alg, String enc) {
    return encrypted(content, to, alg, enc, header -> header.contentType("JWT"));
  }

  private static String encrypted(
      String content, JWK to, String alg, String enc, Consumer<JWEHeader.Builder> more) {
    JWEHeader.Builder header =
        new JWEHeader.Builder(JWEAlgorithm.parse(alg), EncryptionMethod.parse(enc))
            .keyID(to.getKeyID());
    more.accept(header);
    JWEObject jwe = new JWEObject(header.build(), new Payload(content));
    try {
      jwe.encrypt(to instanceof RSAKey key ? new RSAEncrypter(key) : new ECDHEncrypter((ECKey) to));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private Client client(DecryptionKey... keys) {
    return issuer.client().with(IdTokenPolicy.standard().encryptedTo(keys));
  }

  private Tokens signIn(Client client, Supplier<String> idToken) {
    issuer.issues(idToken);
    AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
    AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
    return flow.finish(request, issuer.approve(request));
  }

  private String idToken() {
    return signed(issuer.claims());
  }

  private void refuses(Client client, Supplier<String> idToken, String why) {
    assertThat(untrusted(() -> signIn(client, idToken)).description()).contains(why);
  }

  @Nested
  class Rfc7518_4_1_the_algorithms {
    @ParameterizedTest
    @CsvSource({
      "RSA-OAEP-256, A128CBC-HS256",
      "RSA-OAEP-256, A256GCM",
      "ECDH-ES, A128CBC-HS256",
      "ECDH-ES, A256GCM",
      "ECDH-ES+A128KW, A128CBC-HS256",
      "ECDH-ES+A128KW, A256GCM",
      "ECDH-ES+A256KW, A128CBC-HS256",
      "ECDH-ES+A256KW, A256GCM",
    })
    void open_an_ID_token(String alg, String enc) {
      JWK jwk = alg.startsWith("RSA") ? RSA : EC;
      Tokens tokens =
          signIn(client(key(jwk).withAlgorithm(alg)), () -> encrypted(idToken(), jwk, alg, enc));
      assertThat(tokens.idToken().orElseThrow().subject()).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-384", "P-521"})
    void have_larger_curves(String curve) {
      JWK jwk = ec(Curve.parse(curve), "large");
      signIn(client(key(jwk)), () -> encrypted(idToken(), jwk, "ECDH-ES", "A256GCM"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA-OAEP", "RSA-OAEP-512"})
    void are_those_of_the_key_and_no_others(String alg) {
      refuses(
          client(key(RSA)),
          () -> encrypted(idToken(), RSA, alg, "A256GCM"),
          "not encrypted by RSA-OAEP-256");
    }

    @Test
    void are_not_picked_by_the_header() {
      Client client = client(key(EC).withAlgorithm("ECDH-ES+A256KW"));
      refuses(
          client,
          () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"),
          "not encrypted by ECDH-ES+A256KW");
      JWEObject direct =
          new JWEObject(
              new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), new Payload(idToken()));
      refuses(
          client,
          () -> {
            try {
              direct.encrypt(new DirectEncrypter(new byte[32]));
              return direct.serialize();
            } catch (JOSEException e) {
              throw new AssertionError(e);
            }
          },
          "not encrypted by");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A128GCM", "A192GCM", "A256CBC-HS512"})
    void of_content_are_two(String enc) {
      refuses(client(key(EC)), () -> encrypted(idToken(), EC, "ECDH-ES", enc), "A128CBC-HS256");
    }
  }

  @Nested
  class Section_5_2_the_decryption {
    @Test
    void takes_the_key_that_the_header_names() {
      Client both = client(key(OTHER_EC), key(EC), key(RSA));
      signIn(both, () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"));
      signIn(both, () -> encrypted(idToken(), RSA, "RSA-OAEP-256", "A256GCM"));
    }

    @Test
    void tries_each_key_where_the_header_names_none() {
      Client both = client(key(OTHER_EC), key(EC));
      signIn(both, () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM", h -> h.keyID(null)));
    }

    @Test
    void needs_the_key_of_this_client() {
      refuses(
          client(key(OTHER_EC)),
          () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"),
          "not encrypted to a key of this client");
      refuses(
          client(key(OTHER_EC)),
          () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM", h -> h.keyID("other")),
          "not encrypted to a key of this client");
    }

    @Test
    void sees_what_was_changed() {
      refuses(
          client(key(EC)),
          () -> {
            String[] parts = encrypted(idToken(), EC, "ECDH-ES", "A256GCM").split("\\.", -1);
            parts[3] = (parts[3].charAt(0) == 'A' ? "B" : "A") + parts[3].substring(1);
            return String.join(".", parts);
          },
          "not encrypted to a key of this client");
    }

    /// What is compressed may be a thousand times as long.
    @Test
    void unpacks_nothing() {
      refuses(
          client(key(EC)),
          () ->
              encrypted(
                  idToken(),
                  EC,
                  "ECDH-ES",
                  "A256GCM",
                  h -> h.compressionAlgorithm(CompressionAlgorithm.DEF)),
          "compressed");
    }

    @Test
    void wants_a_JWT_inside() {
      refuses(
          client(key(EC)),
          () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM", h -> h.contentType("json")),
          "no JWT");
      refuses(
          client(key(EC)),
          () -> encrypted("{\"sub\":\"alice\"}", EC, "ECDH-ES", "A256GCM"),
          "not a signed JWT");
    }
  }

  @Nested
  class OidcCore_10_2_signed_and_then_encrypted {
    /// Whoever knows the public key of the client can encrypt to it.
    @Test
    void is_verified_like_what_is_not_encrypted() {
      Client client = client(key(EC));
      refuses(
          client,
          () ->
              encrypted(
                  new PlainJWT(issuer.claims().build()).serialize(), EC, "ECDH-ES", "A256GCM"),
          "not a signed JWT");
      refuses(
          client,
          () ->
              encrypted(
                  signed(issuer.claims(), PlayedIssuer.rsa("one"), h -> {}),
                  EC,
                  "ECDH-ES",
                  "A256GCM"),
          "no key of the issuer");
      refuses(
          client,
          () -> encrypted(signed(issuer.claims().audience("other")), EC, "ECDH-ES", "A256GCM"),
          "aud");
      refuses(
          client,
          () -> encrypted(encrypted(idToken(), EC, "ECDH-ES", "A256GCM"), EC, "ECDH-ES", "A256GCM"),
          "not a signed JWT");
    }

    @Test
    void is_all_that_is_taken_then() {
      refuses(client(key(EC)), this_is_signed_only(), "not encrypted, which this client expects");
    }

    private Supplier<String> this_is_signed_only() {
      return Rfc7516EncryptedAnswersTests.this::idToken;
    }

    @Test
    void is_not_taken_by_who_does_not_expect_it() {
      refuses(
          issuer.client(),
          () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"),
          "encrypted, which this client does not expect");
    }

    /// OIDC Core §3.1.2.1: the server takes no hint that it cannot read.
    @Test
    void leaves_a_hint_that_the_server_can_read() {
      Tokens tokens = signIn(client(key(EC)), () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"));
      assertThat(tokens.idToken().orElseThrow().serialized().split("\\.")).hasSize(3);
    }

    @Test
    void stays_so_when_tokens_are_refreshed() {
      Client client = client(key(EC));
      Tokens tokens =
          signIn(client, () -> encrypted(idToken(), EC, "ECDH-ES", "A256GCM"))
              .withRefreshToken(java.util.Optional.of("a-refresh-token"));
      Tokens fresh = client.refresh(tokens);
      assertThat(fresh.idToken().orElseThrow().subject()).isEqualTo("alice");
      issuer.issues(Rfc7516EncryptedAnswersTests.this::idToken);
      untrusted(() -> client.refresh(tokens));
    }
  }

  @Nested
  class OidcCore_5_3_2_UserInfo {
    private final Client client = issuer.client().withEncryptedUserInfo(key(EC));

    private UserInfo ask(String body) {
      issuer.server.on(
          "/userinfo", r -> new Reply(200, Map.of("Content-Type", "application/jwt"), body));
      return client.userInfo(signIn(client, Rfc7516EncryptedAnswersTests.this::idToken));
    }

    @Test
    void is_opened_and_verified() {
      String answer = signed(issuer.claims().claim("name", "Alice Liddell"));
      assertThat(ask(encrypted(answer, EC, "ECDH-ES", "A256GCM")).string("name"))
          .contains("Alice Liddell");
      String forged = signed(issuer.claims(), PlayedIssuer.rsa("one"), h -> {});
      untrusted(() -> ask(encrypted(forged, EC, "ECDH-ES", "A256GCM")));
    }

    @Test
    void is_refused_when_it_is_not_encrypted() {
      untrusted(() -> ask(signed(issuer.claims())));
      Tokens tokens = signIn(client, Rfc7516EncryptedAnswersTests.this::idToken);
      issuer.server.on("/userinfo", r -> Reply.json(200, Map.of("sub", "alice")));
      untrusted(() -> client.userInfo(tokens));
    }

    @Test
    void needs_a_signature_inside() {
      untrusted(() -> ask(encrypted("{\"sub\":\"alice\"}", EC, "ECDH-ES", "A256GCM")));
    }
  }

  @Nested
  class Jarm_2_2_authorization_responses {
    private final AuthorizationCode flow =
        issuer.client().authorizationCode(REDIRECT_URI).encryptedResponses("RS256", key(EC));
    private final AuthorizationRequest request = flow.start(AuthorizationOptions.scope("a"));

    private String response() {
      return signed(
          new com.nimbusds.jwt.JWTClaimsSet.Builder()
              .issuer(issuer.issuer())
              .audience("app")
              .expirationTime(Date.from(issuer.time.instant().plusSeconds(600)))
              .claim("code", "a-code")
              .claim("state", request.state()));
    }

    private static Parameters answer(String response) {
      return Parameters.empty().with("response", response);
    }

    @Test
    void are_opened_and_verified() {
      Parameters answer = answer(encrypted(response(), EC, "ECDH-ES", "A256GCM"));
      assertThat(flow.isAnswer(request, answer)).isTrue();
      assertThat(flow.finish(request, answer).accessToken()).isEqualTo("an-access-token");
    }

    @Test
    void are_refused_when_they_are_not_encrypted() {
      untrusted(() -> flow.finish(request, answer(response())));
      assertThat(flow.isAnswer(request, answer(response()))).isFalse();
      assertThat(flow.isAnswer(request, Parameters.empty())).isFalse();
      assertThat(flow.isAnswer(request, Parameters.parse("response=a&response=b"))).isFalse();
      Parameters plain = Parameters.empty().with("code", "a-code").with("state", request.state());
      untrusted(() -> flow.finish(request, plain));
      assertThat(issuer.server.received("/token")).isEmpty();
    }

    @Test
    void have_the_state_of_the_request() {
      AuthorizationRequest another = flow.start(AuthorizationOptions.scope("a"));
      Parameters answer = answer(encrypted(response(), EC, "ECDH-ES", "A256GCM"));
      assertThat(flow.isAnswer(another, answer)).isFalse();
      untrusted(() -> flow.finish(another, answer));
    }
  }

  @Nested
  class OidcBackChannelLogout_2_4_logout_tokens {
    @Test
    void may_be_encrypted_by_the_keys_of_ID_tokens() {
      BackChannelLogout logout = client(key(EC)).backChannelLogout();
      assertThat(receive(logout, encrypted(token("1"), EC, "ECDH-ES", "A256GCM"))).isEqualTo(200);
      assertThat(receive(logout, token("2"))).isEqualTo(200);
      assertThat(receive(logout, encrypted(token("3"), OTHER_EC, "ECDH-ES", "A256GCM")))
          .isEqualTo(400);
    }

    private int receive(BackChannelLogout logout, String token) {
      return logout.receive(Parameters.empty().with("logout_token", token), ended -> {}).status();
    }

    private String token(String jti) {
      return signed(
          issuer
              .claims()
              .jwtID(jti)
              .claim("nonce", null)
              .claim(
                  "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())),
          PlayedIssuer.KEY,
          header -> header.type(new JOSEObjectType("logout+jwt")));
    }
  }

  @Nested
  class The_key {
    @Test
    void is_published_without_its_private_half() {
      Map<String, Object> published = key(EC).publicJwk();
      assertThat(published)
          .containsEntry("use", "enc")
          .containsEntry("alg", "ECDH-ES")
          .containsEntry("kid", "ec")
          .doesNotContainKey("d");
      assertThat(key(RSA).publicJwk()).containsOnlyKeys("kty", "n", "e", "use", "alg", "kid");
      assertThat(DecryptionKey.generate().withKid("new").publicJwk()).containsEntry("kid", "new");
      assertThat(key(RSA).toString()).isEqualTo("DecryptionKey[RSA-OAEP-256]");
    }

    @Test
    void is_one_that_opens() throws JOSEException {
      List<String> others =
          List.of(
              "",
              "null",
              "{}",
              EC.toPublicJWK().toJSONString(),
              new ECKeyGenerator(Curve.P_256)
                  .keyUse(com.nimbusds.jose.jwk.KeyUse.SIGNATURE)
                  .generate()
                  .toJSONString(),
              new ECKeyGenerator(Curve.P_256)
                  .keyOperations(Set.of(KeyOperation.SIGN))
                  .generate()
                  .toJSONString(),
              new RSAKeyGenerator(1024, true).generate().toJSONString());
      for (String other : others) {
        assertThatIllegalArgumentException().isThrownBy(() -> DecryptionKey.ofJwk(other));
      }
      JWK deriving =
          new ECKeyGenerator(Curve.P_256)
              .keyOperations(Set.of(KeyOperation.DERIVE_KEY, KeyOperation.SIGN))
              .generate();
      assertThat(key(deriving).algorithm()).isEqualTo("ECDH-ES");
      for (String alg : List.of("RSA1_5", "RSA-OAEP", "dir", "ECDH-ES")) {
        assertThatIllegalArgumentException().isThrownBy(() -> key(RSA).withAlgorithm(alg));
      }
    }

    @Test
    void is_there() {
      assertThatIllegalArgumentException().isThrownBy(() -> IdTokenPolicy.standard().encryptedTo());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> issuer.client().withEncryptedUserInfo());
    }
  }
}

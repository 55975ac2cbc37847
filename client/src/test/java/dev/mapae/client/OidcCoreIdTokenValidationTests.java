package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.KEY;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static dev.mapae.client.PlayedIssuer.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.client.PlayedServer.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/// OpenID Connect Core 1.0, the validation of ID tokens that came from the token endpoint.
class OidcCoreIdTokenValidationTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions openid = AuthorizationOptions.scope("openid");

  @AfterEach
  void close() {
    issuer.close();
  }

  private Tokens signIn(Client client, AuthorizationOptions options) {
    AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
    AuthorizationRequest request = flow.start(options);
    return flow.finish(request, issuer.approve(request));
  }

  private IdToken signIn() {
    return signIn(issuer.client(), openid).idToken().orElseThrow();
  }

  private void accepts(UnaryOperator<JWTClaimsSet.Builder> change) {
    issuer.issues(() -> signed(change.apply(issuer.claims())));
    assertThat(signIn().subject()).isEqualTo("alice");
  }

  private void refuses(String why, UnaryOperator<JWTClaimsSet.Builder> change) {
    issuer.issues(() -> signed(change.apply(issuer.claims())));
    assertThat(untrusted(this::signIn).description()).contains(why);
  }

  private void refusesSignedBy(RSAKey key, Consumer<JWSHeader.Builder> header) {
    issuer.issues(() -> signed(issuer.claims(), key, header));
    untrusted(this::signIn);
  }

  private Date in(long seconds) {
    return Date.from(issuer.time.instant().plusSeconds(seconds));
  }

  @Nested
  class Section_3_1_3_7_a_good_token {
    @Test
    void says_who_signed_in() {
      issuer.issues(
          () -> signed(issuer.claims().claim("name", "Alice").claim("auth_time", 1_700_000_000L)));
      IdToken token = signIn();
      assertThat(token.subject()).isEqualTo("alice");
      assertThat(token.issuer()).isEqualTo(issuer.issuer());
      assertThat(token.string("name")).contains("Alice");
      assertThat(token.authTime().orElseThrow().getEpochSecond()).isEqualTo(1_700_000_000L);
      assertThat(token.serialized().split("\\.", -1)).hasSize(3);
      assertThat(token.toString()).doesNotContain(token.serialized());
    }

    @Test
    void has_to_come_when_openid_was_asked_for() {
      failure(ClientError.InvalidAnswer.class, OidcCoreIdTokenValidationTests.this::signIn);
    }

    @Test
    void is_a_signed_JWT() {
      issuer.issues(() -> "not.a.jwt");
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
      issuer.issues(() -> new PlainJWT(issuer.claims().build()).serialize());
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
      // `null` for a header.
      issuer.issues(() -> "bnVsbA.bnVsbA.AA");
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
    }

    @Test
    void need_not_come_from_a_server_that_also_sends_it_unasked_but_is_validated_then() {
      issuer.issues(() -> signed(issuer.claims().issuer("https://evil.example")));
      untrusted(() -> signIn(issuer.client(), AuthorizationOptions.scope("playlist.read")));
    }
  }

  @Nested
  class Section_3_1_3_7_rule_2_the_issuer {
    @Test
    void is_ours() {
      refuses("iss", c -> c.issuer("https://evil.example"));
      refuses("iss", c -> c.issuer(issuer.issuer() + "/"));
      refuses("iss", c -> c.issuer(null));
    }
  }

  @Nested
  class Section_3_1_3_7_rules_3_to_5_the_audience {
    @Test
    void is_this_client() {
      refuses("aud", c -> c.audience("another"));
      refuses("aud", c -> c.audience(List.of()));
      accepts(c -> c.claim("aud", List.of("app")));
    }

    @Test
    void is_nobody_else_whom_the_client_does_not_trust() {
      refuses("aud", c -> c.audience(List.of("app", "another")).claim("azp", "app"));
    }

    @Test
    void may_be_others_whom_the_client_trusts_if_azp_is_the_client() {
      IdTokenPolicy trusting = IdTokenPolicy.standard().withTrustedAudiences("api");
      Client client = issuer.client().with(trusting);
      issuer.issues(
          () -> signed(issuer.claims().audience(List.of("app", "api")).claim("azp", "app")));
      assertThat(signIn(client, openid).idToken()).isPresent();
      issuer.issues(() -> signed(issuer.claims().audience(List.of("app", "api"))));
      assertThat(untrusted(() -> signIn(client, openid)).description()).contains("azp");
    }

    @Test
    void may_be_one_that_is_said_twice() {
      assertThat(IdTokenPolicy.standard().withTrustedAudiences("api", "api").trustedAudiences())
          .containsExactly("api");
    }

    @Test
    void has_no_other_authorized_party() {
      refuses("azp", c -> c.claim("azp", "another"));
      refuses("azp", c -> c.claim("azp", 7));
      accepts(c -> c.claim("azp", "app"));
    }
  }

  @Nested
  class Section_3_1_3_7_rules_6_to_8_the_signature {
    @Test
    void is_by_a_key_of_the_issuer() {
      RSAKey forger = PlayedIssuer.rsa("one");
      refusesSignedBy(forger, h -> {});
      refusesSignedBy(forger, h -> h.jwk(forger.toPublicJWK()));
      refusesSignedBy(forger, h -> h.jwkURL(URI.create("https://evil.example/jwks")));
    }

    @Test
    void covers_the_claims() {
      issuer.issues(() -> {
        String[] good = signed(issuer.claims()).split("\\.", -1);
        return good[0]
            + "."
            + Base64URL.encode(issuer.claims().subject("admin").build().toString())
            + "."
            + good[2];
      });
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
    }

    @Test
    void is_not_by_the_public_key_taken_for_a_secret() {
      issuer.issues(() -> {
        try {
          SignedJWT jwt =
              new SignedJWT(
                  new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                  issuer.claims().build());
          jwt.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
          return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
          throw new IllegalStateException(e);
        }
      });
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
    }

    @Test
    void is_of_the_registered_algorithm_alone() {
      issuer.issues(() -> signed(issuer.claims()));
      Client other = issuer.client().with(IdTokenPolicy.standard().withAlgorithm("PS256"));
      assertThat(untrusted(() -> signIn(other, openid)).description()).contains("PS256");
    }

    @Test
    void is_never_none_or_symmetric() {
      for (String algorithm : List.of("none", "HS256", "ES256K", "RS1")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> IdTokenPolicy.standard().withAlgorithm(algorithm));
      }
    }

    @Test
    void is_not_by_a_key_that_is_for_something_else() {
      RSAKey encryption = new RSAKey.Builder(KEY).keyUse(KeyUse.ENCRYPTION).build();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(encryption)));
      refusesSignedBy(KEY, h -> {});
      RSAKey signing = new RSAKey.Builder(KEY).keyOperations(Set.of(KeyOperation.SIGN)).build();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(signing)));
      refusesSignedBy(KEY, h -> {});
      RSAKey pss = new RSAKey.Builder(KEY).algorithm(JWSAlgorithm.PS256).build();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(pss)));
      refusesSignedBy(KEY, h -> {});
    }

    @Test
    void is_not_by_a_key_that_is_too_short() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      KeyPair pair = generator.generateKeyPair();
      RSAKey small =
          new RSAKey.Builder((java.security.interfaces.RSAPublicKey) pair.getPublic())
              .keyID("small")
              .build();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(small)));
      issuer.issues(() -> byHand("{\"alg\":\"RS256\",\"kid\":\"small\"}", "SHA256withRSA", pair));
      untrusted(OidcCoreIdTokenValidationTests.this::signIn);
    }

    @Test
    void is_not_of_another_kind_of_token_and_has_no_critical_extension() {
      refusesSignedBy(KEY, h -> h.type(new JOSEObjectType("at+jwt")));
      refusesSignedBy(KEY, h -> h.criticalParams(Set.of("exp")).customParam("exp", 1));
    }

    @Test
    void may_come_without_kid_and_typ() {
      issuer.issues(() -> signed(issuer.claims(), KEY, h -> h.keyID(null).type(null)));
      assertThat(signIn().subject()).isEqualTo("alice");
    }

    /// RFC 7515 §4.1.9.
    @Test
    void may_have_the_whole_media_type_as_typ() {
      issuer.issues(
          () -> signed(issuer.claims(), KEY, h -> h.type(new JOSEObjectType("application/jwt"))));
      assertThat(signIn().subject()).isEqualTo("alice");
    }

    @Test
    void may_be_ES256_for_a_client_that_registered_it() throws Exception {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(KEY, key)));
      issuer.issues(() -> {
        try {
          SignedJWT jwt =
              new SignedJWT(
                  new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
                  issuer.claims().build());
          jwt.sign(new ECDSASigner(key));
          return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
          throw new IllegalStateException(e);
        }
      });
      Client client = issuer.client().with(IdTokenPolicy.standard().withAlgorithm("ES256"));
      assertThat(signIn(client, openid).idToken()).isPresent();
    }

    @Test
    void may_be_EdDSA_for_a_client_that_registered_it() throws Exception {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      OctetKeyPair key =
          new OctetKeyPair.Builder(
                  Curve.Ed25519,
                  Base64URL.encode(
                      Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
              .keyID("ed")
              .build();
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(key)));
      issuer.issues(() -> byHand("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", "Ed25519", pair));
      Client client = issuer.client().with(IdTokenPolicy.standard().withAlgorithm("EdDSA"));
      assertThat(signIn(client, openid).idToken()).isPresent();
      // RFC 9864 §2.2: another name of the same.
      issuer.issues(() -> byHand("{\"alg\":\"Ed25519\",\"kid\":\"ed\"}", "Ed25519", pair));
      assertThat(signIn(client, openid).idToken()).isPresent();
      issuer.issues(() ->
          byHand("{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"crit\":[\"x\"],\"x\":1}", "Ed25519", pair));
      assertThat(untrusted(() -> signIn(client, openid)).description()).contains("crit");
      KeyPair forger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      issuer.issues(() -> byHand("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", "Ed25519", forger));
      untrusted(() -> signIn(client, openid));
    }

    /// RFC 9964.
    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void may_be_ML_DSA_for_a_client_that_registered_it() throws Exception {
      KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] pub = Arrays.copyOfRange(encoded, encoded.length - 1952, encoded.length);
      String header = "{\"alg\":\"ML-DSA-65\",\"kid\":\"ml\"}";
      issuer.server.on(
          "/jwks",
          r ->
              Reply.json(
                  200,
                  Map.of(
                      "keys",
                      List.of(
                          Map.of(
                              "kty", "AKP",
                              "alg", "ML-DSA-65",
                              "kid", "ml",
                              "pub", Base64URL.encode(pub).toString())))));
      Client client = issuer.client().with(IdTokenPolicy.standard().withAlgorithm("ML-DSA-65"));
      // python3: hashlib.shake_256(b'an-access-token').digest(64)[:32] | base64url
      String hash = "AN2J1K1XvB5AxltUHGn32FE31wyDF2w8Q1qyQtzjLIs";
      issuer.issues(
          () -> byHand(header, "ML-DSA-65", pair, issuer.claims().claim("at_hash", hash)));
      assertThat(signIn(client, openid).idToken()).isPresent();
      issuer.issues(() ->
          byHand(header, "ML-DSA-65", pair, issuer.claims().claim("at_hash", "A".repeat(43))));
      assertThat(untrusted(() -> signIn(client, openid)).description()).contains("at_hash");
      KeyPair forger = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
      issuer.issues(() -> byHand(header, "ML-DSA-65", forger, issuer.claims()));
      untrusted(() -> signIn(client, openid));
    }

    private String byHand(String header, String algorithm, KeyPair pair) {
      return byHand(header, algorithm, pair, issuer.claims());
    }

    private static String byHand(
        String header, String algorithm, KeyPair pair, JWTClaimsSet.Builder claims) {
      String input = Base64URL.encode(header) + "." + Base64URL.encode(claims.build().toString());
      try {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
      } catch (java.security.GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Section_3_1_3_7_rules_9_and_10_the_times {
    @Test
    void it_has_not_expired() {
      refuses("expired", c -> c.expirationTime(in(-30)));
      accepts(c -> c.expirationTime(in(-29)));
      refuses("exp", c -> c.expirationTime(null));
      refuses("exp", c -> c.claim("exp", "tomorrow"));
    }

    @Test
    void it_was_not_issued_in_the_future() {
      refuses("iat", c -> c.issueTime(in(31)));
      accepts(c -> c.issueTime(in(30)));
      refuses("iat", c -> c.issueTime(null));
    }

    @Test
    void it_is_not_for_later() {
      refuses("nbf", c -> c.notBeforeTime(in(31)));
      accepts(c -> c.notBeforeTime(in(30)));
    }

    @Test
    void are_by_clocks_that_are_five_minutes_apart_at_most() {
      IdTokenPolicy standard = IdTokenPolicy.standard();
      Client lenient = issuer.client().with(standard.withLeeway(Duration.ofMinutes(5)));
      issuer.issues(() -> signed(issuer.claims().expirationTime(in(-299))));
      assertThat(signIn(lenient, openid).idToken()).isPresent();
      Client strict = issuer.client().with(standard.withLeeway(Duration.ZERO));
      issuer.issues(() -> signed(issuer.claims().expirationTime(in(0))));
      assertThat(untrusted(() -> signIn(strict, openid)).description()).contains("expired");
      for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(301))) {
        assertThatIllegalArgumentException().isThrownBy(() -> standard.withLeeway(wrong));
      }
    }

    @Test
    void no_number_is_too_large_to_be_refused() {
      refuses("exp", c -> c.claim("exp", 9e300));
      refuses("iat", c -> c.claim("iat", -1));
    }
  }

  @Nested
  class Section_3_1_3_7_rule_11_the_nonce {
    @Test
    void is_the_one_that_was_sent() {
      refuses("nonce", c -> c.claim("nonce", "another"));
      refuses("nonce", c -> c.claim("nonce", null));
      refuses("nonce", c -> c.claim("nonce", 7));
    }

    @Test
    void of_another_sign_in_is_of_no_use() {
      Client client = issuer.client();
      AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
      AuthorizationRequest victim = flow.start(openid);
      AuthorizationRequest attacker = flow.start(openid);
      issuer.approve(attacker);
      String stolen = signed(issuer.claims());
      issuer.issues(() -> stolen);
      untrusted(() -> flow.finish(victim, issuer.approve(victim)));
    }
  }

  @Nested
  class Section_3_1_3_7_rule_13_auth_time {
    private final AuthorizationOptions recent = openid.maxAge(Duration.ofMinutes(5));

    @Test
    void is_needed_when_max_age_was_sent() {
      issuer.issues(() -> signed(issuer.claims()));
      assertThat(untrusted(() -> signIn(issuer.client(), recent)).description())
          .contains("auth_time");
    }

    @Test
    void is_not_longer_ago_than_max_age() {
      long now = issuer.time.instant().getEpochSecond();
      issuer.issues(() -> signed(issuer.claims().claim("auth_time", now - 331)));
      untrusted(() -> signIn(issuer.client(), recent));
      issuer.issues(() -> signed(issuer.claims().claim("auth_time", now - 330)));
      assertThat(signIn(issuer.client(), recent).idToken()).isPresent();
    }

    @Test
    void is_a_time() {
      refuses("auth_time", c -> c.claim("auth_time", "yesterday"));
    }
  }

  @Nested
  class Section_3_1_3_8_at_hash {
    @Test
    void is_the_left_half_of_the_hash_of_the_access_token() {
      // printf an-access-token | openssl dgst -sha256 -binary | head -c 16 | base64url
      accepts(c -> c.claim("at_hash", "YiHPD2T9DaX5B837XJXtow"));
      refuses("at_hash", c -> c.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));
      refuses("at_hash", c -> c.claim("at_hash", 7));
    }
  }

  @Nested
  class Section_2_the_subject {
    @Test
    void is_there_and_of_a_sensible_length() {
      refuses("sub", c -> c.subject(null));
      refuses("sub", c -> c.subject(""));
      refuses("sub", c -> c.subject("x".repeat(256)));
    }
  }

  @Nested
  class Section_10_1_1_the_keys {
    private int fetches() {
      return issuer.server.received("/jwks").size();
    }

    @Test
    void are_fetched_once_for_many_sign_ins() {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      signIn(client, openid);
      assertThat(fetches()).isEqualTo(1);
    }

    @Test
    void are_fetched_again_at_once_for_an_unknown_kid() {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      RSAKey two = PlayedIssuer.rsa("two");
      issuer.issues(() -> signed(issuer.claims(), two, h -> {}));
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(KEY, two)));
      assertThat(signIn(client, openid).idToken()).isPresent();
      assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void are_not_fetched_for_unknown_kids_more_than_twice_in_a_minute() {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      RSAKey two = PlayedIssuer.rsa("two");
      issuer.issues(() -> signed(issuer.claims(), two, h -> {}));
      issuer.time.pass(Duration.ofSeconds(10));
      untrusted(() -> signIn(client, openid));
      untrusted(() -> signIn(client, openid));
      issuer.time.pass(Duration.ofSeconds(49));
      untrusted(() -> signIn(client, openid));
      assertThat(fetches()).isEqualTo(2);

      issuer.time.pass(Duration.ofSeconds(1));
      untrusted(() -> signIn(client, openid));
      issuer.time.pass(Duration.ofSeconds(9));
      untrusted(() -> signIn(client, openid));
      assertThat(fetches()).isEqualTo(3);

      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(KEY, two)));
      issuer.time.pass(Duration.ofSeconds(1));
      assertThat(signIn(client, openid).idToken()).isPresent();
      assertThat(fetches()).isEqualTo(4);
    }

    @Test
    void that_were_withdrawn_are_forgotten_after_ten_minutes() {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(PlayedIssuer.rsa("two"))));
      issuer.time.pass(Duration.ofSeconds(601));
      untrusted(() -> signIn(client, openid));
    }

    @Test
    void survive_a_server_that_is_away() {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      issuer.server.on("/jwks", r -> new Reply(500, Map.of(), ""));
      issuer.time.pass(Duration.ofMinutes(20));
      assertThat(signIn(client, openid).idToken()).isPresent();
    }

    /// One request finds out that the server is away; nobody waits for it who has a key that fits.
    @Test
    void are_waited_for_by_nobody_who_has_one_that_fits() throws Exception {
      issuer.issues(() -> signed(issuer.claims()));
      Client client = issuer.client();
      signIn(client, openid);
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/jwks",
          r -> {
            asked.countDown();
            Crowd.await(gate);
            return new Reply(503, Map.of(), "");
          });
      issuer.time.pass(Duration.ofMinutes(20));
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build();
      Jwks keys = client.jwts().jwks();
      FutureTask<Integer> slow = new FutureTask<>(() -> keys.candidates(header).size());
      new Thread(slow).start();
      asked.await();
      assertThat(keys.candidates(header)).hasSize(1);
      assertThat(slow.isDone()).isFalse();
      gate.countDown();
      assertThat(slow.get()).isEqualTo(1);
    }

    /// Whoever posts forged logout tokens while there are no keys must not queue up requests.
    @Test
    void are_asked_for_once_when_many_want_the_first_ones() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/jwks",
          r -> {
            Crowd.await(gate);
            return new Reply(503, Map.of(), "");
          });
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build();
      Jwks keys = issuer.client().jwts().jwks();
      List<ClientError> errors =
          Crowd.ask(
              16,
              () -> failure(ClientError.Unavailable.class, () -> keys.candidates(header)),
              gate);
      assertThat(errors).hasSize(16);
      assertThat(fetches()).isEqualTo(1);
      issuer.time.pass(Duration.ofSeconds(5));
      failure(ClientError.Unavailable.class, () -> keys.candidates(header));
      assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void are_asked_for_although_the_clock_was_set_back() {
      JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("unknown").build();
      Jwks keys = issuer.client().jwts().jwks();
      assertThat(keys.candidates(unknown)).isEmpty();
      issuer.time.pass(Duration.ofDays(-1));
      assertThat(keys.candidates(unknown)).isEmpty();
      assertThat(fetches()).isEqualTo(2);
      assertThat(keys.candidates(unknown)).isEmpty();
      assertThat(keys.candidates(unknown)).isEmpty();
      assertThat(fetches()).as("two within a minute, and no third").isEqualTo(3);
    }

    @Test
    void that_nobody_understands_are_passed_over() {
      issuer.issues(() -> signed(issuer.claims()));
      issuer.server.on(
          "/jwks",
          r ->
              Reply.json(
                  200,
                  "{\"keys\":[{\"kty\":\"FUTURE\"},7,{\"kty\":\"RSA\"},"
                      + KEY.toPublicJWK().toJSONString()
                      + "]}"));
      assertThat(signIn().subject()).isEqualTo("alice");
    }

    @Test
    void that_cannot_be_had_are_not_guessed() {
      issuer.issues(() -> signed(issuer.claims()));
      issuer.server.on("/jwks", r -> Reply.json(200, Map.of()));
      failure(ClientError.InvalidAnswer.class, OidcCoreIdTokenValidationTests.this::signIn);
    }
  }
}

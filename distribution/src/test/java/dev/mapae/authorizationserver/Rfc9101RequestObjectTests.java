package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestRequestObject.in;
import static dev.mapae.authorizationserver.TestRequestObject.url;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9101, authorization requests that are signed. Those by reference are in
/// [Rfc9101RequestUriTests], where nothing else is taken in [Rfc9101DowngradeTests].
class Rfc9101RequestObjectTests extends RequestObjectScene {

  @Nested
  class Section_4_what_is_asked_of_the_sign_in {
    /// Where somebody comes out who is signed in.
    private String end(TestServer at, String url) {
      TestBrowser alice = new TestBrowser(at);
      alice.get(Ask.web("playlist.read").url()).signInAs("alice").get(url);
      return alice.path();
    }

    @ParameterizedTest
    @CsvSource({
      "prompt, select_account",
      "prompt, create",
      "acr_values, urn:mapae:acr:mfa",
    })
    void counts_inside_as_it_does_outside(String name, String value) {
      try (TestServer beside = server.beside(Seams.none().peopleRegistering())) {
        String signed = url(in("signer", object().with(name, value).signed(KEY)));
        assertThat(end(beside, signed))
            .isEqualTo(end(beside, ask.with(name, value).url()))
            .isNotEqualTo(end(beside, ask.url()));
      }
    }
  }

  @Nested
  class Section_4_the_request_object {
    @ParameterizedTest
    @ValueSource(strings = {"request", "request_uri"})
    void holds_no_other(String name) {
      assertIsRefused(object().with(name, "https://signer.example.com/request.jwt"));
    }

    @Test
    void is_for_this_server_where_it_says_for_whom() {
      assertThat(comesWith(object().without("aud").without("iss")).path()).isEqualTo("/sign-in");
      List<String> several = List.of("https://a.example", TestServer.ISSUER.value());
      assertThat(comesWith(object().with("aud", several)).path()).isEqualTo("/sign-in");
      assertIsRefused(object().with("aud", "https://a.example"));
      assertIsRefused(object().with("aud", TestServer.ISSUER.value() + "/"));
      assertIsRefused(object().with("aud", TestServer.ISSUER.value() + "/authorize"));
      assertIsRefused(object().with("aud", List.of("https://a.example")));
      assertIsRefused(object().with("aud", 1));
    }

    @Test
    void is_of_the_client_where_it_says_of_whom() {
      assertIsRefused(object().with("iss", "web"));
      assertIsRefused(object().with("iss", 1));
    }

    @Test
    void has_numbers_objects_and_lists_where_their_parameters_do() {
      comesWith(
          object()
              .with("max_age", 3600)
              .with("resource", List.of(Samples.MUSIC, TestServer.ISSUER.value()))
              .with("claims", Map.of("id_token", Map.of("email", Map.of("essential", true)))));
      browser.signInAs("alice");
      assertThat(browser.html()).containsIgnoringCase("e-mail address");
      browser.approve("playlist.read");
      assertThat(browser.answer("code")).isNotEmpty();
      browser.get(url(in("signer", object().with("max_age", 0).signed(KEY))));
      assertThat(browser.path()).as("max_age is heeded").isEqualTo("/sign-in");
    }

    @Test
    void may_write_them_as_strings_too() {
      comesWith(
          object()
              .with("max_age", "3600")
              .with("resource", Samples.MUSIC)
              .with("claims", "{\"id_token\":{\"email\":null}}"));
      assertThat(browser.path()).isEqualTo("/sign-in");
    }

    @Test
    void has_no_value_of_another_type() {
      assertIsRefused(object().with("scope", List.of("openid")));
      assertIsRefused(object().with("state", 1));
      assertIsRefused(object().with("nonce", Map.of()));
      assertIsRefused(object().with("max_age", 1.5));
      assertIsRefused(object().with("max_age", List.of(1)));
      assertIsRefused(object().with("claims", List.of()));
      assertIsRefused(object().with("resource", List.of(Samples.MUSIC, 1)));
      assertIsRefused(object().with("resource", Map.of()));
    }

    /// RFC 6749 §3.1: unrecognized parameters are ignored, and those without a value are as if they
    /// were not there.
    @Test
    void has_values_of_any_type_that_no_parameter_has() {
      assertThat(
              comesWith(
                      object()
                          .with("odd", true)
                          .with("vtr", List.of("C1"))
                          .with("x".repeat(2000), Map.of()))
                  .path())
          .isEqualTo("/sign-in");
      assertThat(comesWith(object().withNull("nonce").withNull("odd")).path())
          .isEqualTo("/sign-in");
    }

    @Test
    void has_nothing_that_could_not_be_in_a_url() {
      assertThat(comesWith(object().with("nonce", "a\0b")).shownError())
          .isEqualTo("invalid_request");
      Map<String, Object> many = new LinkedHashMap<>();
      for (int i = 0; i < 210; i++) {
        many.put("p" + i, "");
      }
      TestRequestObject object = object();
      many.forEach(object::with);
      assertThat(comesWith(object).shownError()).isEqualTo("invalid_request");
    }

    @Test
    void is_read_when_it_came_and_not_when_the_person_is_done() {
      comesWith(object().with("exp", now() + 60));
      server.clock.advance(Duration.ofMinutes(10));
      assertGetsTokens();
      assertIsRefused(object().with("exp", now() - 600));
    }

    /// What says when a browser first came belongs to that browser and that request.
    @Test
    void is_not_extended_by_the_first_sight_of_another() {
      String object = object().with("exp", now() + 60).signed(KEY);
      comesWith(object);
      String seen = "&mapae_seen=" + browser.seen();
      String forAnother = "&mapae_seen=" + comesWith(object().with("exp", now() + 61)).seen();
      server.clock.advance(Duration.ofMinutes(2));
      String again = url(in("signer", object));
      assertThat(browser.get(again + seen).path()).as("the same").isEqualTo("/sign-in");
      assertThat(browser.get(again + forAnother).shownError()).isEqualTo("invalid_request_object");
      assertThat(new TestBrowser(server).get(again + seen).shownError())
          .isEqualTo("invalid_request_object");
      assertIsRefused(object);
    }

    @Test
    void says_until_when_it_is_good_and_that_is_within_an_hour() {
      assertThat(
              comesWith(object().with("iat", now()).with("nbf", now()).with("exp", now() + 60))
                  .path())
          .isEqualTo("/sign-in");
      assertIsRefused(object().without("exp"));
      assertIsRefused(object().without("exp").with("iat", now()).with("nbf", now()));
      assertIsRefused(object().with("exp", now() - 30));
      assertThat(comesWith(object().with("exp", now() - 29)).path()).isEqualTo("/sign-in");
      assertIsRefused(object().with("exp", now() + 3_631));
      assertThat(comesWith(object().with("exp", now() + 3_630)).path()).isEqualTo("/sign-in");
      for (String begin : List.of("nbf", "iat")) {
        assertIsRefused(object().with(begin, now() + 31));
        assertThat(comesWith(object().with(begin, now() + 30)).path()).isEqualTo("/sign-in");
        assertIsRefused(object().with(begin, now() - 3_631));
        assertThat(comesWith(object().with(begin, now() - 3_630)).path()).isEqualTo("/sign-in");
      }
    }

    /// Also where it is posted or pushed: of a public client, anybody could push it.
    @Test
    void says_so_by_whatever_way_it_comes() {
      String endless = object().without("exp").signed(KEY);
      Response posted = server.post("/authorize", in("signer", endless));
      browser.get(posted.header("Location").orElseThrow());
      assertThat(browser.shownError()).isEqualTo("invalid_request_object");
      assertThat(browser.html()).contains("no exp");
      browser.get(ask.url());
      for (String page : List.of("/sign-in", "/consent")) {
        browser.get(page + "?" + in("signer", endless).encode());
        assertThat(browser.shownError()).isEqualTo("invalid_request_object");
      }
      Response pushed = clients.post("/par", "signer", form("request", endless));
      assertThat(TestServer.json(pushed)).containsEntry("error", "invalid_request_object");
      Ask own = Ask.of("public", CALLBACK, "openid");
      String ofPublic = new TestRequestObject(own).without("exp").signed(KEY);
      pushed = server.post("/par", in("public", ofPublic));
      assertThat(TestServer.json(pushed)).containsEntry("error", "invalid_request_object");
    }

    @Test
    void says_so_unless_the_client_was_let_off_and_is_of_this_day_then() {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(sample("signer", policy().withExpRequired(false)))));
      assertThat(comesWith(object().without("exp")).path()).isEqualTo("/sign-in");
      assertThat(
              clients
                  .post("/par", "signer", form("request", object().without("exp").signed(KEY)))
                  .status())
          .isEqualTo(201);
      assertThat(comesWith(object().with("exp", now() + 86_430)).path()).isEqualTo("/sign-in");
      assertIsRefused(object().with("exp", now() + 86_431));
      assertIsRefused(object().with("exp", now() - 30));
      for (String begin : List.of("nbf", "iat")) {
        assertThat(comesWith(object().with(begin, now() - 86_430)).path()).isEqualTo("/sign-in");
        assertIsRefused(object().with(begin, now() - 86_431));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "nbf", "iat"})
    void has_times_that_are_times(String claim) {
      assertIsRefused(object().with(claim, String.valueOf(now() + 60)));
      assertIsRefused(object().with(claim, -1));
      assertIsRefused(object().with(claim, 1e300));
      assertIsRefused(object().with(claim, (now() + 60) * 1000));
    }
  }

  @Nested
  class Section_5_1_by_value {
    @Test
    void a_person_signs_in_and_consents_and_the_client_gets_its_tokens() {
      comesWith(object());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
    }

    @Test
    void a_post_will_do() {
      Response response = server.post("/authorize", in("signer", object().signed(KEY)));
      browser.get(response.header("Location").orElseThrow());
      assertGetsTokens();
    }

    @Test
    void a_public_client_may_sign_too() {
      Ask own = Ask.of("public", CALLBACK, "openid");
      String object = new TestRequestObject(own).signed(KEY);
      assertThat(browser.get(url(in("public", object))).path()).isEqualTo("/sign-in");
    }

    @Test
    void an_anonymous_visitor_causes_no_write() {
      List<String> before = server.database.rowsBesideCounters();
      comesWith(object());
      browser.signIn("alice", "wrong");
      assertIsRefused(object().with("exp", 1));
      assertThat(server.database.rowsBesideCounters()).isEqualTo(before);
    }

    @Test
    void its_state_is_as_short_as_that_of_a_pushed_request() {
      browser.get(url(in("signer", object().with("state", "가".repeat(1200)).signed(KEY))));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }

    @Test
    void one_too_long_for_a_url_is_told_to_be_pushed_and_then_works() {
      String object = object().with("login_hint", "x".repeat(7000)).signed(KEY);
      Response refused = server.get(url(in("signer", object)));
      assertThat(refused.status()).isEqualTo(413);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("push it (RFC 9126)");
      Response pushed = clients.post("/par", "signer", form("request", object));
      browser.get(
          TestClients.pushedUrl("signer", (String) TestServer.json(pushed).get("request_uri")));
      assertGetsTokens();
    }

    @Test
    void what_else_the_url_says_is_ignored() {
      Parameters outside =
          in("signer", object().signed(KEY))
              .with("redirect_uri", "https://evil.example/")
              .with("scope", "openid orders.read")
              .with("state", "evil")
              .with("prompt", "none")
              .with("response_mode", "fragment")
              .with("code_challenge", "evil");
      browser.get(url(outside) + "&state=again");
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
    }

    /// What stands outside fills no gap inside.
    @Test
    void what_is_missing_in_it_is_missing() {
      String object = object().without("code_challenge").signed(KEY);
      Parameters outside = ask.parameters().with("request", object);
      browser.get(url(outside));
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      String unaddressed = object().without("redirect_uri").signed(KEY);
      assertThat(browser.get(url(ask.parameters().with("request", unaddressed))).shownError())
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_6_2_the_signature {
    @Test
    void is_by_a_key_of_the_client() {
      assertIsRefused(object().signed(key("signer")));
      assertIsRefused(object().kid("another").signed(KEY));
      assertThat(comesWith(object().kid("signer")).path()).isEqualTo("/sign-in");
      String object = object().signed(KEY);
      assertIsRefused(object.substring(0, object.length() - 4) + "AAAA");
      assertThat(
              browser
                  .get(url(in("web", new TestRequestObject(Ask.web("openid")).signed(KEY))))
                  .shownError())
          .as("a client without keys")
          .isEqualTo("invalid_request_object");
    }

    @Test
    void covers_what_it_says() {
      String[] parts = object().signed(KEY).split("\\.", -1);
      String other = object().with("scope", "openid orders.read").signed(KEY).split("\\.", -1)[1];
      assertIsRefused(parts[0] + "." + other + "." + parts[2]);
    }

    /// Row 9 of the mistakes of this field.
    @Test
    void is_never_left_out_and_never_a_MAC() throws Exception {
      String claims = object().signed(KEY).split("\\.", -1)[1];
      for (String alg : List.of("none", "None", "NONE", "nOnE")) {
        String header =
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.object().with("alg", alg).bytes());
        assertIsRefused(header + "." + claims + ".");
        assertIsRefused(header + "." + claims + ".AAAA");
      }
      byte[] publicKey = KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
      assertIsRefused(object().signed(JWSAlgorithm.HS256, new MACSigner(publicKey)));
      assertIsRefused(object().signed(JWSAlgorithm.HS256, new MACSigner(Samples.secret("signer"))));
    }

    @Test
    void is_under_the_algorithm_that_the_client_registered() throws Exception {
      var rsa = new RSAKeyGenerator(2048).generate();
      String jwks =
          Json.write(
              Map.of(
                  "keys",
                  List.of(KEY.toPublicJWK().toJSONObject(), rsa.toPublicJWK().toJSONObject())));
      register("PS256", jwks);
      Ask own = Ask.of("ps256", CALLBACK, "openid");
      String right = new TestRequestObject(own).signed(JWSAlgorithm.PS256, new RSASSASigner(rsa));
      assertThat(browser.get(url(in("ps256", right))).path()).isEqualTo("/sign-in");
      for (String wrong :
          List.of(
              new TestRequestObject(own).signed(KEY),
              new TestRequestObject(own).signed(JWSAlgorithm.RS256, new RSASSASigner(rsa)))) {
        assertThat(browser.get(url(in("ps256", wrong))).shownError())
            .isEqualTo("invalid_request_object");
      }
    }

    /// The client `ps256`, with another algorithm and these keys.
    private void register(String algorithm, String jwks) {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  sample(
                          "ps256",
                          RequestObjectPolicy.signing(false, List.of(), Optional.of(algorithm)))
                      .keys(new Jwks(jwks)))));
    }

    /// RFC 9864 §2.2: they are two names of one algorithm.
    @Test
    void is_under_EdDSA_by_whichever_name_it_was_registered() {
      Ed25519Pair pair = Ed25519Pair.generate();
      String jwks = Json.write(Map.of("keys", List.of(pair.publicJwk().toJSONObject())));
      for (JWSAlgorithm registered : List.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519)) {
        register(registered.getName(), jwks);
        Ask own = Ask.of("ps256", CALLBACK, "openid");
        for (JWSAlgorithm signed : List.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519)) {
          String object = new TestRequestObject(own).signed(signed, pair);
          assertThat(browser.get(url(in("ps256", object))).path()).isEqualTo("/sign-in");
        }
      }
    }

    @Test
    void asks_for_nothing_that_is_not_understood() {
      assertIsRefused(object().critical());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "x",
          "a.b",
          "a.b.c",
          "e30.e30.e30",
          "bnVsbA.bnVsbA.AA",
          "W10.W10.AA",
          "a.b.c.d.e"
        })
    void is_of_a_JWT(String object) {
      assertIsRefused(object);
    }

    @Test
    void is_of_a_JWT_that_is_not_nested_too_deep() {
      Object deep = "x";
      for (int i = 0; i < 10; i++) {
        deep = Map.of("a", deep);
      }
      assertIsRefused(object().with("claims", deep));
    }
  }

  @Nested
  class Section_6_3_assembly {
    @Test
    void the_client_id_is_the_same_inside_and_outside() {
      assertIsRefused(object().with("client_id", "strict"));
      assertIsRefused(object().without("client_id"));
      assertIsRefused(object().with("client_id", List.of("signer")));
      String object = object().signed(KEY);
      assertThat(browser.get(url(in("strict", object))).shownError())
          .isEqualTo("invalid_request_object");
      assertThat(browser.get(url(form("request", object))).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.get(url(in("nobody", object))).shownError()).isEqualTo("invalid_request");
    }

    @Test
    void there_is_one_object() {
      String object = object().signed(KEY);
      assertThat(browser.get(url(in("signer", object)) + "&request=" + object).shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void the_request_is_validated_like_any_other() {
      comesWith(object().with("scope", "nonsense"));
      assertThat(browser.answer("error")).isEqualTo("invalid_scope");
      comesWith(object().with("response_type", "token"));
      assertThat(browser.answer("error")).isEqualTo("unsupported_response_type");
      comesWith(object().with("registration", "{}"));
      assertThat(browser.answer("error")).isEqualTo("registration_not_supported");
      comesWith(object().with("registration", Map.of("client_name", "Bank")));
      assertThat(browser.answer("error")).isEqualTo("registration_not_supported");
    }

    @Test
    void a_client_that_was_disabled_or_has_other_keys_is_refused_at_the_next_step() {
      comesWith(object());
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  sample("signer", policy())
                      .keys(
                          new Jwks(
                              Json.write(
                                  Map.of(
                                      "keys",
                                      List.of(key("new").toPublicJWK().toJSONObject()))))))));
      assertThat(browser.signInAs("alice").shownError()).isEqualTo("invalid_request_object");
    }
  }

  /// What is sent anywhere is sent to a registered place.
  @Nested
  class Section_7_errors {
    private TestBrowser comesWith(String object, String redirectUri) {
      return browser.get(
          url(in("signer", object).with("redirect_uri", redirectUri).with("state", "outside")));
    }

    @Test
    void of_an_object_that_does_not_hold_go_to_the_registered_redirect_uri_beside_it() {
      comesWith(object().signed(key("signer")), OTHER);
      assertThat(browser.redirect()).startsWith(OTHER + "?");
      assertThat(browser.answer("error")).isEqualTo("invalid_request_object");
      assertThat(browser.answer("state")).isEqualTo("outside");
      assertThat(browser.answer("iss")).isEqualTo(TestServer.ISSUER.value());
    }

    /// Row 17 of the mistakes of this field.
    @Test
    void of_an_object_that_does_not_hold_are_shown_where_there_is_no_such_redirect_uri() {
      String forged = object().with("redirect_uri", OTHER).signed(key("signer"));
      assertIsRefused(forged);
      assertThat(comesWith(forged, "https://evil.example/").shownError())
          .isEqualTo("invalid_request_object");
      assertThat(comesWith(forged, CALLBACK + "/").shownError())
          .isEqualTo("invalid_request_object");
      assertThat(
              browser
                  .get(
                      url(in("signer", forged))
                          + "&redirect_uri="
                          + CALLBACK
                          + "&redirect_uri="
                          + OTHER)
                  .shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void of_an_object_whose_redirect_uri_is_not_registered_are_shown() {
      String object = object().with("redirect_uri", "https://evil.example/").signed(KEY);
      assertThat(comesWith(object, CALLBACK).shownError()).isEqualTo("invalid_request");
    }

    @Test
    void of_the_request_in_it_go_where_it_says() {
      String object = object().with("redirect_uri", OTHER).with("scope", "x").signed(KEY);
      comesWith(object, CALLBACK);
      assertThat(browser.redirect()).startsWith(OTHER + "?");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    }
  }

  @Nested
  class Section_10_8_confusion_with_other_JWTs {
    @ParameterizedTest
    @ValueSource(
        strings = {"client-authentication+jwt", "at+jwt", "dpop+jwt", "logout+jwt", "", "jwt+"})
    void another_typ_is_refused(String typ) {
      assertIsRefused(object().typ(typ));
    }

    @Test
    void no_typ_and_that_of_every_JWT_are_taken() {
      assertThat(comesWith(object().untyped()).path()).isEqualTo("/sign-in");
      assertThat(comesWith(object().typ("JWT")).path()).isEqualTo("/sign-in");
      assertThat(comesWith(object().typ("OAuth-Authz-Req+JWT")).path()).isEqualTo("/sign-in");
    }

    @Test
    void an_assertion_is_no_request_object() {
      assertIsRefused(object().untyped().with("sub", "signer"));
      assertThat(comesWith(object().with("sub", "somebody")).path()).isEqualTo("/sign-in");
    }

    @Test
    void a_request_object_is_no_assertion() throws Exception {
      server.server.reconcile(
          Declared.with(
              declarations(),
              new DeclaredClient(sample("signer", policy()).build("private_key_jwt"), List.of())));
      TestRequestObject[] objects = {
        object().with("sub", "signer"), object().untyped(), object().typ("JWT")
      };
      for (TestRequestObject object : Arrays.asList(objects)) {
        String jwt = object.with("jti", "1").with("exp", now() + 60).signed(KEY);
        Response response = server.post("/token", TestAssertion.in(TestClients.credentials(), jwt));
        assertThat(response.status()).isEqualTo(401);
      }
    }
  }
}

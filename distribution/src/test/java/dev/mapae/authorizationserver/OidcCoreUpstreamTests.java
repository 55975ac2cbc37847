package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The server as a client of another OpenID provider. OIDC Core §3.1.
class OidcCoreUpstreamTests {
  private static final String INVALID = "was not valid";

  private final UpstreamScene scene = new UpstreamScene(Engine.preset(), UpstreamScene.linking());
  private final TestProvider provider = scene.provider;

  @AfterEach
  void close() {
    scene.close();
  }

  private TestBrowser away() {
    return scene.away(scene.browser(), UpstreamScene.ASK.url());
  }

  private void refused(TestBrowser browser, String words) {
    assertThat(browser.path()).isEqualTo("/sign-in");
    assertThat(browser.html()).contains(words);
    assertThat(scene.isSignedIn(browser)).isFalse();
    // And the request goes on from there.
    assertThat(browser.parameter("client_id")).isEqualTo("web");
  }

  /// The identity is known from then on; nobody here has it.
  private static void accepted(TestBrowser browser) {
    assertThat(browser.path()).isEqualTo("/sign-in/connect");
  }

  @Nested
  class Section_3_1_2_1_the_request {
    @Test
    void has_state_nonce_and_a_code_challenge_and_says_where_to_answer() {
      Parameters request = UpstreamScene.request(away());
      assertThat(request.required("response_type")).isEqualTo("code");
      assertThat(request.required("client_id")).isEqualTo("mapae");
      assertThat(request.required("scope")).isEqualTo("openid email profile");
      assertThat(request.required("redirect_uri"))
          .isEqualTo("https://id.example.com" + UpstreamScene.CALLBACK);
      assertThat(request.required("code_challenge_method")).isEqualTo("S256");
      assertThat(request.required("nonce")).hasSizeGreaterThanOrEqualTo(22);
      assertThat(request.names()).doesNotContain("prompt", "max_age");
    }

    @Test
    void is_another_one_each_time() {
      Parameters one = UpstreamScene.request(away());
      Parameters other = UpstreamScene.request(away());
      for (String name : List.of("state", "nonce", "code_challenge")) {
        assertThat(one.required(name)).isNotEqualTo(other.required(name));
      }
    }

    @Test
    void tells_the_provider_nothing_of_who_asks() {
      assertThat(away().redirect()).doesNotContain("client_id=web", "app.example.com");
    }

    @Test
    void goes_out_only_from_a_page_of_ours_in_this_browser() {
      TestBrowser browser = scene.browser().get(UpstreamScene.ASK.url());
      String way = UpstreamScene.link(browser, "upstream-idp");
      assertThat(browser.get(way.replaceAll("&mapae_seen=.*", "")).shownError())
          .isEqualTo("invalid_request");
      assertThat(scene.browser().get(way).shownError()).isEqualTo("invalid_request");
    }

    /// Content Security Policy Level 3 §6.4.2: browsers hold the redirect after the button to it.
    @Test
    void leads_where_the_policy_of_its_page_lets_forms_go() {
      for (String page : List.of(UpstreamScene.ASK.url(), "/account")) {
        TestBrowser browser = scene.browser().get(page);
        assertThat(UpstreamScene.link(browser, "upstream-idp")).startsWith("/");
        assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
            .endsWith("form-action 'self' https:");
      }
    }

    @Test
    void carries_the_request_as_it_came() {
      for (String odd : List.of("a&b=\"c\" 가 +%<>'", "line\nbreak", "line\r\nbreak")) {
        Ask ask = UpstreamScene.ASK.with("login_hint", odd);
        TestBrowser browser = scene.browser().get(ask.url());
        scene.second();
        assertThat(scene.leave(browser, "upstream-idp").redirect())
            .as(odd)
            .startsWith(TestProvider.ISSUER + "/authorize?");
      }
    }

    @Test
    void writes_nothing_down_there_and_back() {
      Map<String, Integer> before = scene.server.rows();
      provider.signing = _ -> "no token";
      scene.back(away());
      assertThat(scene.server.rows()).isEqualTo(before);
    }

    @Test
    void is_offered_in_no_page_whose_request_is_too_long_to_go_there_and_back() {
      Ask ask = UpstreamScene.ASK.with("state", "x".repeat(3000));
      assertThat(scene.browser().get(ask.url()).html()).doesNotContain("upstream-idp");
    }
  }

  @Nested
  class Section_3_1_2_6_an_error {
    @Test
    void is_said_in_our_words() {
      TestBrowser browser = away();
      Parameters answer =
          Parameters.empty()
              .with("error", "access_denied")
              .with("error_description", "call 0800")
              .with("state", UpstreamScene.request(browser).required("state"));
      refused(scene.answer(browser, answer), "did not sign you in");
      assertThat(browser.html()).doesNotContain("0800");
    }
  }

  @Nested
  class Section_3_1_2_7_the_answer {
    private Parameters answer(TestBrowser browser) {
      return Parameters.empty()
          .with("code", "c-1")
          .with("state", UpstreamScene.request(browser).required("state"));
    }

    /// Login CSRF: somebody would be signed in as whoever sent the link.
    @Test
    void is_for_the_browser_that_went_there() {
      Parameters answer = answer(away());
      TestBrowser victim = scene.browser().get(UpstreamScene.ASK.url());
      assertThat(scene.answer(victim, answer).shownError()).isEqualTo("invalid_request");
      assertThat(scene.answer(scene.browser(), answer).shownError()).isEqualTo("invalid_request");
      assertThat(provider.asked).isEmpty();
      assertThat(scene.server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.PAGE_REFUSED)
          .hasSize(2)
          .allSatisfy(event -> assertThat(event.facts().get("path")).endsWith("/callback"));
    }

    @Test
    void has_the_state_as_it_was() {
      TestBrowser browser = away();
      String state = answer(browser).required("state");
      for (String other :
          List.of("", "x", state.substring(1), turned(state, 20), turned(state, 99))) {
        TestBrowser there = scene.browser();
        there.cookies.putAll(browser.cookies);
        scene.answer(there, Parameters.empty().with("code", "c-1").with("state", other));
        assertThat(there.shownError()).isEqualTo("invalid_request");
      }
    }

    private static String turned(String state, int place) {
      return state.substring(0, place)
          + (state.charAt(place) == 'A' ? 'B' : 'A')
          + state.substring(place + 1);
    }

    /// Mix-up: RFC 9700 §4.4.
    @Test
    void comes_to_the_address_of_the_provider_that_was_asked() {
      TestBrowser browser = away();
      String query = answer(browser).encode();
      browser.get("/sign-in/upstream/other/callback?" + query);
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(provider.asked).isEmpty();
    }

    @Test
    void names_no_other_provider() {
      TestBrowser browser = away();
      refused(
          scene.answer(browser, answer(browser).with("iss", "https://other.example.net")), INVALID);
      assertThat(provider.asked).isEmpty();
    }

    /// RFC 9207 §2.4.
    @Test
    void names_the_provider_where_its_metadata_promises_that() {
      provider.metadata.put("authorization_response_iss_parameter_supported", true);
      TestBrowser silent = away();
      refused(scene.answer(silent, answer(silent)), INVALID);
      TestBrowser naming = away();
      accepted(scene.answer(naming, answer(naming).with("iss", TestProvider.ISSUER)));
    }

    @Test
    void is_good_for_half_an_hour() {
      TestBrowser browser = away();
      scene.clock.advance(Duration.ofMinutes(31));
      assertThat(scene.back(browser).shownError()).isEqualTo("invalid_request");
    }

    /// Also at a provider that takes a code twice.
    @Test
    void is_good_once() {
      TestBrowser browser = away();
      Parameters answer = answer(browser);
      accepted(scene.answer(browser, answer));
      refused(scene.answer(browser, answer), INVALID);
    }

    /// Row 7 of the mistakes of this field.
    @Test
    void is_good_once_of_many_that_come_at_once() {
      scene.connect("alice");
      TestBrowser browser = away();
      String url = UpstreamScene.CALLBACK + "?" + answer(browser).encode();
      Map<String, Integer> before = scene.server.rows();
      List<Boolean> in = Race.of(3, () -> scene.isSignedIn(browser.on(scene.server).get(url)));
      assertThat(in).containsOnlyOnce(true);
      assertThat(scene.server.rows()).containsEntry("sessions", before.get("sessions") + 1);
    }

    /// RFC 9110 §9.2.1.
    @Test
    void is_not_spent_by_who_only_looks_at_it() {
      TestBrowser browser = away();
      Parameters answer = answer(browser);
      String url = UpstreamScene.CALLBACK + "?" + answer.encode();
      assertThat(browser.send("HEAD", url, Parameters.empty()).status()).isEqualTo(200);
      assertThat(provider.asked).isEmpty();
      accepted(scene.answer(browser, answer));
    }

    /// Code injection: RFC 9700 §4.5.
    @Test
    void brings_no_code_of_another_browser() {
      TestBrowser attacker = away();
      TestBrowser victim = away(); // the provider has the victim's code now
      refused(scene.answer(attacker, answer(attacker)), INVALID);
      assertThat(victim.redirect()).isNotEmpty();
    }

    /// Somebody guesses codes, and the provider would lock this server out.
    @Test
    void is_taken_three_times_for_one_sign_in() {
      TestBrowser browser = away();
      Parameters guessed = answer(browser).with("code", "guessed");
      provider.signing = _ -> "no token";
      for (int i = 0; i < 5; i++) {
        browser.get(UpstreamScene.CALLBACK + "?" + guessed.encode());
      }
      assertThat(scene.follow(browser).html()).contains("Too many attempts");
      assertThat(provider.asked).hasSize(3);
    }

    /// All that the server fetches waits for the same turns.
    @Test
    void waits_with_few_others_for_a_provider_that_is_slow() throws InterruptedException {
      CountDownLatch waiting = new CountDownLatch(16);
      CountDownLatch slow = new CountDownLatch(1);
      provider.signing = _ -> "no token";
      provider.before =
          () -> {
            if (waiting.getCount() == 0) {
              return;
            }
            waiting.countDown();
            try {
              assertThat(slow.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          };
      List<TestBrowser> browsers = Stream.generate(() -> away()).limit(17).toList();
      try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
        browsers.stream().skip(1).forEach(b -> others.execute(() -> scene.back(b)));
        try {
          assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();
          refused(scene.back(browsers.getFirst()), "does not answer");
        } finally {
          slow.countDown();
        }
      }
      assertThat(provider.asked).hasSize(16);
    }

    @Test
    void is_not_taken_however_fast() {
      TestBrowser browser = away();
      Parameters answer = answer(browser).with("code", "guessed");
      provider.signing = _ -> "no token";
      for (int i = 0; i < 160; i++) {
        browser.get(UpstreamScene.CALLBACK + "?" + answer.encode());
        browser.get(UpstreamScene.CALLBACK + "?" + answer.encode());
      }
      assertThat(scene.follow(browser).html()).contains("Too many attempts");
    }
  }

  @Nested
  class Section_3_1_3_1_the_token_request {
    @Test
    void is_authenticated_and_has_the_verifier() {
      TestBrowser browser = away();
      accepted(scene.back(browser));
      Question question = provider.asked.getFirst();
      assertThat(question.authorization())
          .contains(new BasicCredentials("mapae", TestProvider.SECRET).formEncoded().header());
      Parameters form = question.form().orElseThrow();
      assertThat(form.names())
          .containsExactlyInAnyOrder("grant_type", "code", "redirect_uri", "code_verifier");
      assertThat(form.required("code")).isEqualTo("c-1");
    }
  }

  /// What is wrong with an ID token.
  enum Fault {
    ISS_OF_ANOTHER,
    NO_ISS,
    AUD_OF_ANOTHER,
    AUD_OF_SEVERAL,
    AUD_OF_NOTHING,
    NO_AUD,
    AZP_OF_ANOTHER,
    EXPIRED,
    NO_EXP,
    NO_IAT,
    FROM_THE_FUTURE,
    NONCE_OF_ANOTHER,
    NO_NONCE,
    NO_SUB,
    LONG_SUB,
    OTHER_AT_HASH,
    OTHER_TYPE,
    NOT_SIGNED,
    SIGNED_WITH_THE_SECRET,
    SIGNED_WITH_THE_PUBLIC_KEY,
    SIGNED_BY_ANOTHER,
    NO_ID_TOKEN
  }

  @Nested
  class Section_3_1_3_7_the_id_token {
    @Test
    void is_accepted_as_it_has_to_be() {
      accepted(scene.back(away()));
    }

    @Test
    void may_be_for_a_list_of_one() {
      TestBrowser browser = away();
      provider.claims.put("aud", List.of("mapae"));
      provider.claims.put("azp", "mapae");
      accepted(scene.back(browser));
    }

    /// Others whom it is for could bring it here, unless they are trusted.
    @Test
    void may_be_for_others_who_are_trusted_where_it_is_ours_among_them() {
      String reporting = "https://reporting.example.net";
      try (UpstreamScene trusting =
          new UpstreamScene(Engine.preset(), UpstreamScene.trusting("another", reporting))) {
        accepted(backFor(trusting, List.of("another", "mapae"), "mapae"));
        accepted(backFor(trusting, List.of("mapae", "another", reporting), "mapae"));
        refused(backFor(trusting, List.of("mapae", "another"), ""), INVALID);
        refused(backFor(trusting, List.of("mapae", "another"), "another"), INVALID);
        refused(backFor(trusting, List.of("mapae", "a third"), "mapae"), INVALID);
        refused(backFor(trusting, List.of("another", reporting), "mapae"), INVALID);
      }
    }

    /// No waiting mends what is not there.
    @Test
    void is_refused_where_there_are_no_keys() {
      provider.metadata.put("jwks_uri", TestProvider.ISSUER + "/nothing");
      refused(scene.back(away()), INVALID);
    }

    @Test
    void may_be_good_later_where_its_keys_cannot_be_had_just_now() {
      TestBrowser browser = away();
      provider.down = true;
      refused(scene.back(browser), "does not answer");
    }

    /// @param azp empty for none
    private TestBrowser backFor(UpstreamScene at, List<String> aud, String azp) {
      TestBrowser browser = at.away(at.browser(), UpstreamScene.ASK.url());
      at.provider.claims.put("aud", aud);
      if (azp.isEmpty()) {
        at.provider.claims.remove("azp");
      } else {
        at.provider.claims.put("azp", azp);
      }
      return at.back(browser);
    }

    @ParameterizedTest
    @EnumSource
    void is_refused(Fault fault) {
      TestBrowser browser = away();
      spoil(provider.claims, fault);
      provider.signing = claims -> signed(claims, fault);
      refused(scene.back(browser), INVALID);
    }

    private void spoil(Map<String, Object> claims, Fault fault) {
      long now = scene.clock.instant().getEpochSecond();
      switch (fault) {
        case ISS_OF_ANOTHER -> claims.put("iss", "https://other.example.net");
        case NO_ISS -> claims.remove("iss");
        case AUD_OF_ANOTHER -> claims.put("aud", "another");
        case AUD_OF_SEVERAL -> {
          claims.put("aud", List.of("mapae", "another"));
          claims.put("azp", "mapae");
        }
        case AUD_OF_NOTHING -> {
          claims.put("aud", Arrays.asList("mapae", null));
          claims.put("azp", "mapae");
        }
        case NO_AUD -> claims.remove("aud");
        case AZP_OF_ANOTHER -> claims.put("azp", "another");
        case EXPIRED -> claims.put("exp", now - 60);
        case NO_EXP -> claims.remove("exp");
        case NO_IAT -> claims.remove("iat");
        case FROM_THE_FUTURE -> claims.put("iat", now + 120);
        case NONCE_OF_ANOTHER -> claims.put("nonce", "another");
        case NO_NONCE -> claims.remove("nonce");
        case NO_SUB -> claims.remove("sub");
        case LONG_SUB -> claims.put("sub", "s".repeat(256));
        case OTHER_AT_HASH -> claims.put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA");
        case OTHER_TYPE,
            NOT_SIGNED,
            SIGNED_WITH_THE_SECRET,
            SIGNED_WITH_THE_PUBLIC_KEY,
            SIGNED_BY_ANOTHER,
            NO_ID_TOKEN -> {}
      }
    }

    private static String signed(Map<String, Object> claims, Fault fault) {
      return switch (fault) {
        case OTHER_TYPE -> TestProvider.signedAs(claims, new JOSEObjectType("logout+jwt"));
        case NOT_SIGNED -> unsigned(claims);
        case SIGNED_WITH_THE_SECRET ->
            byMac(claims, TestProvider.SECRET.repeat(2).getBytes(StandardCharsets.US_ASCII));
        case SIGNED_WITH_THE_PUBLIC_KEY ->
            byMac(
                claims,
                TestProvider.publicKey().toJSONString().getBytes(StandardCharsets.US_ASCII));
        case SIGNED_BY_ANOTHER ->
            TestProvider.signed(claims, TestProvider.anotherKey(), JOSEObjectType.JWT);
        case NO_ID_TOKEN -> "";
        default -> TestProvider.signed(claims);
      };
    }

    private static String unsigned(Map<String, Object> claims) {
      String[] parts = TestProvider.signed(claims).split("\\.", -1);
      String header =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII));
      return header + "." + parts[1] + "." + parts[2];
    }

    private static String byMac(Map<String, Object> claims, byte[] secret) {
      try {
        JWSHeader header =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
        return TestProvider.signed(claims, header, new MACSigner(secret));
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Section_5_3_2_userinfo {
    @Test
    void says_what_the_id_token_does_not() {
      provider.userInfo.put("email", "dodo@example.com");
      assertThat(scene.back(away()).html()).contains("dodo@example.com");
      assertThat(provider.asked.getLast().authorization()).contains("Bearer at");
    }

    @Test
    void is_asked_of_nobody_who_is_known() {
      scene.connect("alice");
      provider.asked.clear();
      TestBrowser browser = scene.back(away());
      assertThat(scene.isSignedIn(browser)).isTrue();
      assertThat(provider.asked)
          .extracting(Question::url)
          .containsExactly(TestProvider.ISSUER + "/token");
    }

    @Test
    void need_not_answer() {
      provider.userInfo.clear();
      accepted(scene.back(away()));
    }

    @Test
    void is_of_nobody_else() {
      provider.userInfo.put("sub", "sub-2");
      refused(scene.back(away()), INVALID);
    }
  }

  @Nested
  class Its_metadata {
    @Test
    void is_asked_for_when_somebody_first_goes_there_and_kept() {
      assertThat(provider.metadataAsked).isZero();
      away();
      away();
      assertThat(provider.metadataAsked).isEqualTo(1);
    }

    @Test
    void is_that_of_the_issuer_to_the_letter() {
      provider.metadata.put("issuer", TestProvider.ISSUER + "/");
      refusedAtOnce(INVALID);
    }

    @Test
    void leads_nowhere_in_clear() {
      provider.metadata.put("token_endpoint", "http://idp.example.net/token");
      refusedAtOnce(INVALID);
    }

    @Test
    void has_every_endpoint() {
      provider.metadata.remove("token_endpoint");
      refusedAtOnce(INVALID);
    }

    @Test
    void may_be_missing_and_then_a_page_says_so_and_it_is_asked_once_in_ten_seconds() {
      provider.down = true;
      refusedAtOnce();
      refusedAtOnce();
      provider.down = false;
      scene.clock.advance(Duration.ofSeconds(11));
      accepted(scene.back(away()));
    }

    /// As where its address is none that this server may call: no waiting mends that.
    @Test
    void may_be_out_of_reach_for_good_and_then_no_page_says_that_it_does_not_answer_just_now() {
      provider.down = true;
      provider.cause = NotFetched.Cause.DOCUMENT;
      refusedAtOnce(INVALID);
      refusedAtOnce(INVALID);
    }

    /// From when it had answered: one that is slow is asked no more often.
    @Test
    void is_asked_once_in_ten_seconds_also_where_it_takes_long() {
      AtomicInteger fetches = new AtomicInteger();
      provider.down = true;
      provider.fetching =
          () -> {
            fetches.incrementAndGet();
            scene.clock.advance(Duration.ofSeconds(2));
          };
      refusedAtOnce();
      scene.clock.advance(Duration.ofSeconds(9));
      refusedAtOnce();
      assertThat(fetches).hasValue(1);
    }

    /// That this server had no time to ask tells nothing about it.
    @Test
    void is_asked_for_at_once_where_nobody_asked_before() {
      provider.down = true;
      provider.cause = NotFetched.Cause.THIS_SERVER;
      refusedAtOnce();
      provider.down = false;
      accepted(scene.back(away()));
    }

    private void refusedAtOnce() {
      refusedAtOnce("does not answer");
    }

    private void refusedAtOnce(String words) {
      TestBrowser browser = scene.browser().get(UpstreamScene.ASK.url());
      refused(browser.get(UpstreamScene.link(browser, "upstream-idp")), words);
    }
  }

  @Nested
  class Section_3_1_2_3_a_fresh_sign_in {
    private final Ask login = UpstreamScene.ASK.with("prompt", "login");

    @Test
    void is_asked_of_the_provider_too() {
      Parameters request = UpstreamScene.request(scene.away(scene.browser(), login.url()));
      assertThat(request.required("prompt")).isEqualTo("login");
      assertThat(request.required("max_age")).isEqualTo("0");
      Ask recent = UpstreamScene.ASK.with("max_age", "600");
      Parameters other = UpstreamScene.request(scene.away(scene.browser(), recent.url()));
      assertThat(other.required("max_age")).isEqualTo("600");
      assertThat(other.names()).doesNotContain("prompt");
    }

    @Test
    void is_believed_by_its_auth_time() {
      scene.connect("alice");
      TestBrowser browser = scene.through(scene.browser(), login.url());
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void is_none_where_the_provider_let_somebody_in_without_asking() {
      scene.connect("alice");
      TestBrowser browser = scene.away(scene.browser(), login.url());
      provider.claims.put("auth_time", scene.clock.instant().getEpochSecond() - 120);
      refused(scene.back(browser), "have to sign in anew");
      TestBrowser silent = scene.away(scene.browser(), login.url());
      provider.claims.remove("auth_time");
      refused(scene.back(silent), "have to sign in anew");
    }

    @Test
    void is_none_for_the_pages_where_credentials_change_either() {
      scene.connect("alice");
      TestBrowser browser = scene.away(scene.browser(), UpstreamScene.ASK.url());
      provider.claims.remove("auth_time");
      assertThat(scene.back(browser).path()).isEqualTo("/consent");
      assertThat(browser.get("/account").page.status()).isEqualTo(200);
      assertThat(browser.path()).isEqualTo("/account");
      assertThat(browser.get("/account/security").path()).isEqualTo("/account/sign-in");
    }

    /// A session that began without one must not pass where the button itself would not.
    @Test
    void is_none_for_any_max_age_either_and_clients_are_told_no_auth_time() {
      scene.connect("alice");
      TestBrowser browser = scene.away(scene.browser(), UpstreamScene.ASK.url());
      provider.claims.remove("auth_time");
      scene.back(browser).approve("playlist.read");
      String token =
          String.valueOf(
              TestServer.json(
                      scene.server.token(
                          "web", UpstreamScene.ASK.redemption(browser.answer("code"))))
                  .get("id_token"));
      String claims =
          new String(
              Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
      assertThat(claims).contains("\"acr\"").doesNotContain("auth_time");
      browser.get(UpstreamScene.ASK.with("max_age", "90000").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      // It is a hint of who it is all the same.
      browser.get(UpstreamScene.ASK.with("id_token_hint", token).url());
      assertThat(browser.answer("code")).isNotEmpty();
    }

    @Test
    void is_asked_for_by_the_button_of_the_page_that_says_so() {
      scene.connect("alice");
      TestBrowser browser = scene.away(scene.browser(), login.url());
      provider.claims.remove("auth_time");
      scene.back(browser);
      scene.leave(browser, "upstream-idp");
      assertThat(UpstreamScene.request(browser).required("prompt")).isEqualTo("login");
    }

    @Test
    void may_be_taken_for_granted_by_an_operator_who_says_so() {
      UpstreamProvider declared = UpstreamScene.provider(false, false, true);
      try (UpstreamScene trusting = new UpstreamScene(Engine.preset(), declared)) {
        trusting.connect("alice");
        TestBrowser browser = trusting.away(trusting.browser(), login.url());
        trusting.provider.claims.remove("auth_time");
        assertThat(trusting.back(browser).path()).isEqualTo("/consent");
      }
    }
  }
}

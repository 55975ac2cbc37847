package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9068 §4 at an API that trusts several issuers: a token is for the one that it names.
class SeveralIssuersTests {
  private static final String OTHER_API = "music";

  private final SetClock clock = new SetClock(NOW);
  private final AtomicInteger introspections = new AtomicInteger();
  private TestIssuer first;
  private TestIssuer second;
  private TestIssuer asked;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    first = new TestIssuer();
    second = new TestIssuer();
    asked = new TestIssuer();
    asked.answers.put(
        "/introspect",
        exchange -> {
          introspections.incrementAndGet();
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Map<String, Object> said = asked.claims("active", !form.contains("revoked"));
          said.put("token_type", "Bearer");
          TestIssuer.json(said).send(exchange);
        });
    api =
        TestIssuer.resourceServer(
            ResourceServerSettings.of(
                TrustedIssuer.of(first.url(), API),
                TrustedIssuer.of(second.url(), OTHER_API).acceptTyp("JWT"),
                TrustedIssuer.of(asked.url(), API).introspection(introspection(asked))),
            clock);
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    asked.close();
  }

  private static Introspection introspection(TestIssuer issuer) {
    return Introspection.clientSecretBasic("music", "secret")
        .endpoint(URI.create(issuer.url() + "/introspect"));
  }

  private String from(TestIssuer issuer) {
    return accepted(api.authenticate(bearer(issuer.token()))).issuer();
  }

  private void refuse(String token) {
    Refusal refusal = refused(api.authenticate(bearer(token)));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains("invalid_token");
  }

  /// RFC 7519 §4.1.3.
  @Nested
  class One_issuer_with_several_audiences {
    private TrustedIssuer both() {
      return TrustedIssuer.of(first.url(), API).alsoFor("old name");
    }

    private Outcome<VerifiedToken> present(TrustedIssuer trusted, Object aud) {
      return TestIssuer.resourceServer(
              ResourceServerSettings.of(trusted).describedIfLocated(), clock)
          .authenticate(bearer(first.token(first.claims("aud", aud))));
    }

    @Test
    void takes_tokens_for_each_and_for_no_other() {
      accepted(present(both(), API));
      accepted(present(both(), "old name"));
      accepted(present(both(), List.of("x", "old name")));
      for (Object other : List.of("x", "old", List.of("x", API + "x"), List.of())) {
        Refusal refusal = refused(present(both(), other));
        assertThat(refusal.error()).contains("invalid_token");
        assertThat(refusal.description()).contains(API + " or old name");
      }
      assertThat(refused(present(TrustedIssuer.of(first.url(), API), "old name")).error())
          .contains("invalid_token");
      assertThatThrownBy(() -> both().alsoFor(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void is_described_by_the_first() {
      assertThat(
              ResourceServerSettings.of(both())
                  .describedIfLocated()
                  .metadata()
                  .orElseThrow()
                  .resource())
          .hasToString(API);
    }

    @Test
    void takes_them_where_it_is_asked_too() {
      TrustedIssuer old =
          TrustedIssuer.of(asked.url(), "new name")
              .alsoFor(API)
              .introspection(introspection(asked));
      accepted(
          TestIssuer.resourceServer(ResourceServerSettings.of(old), clock)
              .authenticate(bearer("opaque")));
      TrustedIssuer without =
          TrustedIssuer.of(asked.url(), "new name").introspection(introspection(asked));
      assertThat(
              refused(
                      TestIssuer.resourceServer(ResourceServerSettings.of(without), clock)
                          .authenticate(bearer("opaque")))
                  .error())
          .contains("invalid_token");
    }
  }

  @Nested
  class A_token {
    @Test
    void is_verified_by_the_keys_and_the_audience_of_the_issuer_that_it_names() {
      String others = second.token(second.claims("aud", OTHER_API));

      assertThat(from(first)).isEqualTo(first.url());
      assertThat(accepted(api.authenticate(bearer(others))).issuer()).isEqualTo(second.url());
      refuse(second.token());
      refuse(first.token(first.claims("aud", OTHER_API)));
    }

    @Test
    void that_one_issuer_signed_is_never_one_of_another() {
      refuse(second.token(first.claims()));
      Map<String, Object> claims = first.claims("aud", OTHER_API);
      claims.put("iss", second.url());
      refuse(first.token(claims));
    }

    @Test
    void that_was_accepted_is_recognized_and_held_to_its_time() {
      String token = first.token();
      VerifiedToken once = accepted(api.authenticate(bearer(token)));

      assertThat(accepted(api.authenticate(bearer(token)))).isSameAs(once);
      clock.advance(java.time.Duration.ofSeconds(611));
      refuse(token);
    }

    /// CVE-2026-1180 and its like: who sends a token must not choose whom we call.
    @Test
    void that_names_an_issuer_which_is_not_trusted_makes_nobody_be_asked() throws IOException {
      try (TestIssuer evil = new TestIssuer()) {
        refuse(evil.token());
        refuse(evil.token(evil.claims("iss", first.url() + "/")));
        refuse(evil.token(evil.claims("iss", first.url().toUpperCase(java.util.Locale.ROOT))));
        refuse(evil.token(evil.claims("iss", 1)));

        assertThat(evil.keyFetches).hasValue(0);
      }
      assertThat(first.keyFetches).hasValue(0);
      assertThat(introspections).hasValue(0);
    }

    @Test
    void that_is_opaque_is_for_the_issuer_that_is_asked() {
      assertThat(accepted(api.authenticate(bearer("opaque"))).issuer()).isEqualTo(asked.url());
      refuse("revoked");
      assertThat(introspections).hasValue(2);
    }

    @Test
    void of_the_issuer_that_is_asked_is_asked_about_whatever_it_is() {
      assertThat(from(asked)).isEqualTo(asked.url());
      assertThat(introspections).hasValue(1);
      assertThat(asked.keyFetches).hasValue(0);
    }

    /// A JWT that cannot be read may be one of any issuer, and good for somebody else's use.
    @Test
    void that_may_be_a_jwt_of_another_issuer_is_shown_to_nobody() throws JOSEException {
      refuse("a.b.c.d.e");
      refuse("eyJhbGciOiJub25lIn0.e30.");
      refuse(first.token() + "A");
      refuse("x".repeat(5_000) + first.token());
      String iss = "\"iss\":\"" + first.url() + "\"";
      refuse(signed("{" + iss + "," + iss + "}"));
      refuse(signed("[]"));
      assertThat(introspections).hasValue(0);
    }

    private String signed(String payload) throws JOSEException {
      JWSObject jws =
          new JWSObject(TestIssuer.header(JWSAlgorithm.ES256).build(), new Payload(payload));
      jws.sign(TestIssuer.signer(first.key));
      return jws.serialize();
    }

    @Test
    void that_is_opaque_is_refused_where_nobody_can_be_asked() {
      api =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(
                  TrustedIssuer.of(first.url(), API), TrustedIssuer.of(second.url(), API)),
              clock);
      refuse("opaque");
      assertThat(from(second)).isEqualTo(second.url());
    }
  }

  @Nested
  class Settings {
    @Test
    void name_keys_that_come_over_https() {
      TrustedIssuer one = TrustedIssuer.of("https://id.example.com", API);
      assertThatThrownBy(() -> one.jwksUri(URI.create("http://id.example.com/keys")))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void have_nothing_that_would_be_without_effect() {
      TrustedIssuer one = TrustedIssuer.of("https://id.example.com", API);
      Introspection introspection = Introspection.clientSecretBasic("music", "secret");
      assertThatThrownBy(() -> one.acceptTyp("JWT").introspection(introspection))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> one.introspection(introspection).acceptTyp("JWT"))
          .isInstanceOf(IllegalArgumentException.class);
      TrustedIssuer keyed = one.jwksUri(URI.create("https://id.example.com/keys"));
      assertThatThrownBy(() -> keyed.introspection(introspection))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(keyed.introspection(introspection.signed()).jwksUri()).isPresent();
    }

    @Test
    void describe_the_api_by_the_first_audience_that_is_a_url() {
      ResourceServerSettings settings =
          ResourceServerSettings.of(
              TrustedIssuer.of("https://id.example.com", "music-api"),
              TrustedIssuer.of("https://other.example.com", "https://api.example.com/"));
      ResourceServer described = ResourceServer.of(settings.metadata(m -> m));
      ProtectedResourceMetadata metadata = described.metadata().orElseThrow();
      assertThat(metadata.resource()).hasToString("https://api.example.com/");
      assertThat(metadata.json())
          .contains(
              "\"authorization_servers\":[\"https://id.example.com\",\"https://other.example.com\"]");
    }

    @Test
    void name_each_issuer_once_and_one_to_be_asked() {
      TrustedIssuer one = TrustedIssuer.of(first.url(), API);
      TrustedIssuer other = TrustedIssuer.of(second.url(), API);

      assertThatThrownBy(() -> ResourceServerSettings.of(one, one.acceptTyp("JWT")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() ->
              ResourceServerSettings.of(
                  one.introspection(introspection(first)),
                  other.introspection(introspection(second))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

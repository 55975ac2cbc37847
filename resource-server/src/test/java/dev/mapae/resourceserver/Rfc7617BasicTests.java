package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.BasicCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7617, HTTP Basic, at an API.
class Rfc7617BasicTests {
  private static final String CHALLENGE = "Basic realm=\"Music API\", charset=\"UTF-8\"";

  private final Authenticator<String> api =
      BasicAuthenticator.of("Music API", Rfc7617BasicTests::check);

  private static Optional<String> check(BasicCredentials given) {
    boolean known =
        given.equals(new BasicCredentials("Aladdin", "open sesame"))
            || given.equals(new BasicCredentials("test", "123£"));
    return known ? Optional.of(given.userId()) : Optional.empty();
  }

  private void refuse(String... authorization) {
    Refusal refusal = refused(api.authenticate(request(authorization)));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).isEmpty();
    assertThat(challenge(refusal)).isEqualTo(CHALLENGE);
  }

  @Nested
  class Section_2_the_scheme {
    @Test
    void the_example_of_the_section_is_accepted() {
      assertThat(accepted(api.authenticate(request("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))))
          .isEqualTo("Aladdin");
    }

    @Test
    void its_name_has_no_case() {
      accepted(api.authenticate(request("bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==")));
    }

    @Test
    void a_request_without_credentials_is_told_the_realm() {
      refuse();
      refuse("Bearer abc");
    }

    @Test
    void a_wrong_password_or_user_is_refused() {
      refuse(new BasicCredentials("Aladdin", "open sesam").header());
      refuse(new BasicCredentials("Sindbad", "open sesame").header());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Basic",
          "Basic ",
          "Basic !!!",
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ===",
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
          "Basic QWxhZGRpbg=="
        })
    void broken_base64_and_a_missing_colon_are_refused(String header) {
      refuse(header);
    }

    @Test
    void control_characters_are_refused() {
      refuse("Basic " + base64("Aladdin:open\u0000sesame".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void an_overlong_header_is_refused() {
      refuse("Basic " + "QUFB".repeat(5000));
    }

    @Test
    void two_headers_are_refused() {
      String header = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

      refuse(header, header);
    }
  }

  @Nested
  class Section_2_1_the_charset {
    @Test
    void the_example_of_the_section_is_accepted() {
      assertThat(accepted(api.authenticate(request("Basic dGVzdDoxMjPCow==")))).isEqualTo("test");
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
      refuse("Basic " + base64("test:123£".getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  @Test
  void a_refusal_never_repeats_the_password() {
    Refusal refusal =
        refused(api.authenticate(request(new BasicCredentials("Aladdin", "hunter2!").header())));

    assertThat(refusal + refusal.problem().toString()).doesNotContain("hunter2!");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

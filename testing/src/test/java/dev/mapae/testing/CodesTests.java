package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// People who need more than a password, by program. RFC 6238.
@Tag("socket")
class CodesTests {
  private static final Setup SETUP =
      Setup.empty()
          .person("alice", "admin")
          .person("bob")
          .with("authentication", Map.of("second_factor_roles", List.of("admin")));

  @RegisterExtension static final MapaeExtension SERVER = MapaeExtension.with(SETUP);

  private final Mapae mapae;

  CodesTests(Mapae mapae) {
    this.mapae = mapae;
  }

  private String acr(String username) throws Exception {
    String token = mapae.tokenFor(username).scope("openid").mint();
    return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("acr");
  }

  @Test
  void who_must_have_a_second_factor_shows_one() throws Exception {
    assertThat(acr("alice")).isEqualTo("urn:mapae:acr:mfa");
    assertThat(acr("bob")).isEqualTo("urn:mapae:acr:password");
  }

  @Test
  void they_sign_in_as_often_as_they_like_though_each_code_is_good_once() {
    Instant stopped = Instant.parse("2026-01-01T00:00:00Z");
    try (Mapae still = Mapae.start(SETUP.at(stopped))) {
      URI url = request(still);
      for (int i = 0; i < 4; i++) {
        assertThat(still.authorize(url).as("alice").getRawQuery()).contains("code=");
      }
      assertThat(Duration.between(stopped, still.clock().instant())).hasMinutes(1);
    }
  }

  private static URI request(Mapae mapae) {
    return URI.create(
        mapae.endpoint("authorization_endpoint")
            + "?response_type=code&client_id=test&scope=openid"
            + "&redirect_uri=http://127.0.0.1/callback"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
            + "&code_challenge_method=S256");
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.SecondFactorScene.ASK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8176, how somebody signed in, as the ID token tells it.
class Rfc8176AmrTests {
  private final SecondFactorScene scene = new SecondFactorScene(Engine.preset());

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class Section_2_the_values {
    @Test
    void a_password_alone_is_pwd() {
      TestBrowser bob = new TestBrowser(scene.server).get(ASK.url()).signInAs("bob");
      assertThat(scene.claims(bob, ASK, "id_token"))
          .containsEntry("amr", List.of("pwd"))
          .containsEntry("acr", "urn:mapae:acr:password");
    }

    @Test
    void a_password_and_a_code_are_two_factors() {
      Map<String, Object> claims = scene.claims(scene.signedIn(), ASK, "id_token");
      assertThat(claims)
          .containsEntry("amr", List.of("pwd", "otp", "mfa"))
          .containsEntry("acr", "urn:mapae:acr:mfa")
          .containsEntry("auth_time", scene.server.clock.instant().getEpochSecond());
    }
  }
}

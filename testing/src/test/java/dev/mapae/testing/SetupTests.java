package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a server is told before it starts.
@Tag("socket")
class SetupTests {
  private static final Setup MUSIC =
      Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").person("alice");

  @Test
  void without_a_client_there_is_one() {
    try (Mapae mapae = Mapae.start(MUSIC)) {
      assertThat(mapae.tokenForClient(Setup.CLIENT).scope("playlist.read").mint()).isNotEmpty();
      assertThat(mapae.clientSecret(Setup.CLIENT)).hasSizeGreaterThanOrEqualTo(32);
    }
  }

  @Test
  void a_server_may_know_nobody_at_all() {
    try (Mapae mapae = Mapae.start()) {
      assertThat(mapae.endpoint("token_endpoint")).startsWith(mapae.issuer());
      assertThatThrownBy(() -> mapae.endpoint("no_such_endpoint")).hasMessageContaining("no_such");
    }
  }

  @Test
  void yaml_and_java_say_the_same() throws Exception {
    Setup yaml =
        Setup.yaml(
            """
            resources:
              - {resource: "https://api.example.com/", scopes: {playlist.read: {}}}
            users:
              - {username: alice, password: wonderland-42}
            password_hashing: {memory: 8MiB}
            """);
    try (Mapae first = Mapae.start(yaml);
        Mapae second = Mapae.start(MUSIC)) {
      for (Mapae mapae : List.of(first, second)) {
        String token = mapae.tokenFor("alice").scope("playlist.read").mint();
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getAudience())
            .containsExactly(PlaylistApi.RESOURCE);
      }
      assertThat(first.password("alice")).isEqualTo("wonderland-42");
      assertThat(first.issuer()).isNotEqualTo(second.issuer());
    }
  }

  @Test
  void any_other_key_of_the_file_may_be_said() throws Exception {
    Setup setup = MUSIC.with("lifetimes", Map.of("access_token", "90s"));
    try (Mapae mapae = Mapae.start(setup)) {
      assertThat(mapae.tokenFor("alice").scope("playlist.read").answer())
          .containsEntry("expires_in", 90L);
    }
  }

  @Test
  void mistakes_are_told_as_the_server_tells_them() {
    assertThatThrownBy(() -> Mapae.start(MUSIC.with("lifetime", "90s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lifetimes");
    assertThatThrownBy(() -> Mapae.start(MUSIC.client("web", "https://app.example.com/#here")))
        .hasMessageContaining("fragment");
    assertThatThrownBy(() -> Mapae.start(Setup.yaml("issuer: https://id.example.com")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_clock_may_stand_still() throws Exception {
    Instant then = Instant.parse("2031-05-04T09:00:00Z");
    try (Mapae mapae = Mapae.start(MUSIC.at(then))) {
      SignedJWT token = SignedJWT.parse(mapae.tokenFor("alice").scope("playlist.read").mint());
      assertThat(token.getJWTClaimsSet().getIssueTime().toInstant()).isEqualTo(then);
      mapae.advance(Duration.ofDays(1));
      assertThat(mapae.clock().instant()).isEqualTo(then.plus(Duration.ofDays(1)));
      assertThatThrownBy(() -> mapae.advance(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  }

  @ParameterizedTest
  @CsvSource({
    "issuer, https://id.example.com",
    "listen, '127.0.0.1:39871'",
    "management, '127.0.0.1:39872'",
    "database, sqlite:other.db",
    "key_encryption_key, file:kek"
  })
  void what_makes_it_a_server_of_the_test_is_not_for_the_test_to_say(String key, String value) {
    assertThatThrownBy(() -> Mapae.start(MUSIC.with(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "' is given twice");
  }

  @Test
  void tls_is_refused_in_words() {
    Map<String, String> tls = Map.of("certificate", "cert.pem", "key", "key.pem");
    assertThatThrownBy(() -> Mapae.start(MUSIC.with("tls", tls)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without tls");
  }

  @Test
  void people_come_by_the_first_client_that_takes_them_back() {
    Setup setup = MUSIC.client("reporter").client("web", "https://app.example.com/callback");
    try (Mapae mapae = Mapae.start(setup)) {
      assertThat(mapae.tokenFor("alice").scope("playlist.read").mint()).isNotEmpty();
    }
    try (Mapae mapae = Mapae.start(Setup.yaml("clients: []"))) {
      assertThatThrownBy(() -> mapae.tokenFor("alice")).hasMessageContaining("no client");
    }
  }

  /// The second port is free from the moment in which it is asked for, and not before.
  @SuppressWarnings("try")
  @Test
  void another_port_is_tried_when_somebody_has_the_first() throws Exception {
    TestClock clock = new TestClock(Optional.empty());
    try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket later = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Integer> asked = new ArrayList<>();
      Started.Ports ports =
          () -> {
            if (asked.isEmpty()) {
              asked.add(held.getLocalPort());
            } else {
              later.close();
              asked.add(later.getLocalPort());
            }
            return asked.getLast();
          };
      try (Started started = Started.of(MUSIC, clock, new Outbox(), ports)) {
        assertThat(started.settings().issuer().value()).endsWith(":" + later.getLocalPort());
        assertThat(asked).hasSize(2);
      }
      assertThatThrownBy(() -> Started.of(MUSIC, clock, new Outbox(), held::getLocalPort))
          .hasMessageContaining("cannot listen");
    }
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

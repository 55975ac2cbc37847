package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of every kind, at an API that is protected by the library.
@Tag("socket")
class MintedTokenTests {
  private static final String OPAQUE = "https://opaque.example.com/";

  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty()
              .resource(PlaylistApi.RESOURCE, "playlist.read", "playlist.write")
              .resource(
                  Map.of(
                      "resource",
                      OPAQUE,
                      "access_token_format",
                      "opaque",
                      "scopes",
                      Map.of("diary", Map.of())))
              .person("alice", "listener")
              .client("web", "https://app.example.com/callback")
              .client(
                  Map.of(
                      "client_id", "cli",
                      "token_endpoint_auth_method", "none",
                      "redirect_uris", List.of("http://127.0.0.1/"))));

  private static PlaylistApi api;

  @BeforeAll
  static void start(Mapae mapae) {
    api = PlaylistApi.start(mapae.issuer());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private final Mapae mapae;
  private final Minting readable;

  MintedTokenTests(Mapae mapae) {
    this.mapae = mapae;
    this.readable = mapae.tokenFor("alice").scope("playlist.read");
  }

  private static JWTClaimsSet claims(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  @Nested
  class A_good_one {
    @Test
    void of_a_person_is_accepted() throws Exception {
      String token = readable.mint();
      assertThat(api.get(token)).isEqualTo(200);
      assertThat(claims(token).getStringClaim("client_id")).isEqualTo("web");
      assertThat(claims(token).getStringListClaim("roles")).containsExactly("listener");
    }

    @Test
    void of_a_client_is_accepted() throws Exception {
      String token = mapae.tokenForClient("web").scope("playlist.read").mint();
      assertThat(api.get(token)).isEqualTo(200);
      assertThat(claims(token).getSubject()).isEqualTo("web");
    }

    @Test
    void of_a_public_client_is_accepted() throws Exception {
      assertThat(api.get(readable.client("cli").mint())).isEqualTo(200);
    }

    @Test
    void comes_with_all_that_the_server_answers() {
      assertThat(mapae.tokenFor("alice").scope("openid", "offline_access").answer())
          .containsKeys("access_token", "refresh_token", "id_token")
          .containsEntry("token_type", "Bearer");
    }

    @Test
    void is_one_of_many_that_are_minted_at_the_same_time() throws Exception {
      Setup setup = Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").person("alice");
      try (Mapae fresh = Mapae.start(setup);
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Callable<String> mint = () -> fresh.tokenFor("alice").scope("playlist.read").mint();
        Set<String> tokens = new HashSet<>();
        for (Future<String> token : threads.invokeAll(Collections.nCopies(8, mint))) {
          tokens.add(token.get());
        }
        assertThat(tokens).hasSize(8);
      }
    }

    @Test
    void may_have_claims_of_its_own() throws Exception {
      String token = readable.claim("acr", "urn:example:gold").mint();
      assertThat(api.get(token)).isEqualTo(200);
      assertThat(claims(token).getStringClaim("acr")).isEqualTo("urn:example:gold");
    }
  }

  @Nested
  class The_API_refuses {
    @Test
    void another_scope() throws Exception {
      assertThat(api.get(mapae.tokenFor("alice").scope("playlist.write").mint())).isEqualTo(403);
    }

    @Test
    void an_expired_one() throws Exception {
      String token = readable.expired().mint();
      assertThat(claims(token).getExpirationTime().toInstant())
          .isBefore(mapae.clock().instant().minus(Duration.ofMinutes(59)));
      assertThat(claims(token).getDateClaim("auth_time"))
          .isBefore(claims(token).getExpirationTime());
      assertThat(api.get(token)).isEqualTo(401);
    }

    @Test
    void one_that_has_expired_at_a_server_whose_clock_is_ahead() throws Exception {
      Setup setup = Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").person("alice");
      try (Mapae ahead = Mapae.start(setup);
          PlaylistApi onSystemTime = PlaylistApi.start(ahead.issuer())) {
        ahead.advance(Duration.ofDays(1));
        String token = ahead.tokenFor("alice").scope("playlist.read").expired().mint();
        assertThat(onSystemTime.get(token)).isEqualTo(401);
        assertThat(claims(token).getExpirationTime().toInstant()).isBefore(Instant.now());
      }
    }

    @Test
    void one_that_was_changed_and_came_with_the_whole_answer() throws Exception {
      Object token = readable.forged(Forgery.NO_SIGNATURE).answer().get("access_token");
      assertThat(api.get(String.valueOf(token))).isEqualTo(401);
    }

    @Test
    void one_for_another_audience() throws Exception {
      assertThat(api.get(readable.audience("https://elsewhere.example.com/").mint()))
          .isEqualTo(401);
    }

    @Test
    void one_of_another_issuer() throws Exception {
      assertThat(api.get(readable.claim("iss", "https://evil.example.com").mint())).isEqualTo(401);
    }

    @Test
    void one_of_another_server_of_these_tests_though_their_keys_are_the_same() throws Exception {
      Setup setup = Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").person("alice");
      try (Mapae other = Mapae.start(setup)) {
        String token = other.tokenFor("alice").scope("playlist.read").mint();
        assertThat(api.get(token)).isEqualTo(401);
      }
    }
  }

  /// RFC 8725, JSON Web Token Best Current Practices.
  @Nested
  class Rfc8725_section_2_forged_signatures {
    @ParameterizedTest
    @EnumSource
    void are_refused(Forgery how) throws Exception {
      String genuine = readable.mint();
      String forged = readable.forged(how).mint();
      assertThat(api.get(genuine)).isEqualTo(200);
      assertThat(api.get(forged)).isEqualTo(401);
      assertThat(payloadNames(forged)).isEqualTo(payloadNames(genuine));
    }

    /// Whatever the API is declared to have its tokens signed with.
    @ParameterizedTest
    @ValueSource(strings = {"ES384", "PS256", "EdDSA", "ML-DSA-44"})
    void are_made_for_every_algorithm(String algorithm) throws Exception {
      Setup setup =
          Setup.empty()
              .resource(
                  Map.of(
                      "resource",
                      PlaylistApi.RESOURCE,
                      "access_token_signing_alg",
                      algorithm,
                      "scopes",
                      Map.of("playlist.read", Map.of())));
      try (Mapae other = Mapae.start(setup);
          PlaylistApi its = PlaylistApi.start(other.issuer())) {
        Minting token = other.tokenForClient(Setup.CLIENT).scope("playlist.read");
        assertThat(its.get(token.mint())).isEqualTo(200);
        for (Forgery how : Forgery.values()) {
          assertThat(its.get(token.forged(how).mint())).isEqualTo(401);
        }
      }
    }

    private java.util.Set<String> payloadNames(String token) throws ParseException {
      return com.nimbusds.jwt.JWTParser.parse(token).getJWTClaimsSet().getClaims().keySet();
    }
  }

  @Nested
  class What_the_server_would_not_issue {
    @Test
    void is_refused_in_its_words() {
      Minting minting = mapae.tokenFor("alice").scope("no.such.scope");
      assertThatThrownBy(minting::mint)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("invalid_scope");
      Minting ofClient = mapae.tokenForClient("web").resource("https://nowhere.example.com/");
      assertThatThrownBy(ofClient::mint).hasMessageContaining("invalid_target");
    }

    @Test
    void is_said_of_people_and_clients_that_nobody_declared() {
      assertThatThrownBy(() -> mapae.tokenFor("mallory").mint()).hasMessageContaining("mallory");
      assertThatThrownBy(() -> mapae.tokenForClient("nobody").mint())
          .hasMessageContaining("nobody");
    }

    @Test
    void is_said_of_opaque_tokens_that_only_the_server_can_write() {
      Minting opaque = mapae.tokenFor("alice").scope("diary");
      assertThat(opaque.mint()).startsWith("mapae_at_");
      assertThatThrownBy(() -> opaque.expired().mint()).hasMessageContaining("opaque");
    }
  }
}

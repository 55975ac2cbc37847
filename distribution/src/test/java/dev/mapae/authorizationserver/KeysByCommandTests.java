package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Somebody asks for new keys, because it is time or because the old ones may be known.
class KeysByCommandTests {
  static final Set<Purpose> SIGNING = Set.of(Purpose.SIGNING);
  static final Set<Purpose> ALL = Set.of(Purpose.values());

  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);
  final KeyRotation command =
      new KeyRotation(
          server.stores,
          new NewKeys(KeyEncryptionKeyReplacementTests.encryption(0), new SecureRandom()),
          server.audit::add,
          server.clock);

  @AfterEach
  void close() {
    server.close();
  }

  void follow() {
    server.server.housekeeping().follow();
  }

  List<String> published() {
    return TestNode.published(server.get("/jwks"), "ES256");
  }

  static String es256(List<SealedKey> keys) {
    return keys.stream()
        .filter(key -> key.algorithm().equals("ES256"))
        .findFirst()
        .orElseThrow()
        .id();
  }

  String signer() {
    return KeyRotationTests.kid(clients.accessToken("service"));
  }

  @Nested
  class A_new_signing_key {
    @Test
    void is_published_at_once_and_used_when_every_cache_can_know_it() {
      String old = signer();
      String next = es256(command.rotate(SIGNING));
      follow();
      assertThat(published()).containsExactly(old, next);
      String cached = server.get("/jwks").header("Cache-Control").orElseThrow();
      assertThat(cached).isEqualTo("public, max-age=60");
      server.clock.advance(Duration.ofSeconds(60));
      assertThat(signer()).isEqualTo(old);
      server.clock.advance(Duration.ofSeconds(60));
      assertThat(signer()).isEqualTo(next);
    }

    @Test
    void leaves_all_that_was_issued_as_it_is() {
      Map<String, Object> tokens = clients.tokens("web", "openid playlist.read");
      command.rotate(ALL);
      follow();
      server.clock.advance(Duration.ofMinutes(3));
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(200);
      assertThat(clients.claims(tokens.get("id_token"))).containsKey("sub");
    }

    @Test
    void for_each_algorithm() {
      assertThat(command.rotate(SIGNING))
          .extracting(SealedKey::algorithm)
          .containsExactly("ES256", "RS256");
    }

    @Test
    void comes_before_one_that_was_announced_for_later() {
      server.clock.advance(Duration.ofDays(89));
      server.server.housekeeping().doChores();
      follow();
      String later = published().getLast();
      String sooner = es256(command.rotate(SIGNING));
      follow();
      server.clock.advance(Duration.ofMinutes(2));
      assertThat(signer()).isEqualTo(sooner);
      server.clock.advance(Duration.ofDays(1));
      assertThat(signer()).isEqualTo(later);
    }

    @Test
    void is_made_also_while_others_make_some() {
      List<String> made = Race.of(8, () -> es256(command.rotate(SIGNING)));
      follow();
      assertThat(published()).hasSize(9).containsAll(made);
    }
  }

  @Nested
  class A_signing_key_that_somebody_may_know {
    @Test
    void leaves_at_once_and_its_successor_signs() {
      String old = signer();
      Map<String, Object> before = clients.tokens("web", "openid playlist.read");
      String jwt = clients.accessToken("service");
      assertThat(clients.isActive("service", jwt)).isTrue();
      assertThat(clients.userInfo(before.get("access_token")).status()).isEqualTo(200);
      String next = es256(command.replace(SIGNING));
      follow();
      assertThat(published()).containsExactly(next).doesNotContain(old);
      assertThat(signer()).isEqualTo(next);
      assertThat(clients.isActive("service", jwt)).isFalse();
      assertThat(clients.userInfo(before.get("access_token")).status()).isEqualTo(401);
    }

    @Test
    void takes_with_it_one_that_is_announced() {
      command.rotate(SIGNING);
      String next = es256(command.replace(SIGNING));
      follow();
      assertThat(published()).containsExactly(next);
    }

    /// Whoever knows it may know those before it.
    @Test
    void takes_with_it_what_is_left_of_those_before_it_for_hints() {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("openid");
      browser.get(ask.url()).signInAs("alice").approve();
      Object before = json(clients.redeem("web", browser.answer("code"))).get("id_token");
      command.rotate(SIGNING);
      server.clock.advance(Duration.ofDays(3));
      server.server.housekeeping().doChores();
      follow();
      browser.get(ask.url()).signInAs("alice");
      Object after = json(clients.redeem("web", browser.answer("code"))).get("id_token");
      assertThat(isHint(before)).isTrue();
      assertThat(isHint(after)).isTrue();
      command.replace(SIGNING);
      follow();
      assertThat(isHint(before)).isFalse();
      assertThat(isHint(after)).isFalse();
    }

    private boolean isHint(Object idToken) {
      Ask hinting = Ask.web("openid").with("id_token_hint", (String) idToken);
      return new TestBrowser(server).get(hinting.url()).path().equals("/sign-in");
    }

    @Test
    void ends_no_refresh_token_no_session_and_no_opaque_token() {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("playlist.read");
      browser.get(ask.url()).signIn("alice", "wonderland-42").approve("playlist.read");
      Object refreshToken =
          json(clients.redeem("web", browser.answer("code"))).get("refresh_token");
      String opaque = clients.accessToken("orders-api");
      command.replace(SIGNING);
      follow();
      assertThat(clients.refresh("web", refreshToken).status()).isEqualTo(200);
      assertThat(clients.isActive("orders-api", opaque)).isTrue();
      browser.get(ask.url());
      assertThat(browser.answer("code")).startsWith("mapae_ac_");
    }

    @Test
    void is_written_down() {
      server.audit.clear();
      command.replace(SIGNING);
      assertThat(server.audit.stream().map(AuditEvent::type))
          .containsExactly(
              AuditEvent.Type.KEY_CREATED,
              AuditEvent.Type.KEY_CREATED,
              AuditEvent.Type.KEY_WITHDRAWN,
              AuditEvent.Type.KEY_WITHDRAWN);
    }
  }

  @Nested
  class All_keys_when_somebody_may_know_them {
    @Test
    void leave_with_everything_that_they_made_but_the_secrets_of_clients() {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("playlist.read");
      browser.get(ask.url()).signIn("alice", "wonderland-42").approve("playlist.read");
      String code = browser.answer("code");
      Object refreshToken = clients.tokens("web", "playlist.read").get("refresh_token");
      String opaque = clients.accessToken("orders-api");
      command.replace(ALL);
      follow();
      assertThat(json(clients.redeem("web", code))).containsEntry("error", "invalid_grant");
      assertThat(json(clients.refresh("web", refreshToken)))
          .containsEntry("error", "invalid_grant");
      assertThat(clients.isActive("orders-api", opaque)).isFalse();
      browser.get(ask.url());
      assertThat(browser.page.header("Location").orElse("")).doesNotContain("code=");
      assertThat(
              clients.refresh("web", clients.tokens("web", "playlist.read").get("refresh_token")))
          .satisfies(answer -> assertThat(answer.status()).isEqualTo(200));
    }
  }
}

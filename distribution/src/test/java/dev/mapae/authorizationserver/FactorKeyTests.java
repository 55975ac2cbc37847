package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What people have beside their password stays good when the keys rotate.
class FactorKeyTests {
  private final SecondFactorScene scene = new SecondFactorScene(Engine.preset());

  @AfterEach
  void close() {
    scene.close();
  }

  private void days(int days) {
    scene.server.clock.advance(Duration.ofDays(days));
    scene.server.server.housekeeping().doChores();
    scene.server.server.housekeeping().follow();
  }

  private List<String> keys() {
    return scene.server.stores.keys().all().stream()
        .filter(key -> key.purpose() == Purpose.SECRET)
        .map(SealedKey::id)
        .toList();
  }

  private Set<String> needed() {
    return scene.server.stores.factors().keyIds();
  }

  @Test
  void a_key_is_kept_as_long_as_a_secret_is_under_it_and_the_secret_moves_with_its_next_use() {
    // Codes on paper stay where they are, and keep their key.
    scene.server.database.change("DELETE FROM factors WHERE kind = 'RECOVERY_CODE'");
    String old = keys().getFirst();
    assertThat(needed()).containsExactly(old);
    days(89);
    days(1);
    days(30);
    assertThat(keys()).contains(old);
    assertThat(scene.signedIn().path()).isEqualTo("/consent");
    assertThat(needed()).hasSize(1).doesNotContain(old);
    scene.server.clock.advance(Duration.ofMinutes(1));
    assertThat(scene.signedIn().path()).isEqualTo("/consent");
  }
}

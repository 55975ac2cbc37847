package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What [DeniedTokens] promises.
@OnEveryEngine
class DeniedTokensTests extends StoresContract {
  @Test
  void a_denied_token_stays_denied_and_others_are_not() {
    stores.deniedTokens().deny("j1", NOW);
    stores.deniedTokens().deny("j1", NOW.plusSeconds(1));
    reopen();
    assertThat(stores.deniedTokens().isDenied("j1")).isTrue();
    assertThat(stores.deniedTokens().isDenied("j2")).isFalse();
  }

  @Test
  void it_is_forgotten_once_it_has_expired() {
    stores.deniedTokens().deny("j1", NOW);
    stores.deniedTokens().deny("j2", NOW);
    stores.deniedTokens().deny("j3", NOW.plusMillis(1));
    assertThat(stores.deniedTokens().sweep(NOW, 1)).isEqualTo(1);
    assertThat(stores.deniedTokens().sweep(NOW, 9)).isEqualTo(1);
    assertThat(stores.deniedTokens().isDenied("j1")).isFalse();
    assertThat(stores.deniedTokens().isDenied("j2")).isFalse();
    assertThat(stores.deniedTokens().isDenied("j3")).isTrue();
  }

  /// Nobody else would sweep them, and they would be in the way of those that are.
  @Test
  void expired_ones_of_an_issuer_that_is_no_longer_served_are_swept_too() {
    stores.deniedTokens().deny("j1", NOW);
    try (var others = engine.openBeside(folder, "https://retired.example")) {
      others.deniedTokens().deny("j1", NOW);
      others.deniedTokens().deny("j2", NOW.plusMillis(1));
    }
    assertThat(stores.deniedTokens().sweep(NOW, 9)).isEqualTo(2);
    try (var others = engine.openBeside(folder, "https://retired.example")) {
      assertThat(others.deniedTokens().isDenied("j2")).isTrue();
    }
  }
}

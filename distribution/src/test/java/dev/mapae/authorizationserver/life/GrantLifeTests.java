package dev.mapae.authorizationserver.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.Engine;
import dev.mapae.authorizationserver.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A grant's life, in every order in which things can happen to it on two nodes: see
/// `docs/explanation/the-life-of-a-grant.md`.
class GrantLifeTests {
  static final Path PAGE = Path.of("../docs/explanation/the-life-of-a-grant.md");

  /// How far a grant has come.
  enum Beginning {
    A_CODE,
    A_CODE_OF_A_SESSION,
    A_REFRESH_TOKEN,
    A_REFRESH_TOKEN_WITH_GRACE,
    A_SESSION,
    A_RENEWED_SESSION;

    Scene scene(GrantScenes scenes) {
      return switch (this) {
        case A_CODE -> scenes.code("playlist.read");
        case A_CODE_OF_A_SESSION -> scenes.code("openid");
        case A_REFRESH_TOKEN -> scenes.refreshToken("web");
        case A_REFRESH_TOKEN_WITH_GRACE -> scenes.refreshToken("forgiven");
        case A_SESSION -> scenes.session();
        case A_RENEWED_SESSION -> scenes.signInAgain();
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  @Nested
  class Every_promise_is_kept_by {
    @ParameterizedTest
    @EnumSource
    void three_actors_on_SQLite(Beginning beginning) throws IOException {
      Exploration.Size size = explore(Engine.SQLITE, beginning, 3);
      assertThat(Files.readString(PAGE))
          .containsPattern(
              String.format(
                  Locale.ROOT,
                  "\n\\| %s \\| \\d+ \\| %,d \\| %,d \\| %,d \\|\n",
                  beginning,
                  size.choices(),
                  size.states(),
                  size.transitions()));
    }

    @ParameterizedTest
    @EnumSource
    void two_actors_on_PostgreSQL(Beginning beginning) {
      explore(Engine.POSTGRESQL, beginning, 2);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void four_actors_on_SQLite(Beginning beginning) {
      explore(Engine.SQLITE, beginning, 4);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void three_actors_on_PostgreSQL(Beginning beginning) {
      explore(Engine.POSTGRESQL, beginning, 3);
    }

    Exploration.Size explore(Engine engine, Beginning beginning, int actors) {
      try (TwoNodes nodes = new TwoNodes(engine)) {
        Exploration.Size size = nodes.of(beginning::scene).explore(actors);
        System.out.printf(
            "measured: a grant's life from %s on %s, up to %d actors at a time: %s%n",
            beginning, engine == Engine.SQLITE ? "SQLite" : "PostgreSQL", actors, size);
        assertThat(size.transitions()).isPositive();
        return size;
      }
    }
  }

  @Nested
  class The_explorer {
    @ParameterizedTest
    @EnumSource
    void says_what_happens_with_threads(Beginning beginning) throws Exception {
      try (TwoNodes nodes = new TwoNodes(Engine.SQLITE)) {
        int ends = nodes.of(beginning::scene).rehearse(2);
        System.out.printf(
            "measured: a grant's life from %s: %d ends of two actors, the same with threads%n",
            beginning, ends);
        assertThat(ends).isPositive();
      }
    }

    @Test
    void finds_a_spend_that_is_no_compare_and_set() {
      finds(
          FaultyStores::spendingWhatWasLookedAt,
          Beginning.A_CODE,
          "CODE was good for tokens more than once");
    }

    @Test
    void finds_a_replay_that_ends_nothing() {
      finds(
          FaultyStores::revokingNothing,
          Beginning.A_REFRESH_TOKEN,
          "is good although its grant has ended: PRESENT REFRESH_TOKEN 2 → 400 invalid_grant");
    }

    @Test
    void finds_a_revocation_that_ends_nothing() {
      finds(
          FaultyStores::revokingNothing,
          Beginning.A_CODE,
          "is good although its grant has ended: REVOKE REFRESH_TOKEN 1 → 200");
    }

    @Test
    void finds_a_grant_that_overtakes_the_end_of_its_session() {
      finds(
          FaultyStores::openingInASessionThatEnded,
          Beginning.A_SESSION,
          "is good although its grant has ended: SIGN_OUT");
    }

    @Test
    void finds_a_grace_without_an_end() {
      finds(
          FaultyStores::forgettingUse,
          Beginning.A_REFRESH_TOKEN_WITH_GRACE,
          "REFRESH_TOKEN 2 was good for tokens for too long");
    }

    @Test
    void finds_a_sweeper_that_comes_too_early() {
      finds(
          FaultyStores::sweepingTooEarly, Beginning.A_CODE, "the sweeper took what was good: CODE");
    }

    void finds(UnaryOperator<Stores> fault, Beginning beginning, String told) {
      try (TwoNodes nodes = new TwoNodes(Engine.SQLITE, fault)) {
        Exploration exploration = nodes.of(beginning::scene);
        assertThatThrownBy(() -> exploration.explore(2)).hasMessageContaining(told);
      }
    }
  }
}

package dev.mapae.benchmark;

import dev.mapae.testpostgres.TestPostgres;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The servers of others that Mapae is measured beside, each as its documentation has it run in
/// production but for what its note says.
enum Peer {
  KEYCLOAK("in its production mode; access tokens by ES256, refresh tokens by HS512") {
    @Override
    void lend(Use use) throws Exception {
      try (TestPostgres postgres = TestPostgres.durable();
          Restartable server = Keycloak.start(jdbc(postgres))) {
        use.of(server);
      }
    }
  },

  SPRING(
      """
      finds tokens in a hash table of the benchmark, since its own store looks through all of them;
      compares its client's secret by SHA-256 in the place of bcrypt\
      """) {
    @Override
    void lend(Use use) throws Exception {
      try (Restartable server = SpringAuthorizationServer.inMemory()) {
        use.of(server);
      }
    }
  },

  SPRING_POSTGRESQL(
      """
      with indexes of the benchmark on the columns that tokens are found by, since its schema has none;
      compares its client's secret by SHA-256 in the place of bcrypt\
      """) {
    @Override
    void lend(Use use) throws Exception {
      try (TestPostgres postgres = TestPostgres.durable();
          Restartable server = SpringAuthorizationServer.onPostgres(jdbc(postgres))) {
        use.of(server);
      }
    }
  },

  OIDC_PROVIDER(
      """
      keeps its data in a hash table of the benchmark, since its own forgets all but a thousand things;
      introspection and UserInfo get opaque tokens, client credentials and refresh give JWTs, refresh an ID token too\
      """) {
    @Override
    void lend(Use use) throws Exception {
      try (Restartable server = NodeOidcProvider.start()) {
        use.of(server);
      }
    }
  };

  private final String note;

  Peer(String note) {
    this.note = note;
  }

  /// What has to be known to compare it.
  String note() {
    return option() + ": " + note;
  }

  /// What is done with a server that runs.
  @FunctionalInterface
  interface Use {
    void of(Restartable server) throws Exception;
  }

  /// Installs it if it is not there yet, lets it run, and stops it.
  abstract void lend(Use use) throws Exception;

  /// How it is named where it is asked for.
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The one that is asked for by this name.
  ///
  /// @throws IllegalArgumentException when there is none
  static Peer named(String option) {
    return Stream.of(values())
        .filter(peer -> peer.option().equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no peer " + option));
  }

  /// Something that is done with it.
  @FunctionalInterface
  interface Step {
    void take() throws Exception;
  }

  /// Does it if that can be: what else is measured goes on without this one.
  ///
  /// @return why it cannot be
  Optional<String> attempt(Step step) {
    return attempt(option(), step);
  }

  /// The same with what has this name.
  static Optional<String> attempt(String option, Step step) {
    try {
      step.take();
      return Optional.empty();
    } catch (Exception e) {
      Main.say(option + " is left out: " + e);
      return Optional.of("left out: " + option + ": " + Main.firstLine(e));
    }
  }

  /// A fresh database, as `jdbc:postgresql:`.
  static String jdbc(TestPostgres postgres) {
    return "jdbc:" + postgres.freshDatabase().replace("postgres@", "") + "?user=postgres";
  }
}

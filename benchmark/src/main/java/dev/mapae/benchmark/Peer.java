package dev.mapae.benchmark;

import dev.mapae.testpostgres.TestPostgres;
import java.util.Locale;

/// The servers of others that Mapae is measured beside, each as its documentation has it run in
/// production.
enum Peer {
  KEYCLOAK {
    @Override
    void lend(Use use) throws Exception {
      try (TestPostgres postgres = TestPostgres.durable();
          Restartable server = Keycloak.start(jdbc(postgres))) {
        use.of(server);
      }
    }
  },

  SPRING {
    @Override
    void lend(Use use) throws Exception {
      try (Restartable server = SpringAuthorizationServer.inMemory()) {
        use.of(server);
      }
    }
  },

  SPRING_POSTGRESQL {
    @Override
    void lend(Use use) throws Exception {
      try (TestPostgres postgres = TestPostgres.durable();
          Restartable server = SpringAuthorizationServer.onPostgres(jdbc(postgres))) {
        use.of(server);
      }
    }
  },

  OIDC_PROVIDER {
    @Override
    void lend(Use use) throws Exception {
      try (Restartable server = NodeOidcProvider.start()) {
        use.of(server);
      }
    }
  };

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

  /// Something that is done with it.
  @FunctionalInterface
  interface Step {
    void take() throws Exception;
  }

  /// Does it, or says why that cannot be: what else is measured goes on without this one.
  void attempt(Step step) {
    try {
      step.take();
    } catch (Exception e) {
      Main.say(option() + " is left out: " + e);
    }
  }

  private static String jdbc(TestPostgres postgres) {
    return "jdbc:" + postgres.freshDatabase().replace("postgres@", "") + "?user=postgres";
  }
}

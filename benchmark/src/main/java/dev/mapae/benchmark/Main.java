package dev.mapae.benchmark;

import dev.mapae.testpostgres.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks, unattended, and prints one table at the end.
public final class Main {
  private static final int CALLERS = 8;

  private Main() {}

  /// Runs everything, or what was asked for.
  ///
  /// @param args [Options]
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    Table table = new Table();
    if (options.parts().contains("tokens")) {
      tokens(options, table);
    }
    if (options.parts().contains("verify")) {
      VerificationProfile.run(options, table);
    }
    if (options.parts().contains("sqlite")) {
      try (Site site = Site.onSqlite(options.grants().getFirst())) {
        new GrantProfile("SQLite, one file", List.of(site), options).run(table);
      }
    }
    if (options.parts().contains("postgresql")) {
      List<Site> sites = new ArrayList<>();
      try (TestPostgres postgres = TestPostgres.durable()) {
        for (int grants : options.grants()) {
          say("making " + grants + " grants in PostgreSQL");
          sites.add(Site.onPostgres(postgres, grants));
        }
        String title =
            "PostgreSQL on this machine, %d connections".formatted(ServerProcess.CONNECTIONS);
        new GrantProfile(title, sites, options).run(table);
      } finally {
        for (Site site : sites) {
          site.close();
        }
      }
    }
    System.out.println();
    System.out.print(table);
  }

  private static void tokens(Options options, Table table) throws Exception {
    table.title("Client credentials, in one process");
    for (RunResult piece :
        new Runner(new OptionsBuilder().include(TokenIssuance.class.getSimpleName()).build())
            .run()) {
      var score = piece.getPrimaryResult();
      table.row(
          score.getLabel(),
          "%.1f ± %.1f %s"
              .formatted(score.getScore(), score.getScoreError(), score.getScoreUnit()));
    }
    table.title("Client credentials by HTTP, %d callers".formatted(CALLERS));
    try (ServerProcess server = ServerProcess.onSqlite()) {
      LoadProfile.Result load =
          LoadProfile.clientCredentials(
              server, CALLERS, options.lasting().multipliedBy(options.rounds()));
      table.row("requests/s", "%.0f".formatted(load.perSecond()));
      table.row(
          "p50, p99, p99.9",
          "%.2f, %.2f, %.2f ms"
              .formatted(
                  load.loop().p50Millis(), load.loop().p99Millis(), load.loop().p999Millis()));
      table.row("server CPU per 1,000", "%.0f ms".formatted(load.cpuSecondsPerThousand() * 1000));
      table.row("done, failed", load.loop().done() + ", " + load.loop().failed());
    }
  }

  static void say(String what) {
    System.err.println("bench: " + what);
  }
}

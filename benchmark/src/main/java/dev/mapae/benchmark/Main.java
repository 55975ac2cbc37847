package dev.mapae.benchmark;

import dev.mapae.testpostgres.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks, unattended. At the end it prints one table, and leaves it in a folder with
/// a chart.
public final class Main {
  private Main() {}

  /// Runs everything, or what was asked for.
  ///
  /// @param args [Options]
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      say(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    Files.createDirectories(Options.out());
    Table table = new Table();
    if (options.parts().contains("limit")) {
      say("openssl speed");
      Limit.tell(table);
    }
    if (options.parts().contains("tokens")) {
      tokens(table);
    }
    if (options.parts().contains("http")) {
      http(options, table);
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
    Files.writeString(Options.out().resolve("table.txt"), table.toString());
    say("the same is in " + Options.out().resolve("table.txt"));
  }

  private static void http(Options options, Table table) throws Exception {
    HttpProfile profile = new HttpProfile(options);
    List<HttpProfile.Result> results = new ArrayList<>();
    try (ServerProcess server = ServerProcess.onSqlite()) {
      results.add(profile.run(server));
    }
    try (TestPostgres postgres = TestPostgres.durable();
        ServerProcess server = ServerProcess.onPostgres(postgres.freshDatabase())) {
      results.add(profile.run(server));
    }
    HttpProfile.tell(results, table);
    Path chart = Options.out().resolve("chart.svg");
    Files.writeString(chart, Chart.svg(results));
    say("the chart is " + chart);
  }

  private static void tokens(Table table) throws Exception {
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
  }

  static void say(String what) {
    System.err.println("bench: " + what);
  }
}

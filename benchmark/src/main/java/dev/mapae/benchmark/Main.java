package dev.mapae.benchmark;

import dev.mapae.distribution.log.QuietLogs;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks, unattended. At the end it prints one table, and leaves it in a folder with
/// a chart.
public final class Main {
  private final Options options;
  private final Table table = new Table();
  private final Goals.Results results =
      new Goals.Results(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
  private final List<StartProfile.Result> startsOfPeers = new ArrayList<>();
  private final List<HttpProfile.Result> httpOfPeers = new ArrayList<>();

  private Main(Options options) {
    this.options = options;
  }

  /// Runs everything, or what was asked for.
  ///
  /// @param args [Options]
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    if (List.of(args).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      say(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    new Main(options).run();
  }

  private interface Part {
    void run() throws Exception;
  }

  private void run() throws Exception {
    Files.createDirectories(Options.out());
    try {
      part("limit", () -> Limit.tell(table));
      part("tokens", this::tokens);
      part("bare", () -> BareServer.tell(options, table));
      part("start", this::start);
      part("http", this::http);
      part("signin", this::signIn);
      part("pages", this::pages);
      part("firstsight", this::firstSight);
      part("verify", () -> results.verifications().add(VerificationProfile.run(options, table)));
      part("testing", this::testing);
      part("sqlite", this::sqlite);
      part("postgresql", this::postgresql);
    } finally {
      tell();
    }
  }

  private void tell() throws IOException {
    Goals.tell(results, table);
    BesidePeers.tell(
        results.starts(),
        startsOfPeers,
        results.http(),
        httpOfPeers,
        results.verifications(),
        table);
    System.out.println();
    System.out.print(table);
    Files.writeString(Options.out().resolve("table.txt"), table.toString());
    say("the same is in " + Options.out().resolve("table.txt"));
  }

  private void part(String name, Part part) throws Exception {
    if (options.parts().contains(name)) {
      say(name);
      try {
        part.run();
      } catch (Exception e) {
        table.title("Broken off at " + name + ": " + firstLine(e));
        throw e;
      }
    }
  }

  private void tokens() throws RunnerException {
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

  private interface Measurement {
    void take(ServerProcess server) throws Exception;
  }

  /// Takes it of Mapae on SQLite and on PostgreSQL.
  private static void onEachEngine(Measurement measurement) throws Exception {
    onEachEngine("", measurement);
  }

  /// @param more of the configuration file
  private static void onEachEngine(String more, Measurement measurement) throws Exception {
    try (ServerProcess server = ServerProcess.onSqlite(more)) {
      measurement.take(server);
    }
    try (TestPostgres postgres = TestPostgres.durable();
        ServerProcess server = ServerProcess.onPostgres(postgres.freshDatabase(), more)) {
      measurement.take(server);
    }
  }

  private void start() throws Exception {
    List<StartProfile.Result> all = results.starts();
    List<StartProfile.Result> peers = startsOfPeers;
    List<String> notes = new ArrayList<>();
    try {
      onEachEngine(server -> all.add(StartProfile.run(server, options.starts())));
      for (Peer peer : options.peers()) {
        peer.attempt(
                () -> peer.lend(server -> peers.add(StartProfile.run(server, options.starts()))))
            .ifPresent(notes::add);
      }
    } finally {
      if (!all.isEmpty()) {
        StartProfile.tell(Stream.concat(all.stream(), peers.stream()).toList(), table);
        notes.forEach(table::note);
      }
    }
  }

  private void http() throws Exception {
    HttpProfile profile = new HttpProfile(options);
    List<HttpProfile.Result> peers = httpOfPeers;
    List<String> notes = new ArrayList<>();
    try {
      onEachEngine(server -> results.http().add(profile.run(server)));
      for (Peer peer : options.peers()) {
        notes.add(
            peer.attempt(() -> peer.lend(server -> peers.add(profile.run(server))))
                .orElseGet(peer::note));
      }
    } finally {
      if (!results.http().isEmpty()) {
        List<HttpProfile.Result> all =
            Stream.concat(results.http().stream(), peers.stream()).toList();
        profile.tell(all, table);
        notes.forEach(table::note);
        Path chart = Options.out().resolve("chart.svg");
        Files.writeString(chart, Chart.svg(all));
        say("the chart is " + chart);
      }
    }
    if (options.peers().contains(Peer.SPRING)) {
      Peer.SPRING
          .attempt(() -> SpringAuthorizationServer.tellSecretAsDocumented(options.lasting(), table))
          .ifPresent(table::note);
    }
  }

  private void signIn() throws Exception {
    try {
      onEachEngine(server -> results.signIns().add(SignInProfile.run(server, options)));
    } finally {
      if (!results.signIns().isEmpty()) {
        SignInProfile.tell(results.signIns(), table);
      }
    }
  }

  private void pages() throws Exception {
    try {
      onEachEngine(
          ServerProcess.ALL_PAGES,
          server -> results.pages().add(PagesProfile.run(server, options)));
    } finally {
      if (!results.pages().isEmpty()) {
        PagesProfile.tell(results.pages(), table);
      }
    }
  }

  private void firstSight() throws Exception {
    int grants = options.grants().getFirst();
    try (Site site = Site.onSqlite(grants)) {
      results.firstSights().add(FirstSightProfile.run(site, options));
    }
    try (TestPostgres postgres = TestPostgres.durable();
        Site site = Site.onPostgres(postgres, grants)) {
      results.firstSights().add(FirstSightProfile.run(site, options));
    }
    FirstSightProfile.tell(results.firstSights(), table);
  }

  private void testing() {
    results.testings().add(TestingProfile.run(options.starts()));
    List<TestingProfile.Result> all = new ArrayList<>(results.testings());
    List<String> notes = new ArrayList<>();
    if (options.mock()) {
      notes.add(
          Peer.attempt(
                  MockOAuth2Server.OPTION, () -> all.add(MockOAuth2Server.run(options.starts())))
              .orElse(MockOAuth2Server.NOTE));
    }
    TestingProfile.tell(all, table);
    notes.forEach(table::note);
  }

  private void sqlite() throws Exception {
    try (Site site = Site.onSqlite(options.grants().getFirst())) {
      new GrantProfile("SQLite, one file", List.of(site), options).run(table);
    }
  }

  private void postgresql() throws Exception {
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

  /// What went wrong, in one line.
  static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElse("");
  }

  static void say(String what) {
    System.err.println("bench: " + what);
  }
}

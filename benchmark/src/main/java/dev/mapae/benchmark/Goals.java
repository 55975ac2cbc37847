package dev.mapae.benchmark;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/// What must be reached, beside what was measured in the same run.
///
/// Most goals are multiples of what a request cannot do without, since those are the same on a
/// faster machine. Those in time were set on one machine, and a slower one is told apart by what a
/// bare signature takes there.
final class Goals {
  private static final double MEGABYTES_OF_MEBIBYTE = 1.048576;

  /// Of a bare ES256 signature, where the goals in time were set.
  private static final double SIGNATURE_MICROS = 15.5;

  private final Table table;
  private final double slower;
  private boolean isEmpty = true;

  /// @param slower how many times as long this machine takes
  private Goals(Table table, double slower) {
    this.table = table;
    this.slower = slower;
  }

  /// Tells what came of everything that was measured.
  static void tell(Results results, Table table) {
    tell(results, table, Goals::signatureMicros);
  }

  /// The same.
  ///
  /// @param bare what a bare signature takes here, in µs, where no part measured it
  static void tell(Results results, Table table, DoubleSupplier bare) {
    double signature =
        results.http().stream()
            .mapToDouble(HttpProfile.Result::signatureMicros)
            .average()
            .orElseGet(bare);
    Goals goals = new Goals(table, Math.max(1, signature / SIGNATURE_MICROS));
    results.starts().forEach(goals::start);
    results.http().forEach(goals::http);
    results.signIns().forEach(goals::signIn);
    results.pages().forEach(goals::pages);
    results.firstSights().forEach(goals::firstSight);
    results.verifications().forEach(goals::verification);
    results.testings().forEach(goals::testing);
  }

  private static double signatureMicros() {
    try {
      return Bare.micros(Bare.signature(), Duration.ofSeconds(2));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the parts found out about Mapae.
  record Results(
      List<StartProfile.Result> starts,
      List<HttpProfile.Result> http,
      List<SignInProfile.Result> signIns,
      List<PagesProfile.Result> pages,
      List<FirstSightProfile.Result> firstSights,
      List<VerificationProfile.Outcome> verifications,
      List<TestingProfile.Result> testings) {}

  /// What was measured, and how much of it failed: then the numbers say nothing.
  private record Measured(String server, long failed) {}

  private void start(StartProfile.Result result) {
    Measured server = new Measured(result.server(), 0);
    atMost(500, "start", server, "%.0f ms", result.median(StartProfile.Start::millis));
    double mebibytes = result.median(StartProfile.Start::idleMebibytes);
    atMost(110, "resident, idle", server, "%.0f MB", mebibytes * MEGABYTES_OF_MEBIBYTE);
  }

  private void http(HttpProfile.Result result) {
    Measured server = new Measured(result.server(), result.failed(Workload.CLIENT_CREDENTIALS));
    double tokens = result.closed(Workload.CLIENT_CREDENTIALS).cpuMillis();
    atMost(
        2.7,
        "client credentials / ES256 signature",
        server,
        "%.2f",
        tokens / result.signatureMicros());
    for (Workload workload : List.of(Workload.DISCOVERY, Workload.JWKS)) {
      atMost(
          25,
          workload.title(),
          new Measured(result.server(), result.failed(workload)),
          "%.1f µs",
          result.closed(workload).cpuMillis());
    }
    if (result.server().contains("PostgreSQL")) {
      atMost(
          250,
          Workload.REFRESH.title(),
          new Measured(result.server(), result.failed(Workload.REFRESH)),
          "%.0f µs",
          result.closed(Workload.REFRESH).cpuMillis());
      atMost(
          250,
          "refresh with an RS256 ID token, less that signature",
          new Measured(result.server(), result.failed(Workload.REFRESH_WITH_ID_TOKEN)),
          "%.0f µs",
          result.closed(Workload.REFRESH_WITH_ID_TOKEN).cpuMillis()
              - result.signature(Workload.REFRESH_WITH_ID_TOKEN));
    }
    atMost(
        200,
        "resident, at full speed",
        server,
        "%.0f MB",
        result.resident().atFullSpeed() * MEGABYTES_OF_MEBIBYTE);
    atMost(
        5,
        "client credentials, open loop, p99 / p50",
        server,
        "%.1f",
        result.open(Workload.CLIENT_CREDENTIALS).loop().p99ToMedian());
  }

  private void signIn(SignInProfile.Result result) {
    double timesHash = result.median(r -> r.timesHash(Person.Milestone.CODE));
    Measured server =
        new Measured(
            result.server(), result.rounds().stream().mapToLong(SignInProfile.Round::failed).sum());
    atMost(1.15, "sign-in / Argon2id", server, "%.3f", timesHash);
    atMost(
        1_000,
        "request and sign-in page",
        server,
        "%.0f µs",
        result.median(r -> r.until(Person.Milestone.PAGE)));
  }

  private void pages(PagesProfile.Result result) {
    PagesProfile.Page dearest = result.dearest();
    atMost(
        1_000,
        "the dearest page, " + dearest.name(),
        new Measured(result.server(), result.failed()),
        "%.0f µs",
        dearest.cpuMicros());
    PagesProfile.Page heaviest = result.heaviest();
    atMost(
        30_000,
        "the heaviest page, " + heaviest.name(),
        new Measured(result.server(), result.failed()),
        "%.0f B",
        heaviest.bytes());
  }

  private void firstSight(FirstSightProfile.Result result) {
    Measured server =
        new Measured(
            result.server(),
            result.rounds().stream().mapToLong(FirstSightProfile.Round::failed).sum());
    atMost(
        40,
        "introspection less verification and query",
        server,
        "%.1f µs",
        result.median(r -> r.rest(Bearer.Endpoint.INTROSPECTION)));
    atMost(
        120,
        "UserInfo, first sight",
        server,
        "%.1f µs",
        result.median(r -> r.firstMicros(Bearer.Endpoint.USER_INFO)));
  }

  private void verification(VerificationProfile.Outcome outcome) {
    Measured library = new Measured("library", 0);
    atMost(1.3, "token at an API / ES256 verification", library, "%.3f", outcome.timesBare());
    atMost(1, "token at an API, again", library, "%.2f µs", outcome.againMicros());
  }

  private void testing(TestingProfile.Result result) {
    Measured server = new Measured(result.server(), 0);
    double start = result.median(TestingProfile.Life::start);
    atMost(150, "start inside a test, after the first one", server, "%.0f ms", start);
  }

  private void atMost(double goal, String what, Measured of, String format, double is) {
    if (isEmpty) {
      table.title("What must be reached; processor time of the server for one request");
      table.row("", List.of("at most", "measured", ""));
      isEmpty = false;
    }
    table.row(
        what + ": " + of.server,
        List.of(text(format, goal), text(format, is), verdict(goal, format, is, of.failed)));
  }

  private String verdict(double goal, String format, double is, long failed) {
    if (failed > 0) {
      return "missed: " + failed + " failed";
    }
    if (is <= goal) {
      return "reached";
    }
    boolean isTime = format.endsWith("s");
    double here = isTime ? goal * slower : goal;
    String verdict = is <= here ? "reached" : "missed";
    return here > goal ? verdict + ": %s here".formatted(text(format, here)) : verdict;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

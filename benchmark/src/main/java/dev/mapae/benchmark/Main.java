package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs every benchmark, unattended, and prints one table at the end.
public final class Main {
  private Main() {}

  /// Runs everything.
  ///
  /// @param args none
  public static void main(String[] args) throws Exception {
    Collection<RunResult> pieces =
        new Runner(new OptionsBuilder().include(TokenIssuance.class.getSimpleName()).build()).run();
    LoadProfile.Result load;
    try (ServerProcess server = ServerProcess.start()) {
      load = LoadProfile.run(server, Duration.ofSeconds(10));
    }
    List<String> rows = new ArrayList<>();
    for (RunResult piece : pieces) {
      var score = piece.getPrimaryResult();
      rows.add(
          row(
              piece.getPrimaryResult().getLabel(),
              "%.1f ± %.1f %s"
                  .formatted(score.getScore(), score.getScoreError(), score.getScoreUnit())));
    }
    rows.add(row("token endpoint, 8 callers", number(load.perSecond(), "requests/s")));
    rows.add(row("  p50", number(load.p50Millis(), "ms")));
    rows.add(row("  p99", number(load.p99Millis(), "ms")));
    rows.add(row("  p99.9", number(load.p999Millis(), "ms")));
    rows.add(row("  server CPU per 1,000", number(load.cpuSecondsPerThousand() * 1000, "ms")));
    rows.add(row("  requests, failed", load.requests() + ", " + load.failures()));
    System.out.println();
    rows.forEach(System.out::println);
  }

  private static String number(double value, String unit) {
    return "%.2f %s".formatted(value, unit);
  }

  private static String row(String what, String value) {
    return String.format(Locale.ROOT, "%-28s %28s", what, value);
  }
}

package dev.mapae.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// What [TokenVerification] takes, with the native provider and with the JDK's.
///
/// The pieces of a round are measured one after the other and told as multiples of its bare
/// verification, since other work on the same cores makes all of them slower.
final class VerificationProfile {
  private static final String BARE = "bareVerification";

  private record Piece(String name, double microseconds, double timesBare) {}

  private VerificationProfile() {}

  static void run(Options options, Table table) throws RunnerException {
    for (boolean isNative : List.of(true, false)) {
      table.title(
          "One ES256 access token at an API, by "
              + (isNative ? "ACCP; the peers as they come" : "the JDK"));
      table.row("", List.of("µs", "× the bare check"));
      Map<String, List<Piece>> pieces = new TreeMap<>();
      for (int i = 0; i < options.rounds(); i++) {
        round(isNative)
            .forEach(
                piece -> pieces.computeIfAbsent(piece.name, name -> new ArrayList<>()).add(piece));
      }
      pieces.forEach((name, rounds) ->
          table.row(
              name,
              List.of(
                  "%.2f".formatted(median(rounds, Piece::microseconds)),
                  "%.3f".formatted(median(rounds, Piece::timesBare)))));
    }
  }

  private static List<Piece> round(boolean isNative) throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder();
    String all = TokenVerification.class.getSimpleName() + "\\.";
    options =
        isNative
            ? options.include(all)
            : options
                .include(all + "(" + BARE + "|firstSight|again)")
                .jvmArgsAppend(TokenVerification.WITHOUT_NATIVE, "-Xmx256m");
    Map<String, Double> medians = new TreeMap<>();
    for (RunResult piece : new Runner(options.build()).run()) {
      Result<?> calls = piece.getPrimaryResult();
      medians.put(calls.getLabel(), calls.getStatistics().getPercentile(50));
    }
    double bare = medians.getOrDefault(BARE, Double.NaN);
    List<Piece> pieces = new ArrayList<>();
    medians.forEach((name, median) -> pieces.add(new Piece(name, median, median / bare)));
    return pieces;
  }

  private static double median(List<Piece> rounds, ToDoubleFunction<Piece> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}

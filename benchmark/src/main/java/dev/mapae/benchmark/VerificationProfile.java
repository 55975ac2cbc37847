package dev.mapae.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /// What an API takes with the native provider.
  ///
  /// @param timesBare at first sight, as a multiple of the bare check of the signature
  /// @param againMicros when the token comes again
  /// @param timesLessThanNimbus at first sight, than the processor of nimbus-jose-jwt as it comes
  /// @param timesLessThanSpring the same of Spring's decoder
  record Outcome(
      double timesBare,
      double againMicros,
      double timesLessThanNimbus,
      double timesLessThanSpring) {}

  static Outcome run(Options options, Table table) throws RunnerException {
    Map<String, List<Piece>> byAccp = rounds(true, options);
    tell("ACCP; the peers as they come", byAccp, table);
    tell("the JDK", rounds(false, options), table);
    double timesBare = timesBare("firstSight", byAccp);
    return new Outcome(
        timesBare,
        Median.of(byAccp.getOrDefault("again", List.of()), Piece::microseconds),
        timesBare("nimbusDefaultProcessor", byAccp) / timesBare,
        timesBare("springDecoder", byAccp) / timesBare);
  }

  private static double timesBare(String piece, Map<String, List<Piece>> rounds) {
    return Median.of(rounds.getOrDefault(piece, List.of()), Piece::timesBare);
  }

  private static Map<String, List<Piece>> rounds(boolean isNative, Options options)
      throws RunnerException {
    Map<String, List<Piece>> pieces = new TreeMap<>();
    for (int i = 0; i < options.rounds(); i++) {
      round(isNative)
          .forEach(
              piece -> pieces.computeIfAbsent(piece.name, name -> new ArrayList<>()).add(piece));
    }
    return pieces;
  }

  private static void tell(String by, Map<String, List<Piece>> pieces, Table table) {
    table.title("One ES256 access token at an API, by " + by);
    table.row("", List.of("µs", "× the bare check"));
    pieces.forEach((name, rounds) ->
        table.row(
            name,
            List.of(
                "%.2f".formatted(Median.of(rounds, Piece::microseconds)),
                "%.3f".formatted(Median.of(rounds, Piece::timesBare)))));
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
}

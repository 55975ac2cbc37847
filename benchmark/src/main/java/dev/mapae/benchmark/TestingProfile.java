package dev.mapae.benchmark;

import dev.mapae.testing.Mapae;
import dev.mapae.testing.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What a server inside a test costs the test: one after the other in one JVM, each with an API, a
/// person and a client. Every one after the first counts, however cold Java still is.
final class TestingProfile {
  private TestingProfile() {}

  /// What one of them took, in milliseconds.
  ///
  /// @param token until somebody had one, after the start
  record Life(double start, double token, double end) {}

  /// Those of one server.
  ///
  /// @param first of the JVM
  record Result(String server, Life first, List<Life> lives) {
    /// @param all at least as many as [#lives] says
    static Result of(String server, List<Life> all) {
      return new Result(server, all.getFirst(), all.subList(1, all.size()));
    }

    double median(ToDoubleFunction<Life> of) {
      return Median.of(lives, of);
    }

    double least(ToDoubleFunction<Life> of) {
      return lives.stream().mapToDouble(of).min().orElseThrow();
    }
  }

  /// How many there have to be for this many that are told.
  static int lives(int times) {
    return 1 + times;
  }

  /// Measures ours, in this very JVM.
  static Result run(int times) {
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < lives(times); i++) {
      lives.add(live());
    }
    return Result.of("Mapae", lives);
  }

  private static Life live() {
    Setup setup =
        Setup.empty().resource("https://api.example.com/", "playlist.read").person("alice");
    long begun = System.nanoTime();
    long started;
    long minted;
    try (Mapae mapae = Mapae.start(setup)) {
      started = System.nanoTime();
      mapae.tokenFor("alice").scope("playlist.read").mint();
      minted = System.nanoTime();
    }
    long ended = System.nanoTime();
    Life life = new Life((started - begun) / 1e6, (minted - started) / 1e6, (ended - minted) / 1e6);
    Main.say("testing: start took %.0f ms".formatted(life.start()));
    return life;
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "A server inside a test; %d of them, after the first one of a JVM"
            .formatted(results.getFirst().lives().size()));
    table.row("", each(results, Result::server));
    table.row("start, least", each(results, r -> millis(r.least(Life::start))));
    table.row("start, median", each(results, r -> millis(r.median(Life::start))));
    table.row("  a person's first token, then", each(results, r -> millis(r.median(Life::token))));
    table.row("end", each(results, r -> millis(r.median(Life::end))));
    table.row("start of the very first one", each(results, r -> millis(r.first().start())));
  }

  private static List<String> each(List<Result> results, Function<Result, String> text) {
    return results.stream().map(text).toList();
  }

  private static String millis(double millis) {
    return "%.0f ms".formatted(millis);
  }
}

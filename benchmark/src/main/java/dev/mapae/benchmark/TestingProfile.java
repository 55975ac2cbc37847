package dev.mapae.benchmark;

import dev.mapae.testing.Mapae;
import dev.mapae.testing.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a server inside a test costs the test: one after the other in this very JVM, with an API, a
/// person and a client.
final class TestingProfile {
  /// Until then Java compiles what they have in common.
  private static final int BEFORE = 3;

  private TestingProfile() {}

  private record Life(double start, double token, double end) {}

  /// @param times how many are told, after the first ones
  static void tell(int times, Table table) {
    Life first = live();
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < BEFORE + times; i++) {
      lives.add(live());
    }
    lives.subList(0, BEFORE).clear();
    table.title(
        "A server inside a test; %d of them, after the first ones of a JVM".formatted(times));
    table.row("", List.of("least", "median"));
    table.row("start", both(lives, Life::start));
    table.row("  a person's first token, then", both(lives, Life::token));
    table.row("end", both(lives, Life::end));
    table.row("start of the very first one", millis(first.start()));
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

  private static List<String> both(List<Life> lives, ToDoubleFunction<Life> of) {
    return List.of(
        millis(lives.stream().mapToDouble(of).min().orElseThrow()), millis(Median.of(lives, of)));
  }

  private static String millis(double millis) {
    return "%.0f ms".formatted(millis);
  }
}

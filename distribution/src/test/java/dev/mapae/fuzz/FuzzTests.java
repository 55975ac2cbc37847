package dev.mapae.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.EndpointsFuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes come from outside, what eats them does as it says, and no answer is a 500.
///
/// Those that surprised something once are among its seeds.
class FuzzTests {
  private static final Path FOLDER = Path.of("target", "fuzz").toAbsolutePath();

  /// Where they are found in 50,000 at most.
  private static final long RUNS_FOR_A_BUG = 400_000;

  private static final long RUNS = 10_000;
  private static final int REQUESTS = 4_000;

  static List<String> targets() {
    return FuzzTargets.names();
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(60)
  void no_seed_surprises(String target) throws Exception {
    FuzzTarget eater = FuzzTargets.named(target);
    eater.eat(new byte[0]);
    for (byte[] seed : Seeds.of(target)) {
      eater.eat(seed);
    }
  }

  @Test
  void no_request_ends_in_a_500() {
    EndpointsFuzz endpoints = new EndpointsFuzz();
    Random random = new Random(1);
    Set<Integer> answered = new TreeSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      String request = endpoints.made(random);
      answered.add(endpoints.answered(request.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(answered).contains(200, 201, 204, 303, 400, 401, 404, 405);
  }

  @Test
  @Tag("fuzz")
  @Timeout(600)
  void the_fuzzer_finds_a_planted_bug(@TempDir Path folder) throws Exception {
    Jazzer.Outcome outcome = new Jazzer(List.of("PlantedBug"), folder).run(RUNS_FOR_A_BUG);
    assertThat(outcome.finding()).hasValueSatisfying(f -> assertThat(f).contains("planted bug"));
    System.out.println("measured: a planted bug was found after " + outcome.runs() + " inputs");
  }

  @Test
  @Tag("fuzz")
  @Timeout(600)
  void no_input_surprises(@TempDir Path folder) throws Exception {
    Jazzer.Outcome outcome = new Jazzer(FuzzTargets.names(), folder).run(RUNS);
    assertThat(outcome.finding()).isEmpty();
    assertThat(outcome.runs()).isGreaterThanOrEqualTo(RUNS);
    // If nothing could be seen of the code, the inputs would be as good as random.
    assertThat(outcome.coverage()).isGreaterThan(5_000);
    System.out.printf(
        "measured: %d inputs reached %d branches of %d parsers%n",
        outcome.runs(), outcome.coverage(), FuzzTargets.names().size());
  }

  @Test
  @Tag("fuzz")
  @Tag("long")
  void no_input_surprises_for_longer() throws Exception {
    List<String> targets = FuzzTargets.names();
    int atOnce = Runtime.getRuntime().availableProcessors();
    long seconds = Long.getLong("mapae.fuzz.seconds", 600);
    Duration each = Duration.ofSeconds(seconds * atOnce / targets.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Jazzer.Outcome>> outcomes =
          targets.stream()
              .map(name ->
                  threads.submit(() -> new Jazzer(List.of(name), FOLDER.resolve(name)).run(each)))
              .toList();
      List<String> findings = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        Jazzer.Outcome outcome = outcomes.get(i).get();
        System.out.printf(
            "measured: %s ate %d inputs, which reached %d branches%n",
            targets.get(i), outcome.runs(), outcome.coverage());
        outcome.finding().ifPresent(findings::add);
      }
      assertThat(findings).isEmpty();
    }
  }
}

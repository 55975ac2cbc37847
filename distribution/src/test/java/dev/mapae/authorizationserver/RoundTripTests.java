package dev.mapae.authorizationserver;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Meter.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What each request costs the database, statement by statement: as the table in
/// `docs/explanation/one-grant-one-row.md` says, no more and no less.
@OnEveryEngine
class RoundTripTests {
  static final Path PAGE = Path.of("../docs/explanation/one-grant-one-row.md");
  static final Pattern ROW =
      Pattern.compile(
          "^\\| (.+?) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|$", Pattern.MULTILINE);

  final Engine engine;
  final Meter meter;

  RoundTripTests(Engine engine) {
    this.engine = engine;
    this.meter = Meter.on(engine, Flows.declarations(), Flows.seams());
  }

  @AfterEach
  void close() {
    meter.close();
  }

  @Test
  void each_request_costs_what_the_table_says() throws IOException {
    Map<String, List<Cost>> measured = new LinkedHashMap<>();
    new Flows(meter.server())
        .all()
        .forEach((name, flows) ->
            measured.put(
                name,
                flows.stream()
                    .map(ready -> {
                      // Once to fill the caches.
                      ready.get().run();
                      Runnable request = ready.get();
                      var _ = meter.costs().get();
                      request.run();
                      return meter.costs().get();
                    })
                    .distinct()
                    .toList()));
    assertThat(measured).containsExactlyEntriesOf(table());
  }

  /// What the page says.
  Map<String, List<Cost>> table() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .collect(
            toMap(row -> row.group(1), row -> List.of(cost(row)), (a, b) -> a, LinkedHashMap::new));
  }

  private Cost cost(MatchResult row) {
    return new Cost(
        Long.parseLong(row.group(2)),
        Long.parseLong(row.group(3)),
        Long.parseLong(row.group(engine == Engine.POSTGRESQL ? 4 : 5)));
  }
}

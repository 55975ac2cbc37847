package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What requests cost a server, workload by workload: in a closed loop, then in an open one at half
/// of the rate that came out of it.
final class HttpProfile {
  private static final int CALLERS = 8;
  private static final int CALLERS_OF_OPEN_LOOP = 64;

  private final Options options;

  HttpProfile(Options options) {
    this.options = options;
  }

  /// What came of one server.
  ///
  /// @param idleMebibytes resident once it had answered something of each workload
  /// @param busyMebibytes resident after all of it
  record Result(
      String server,
      Map<Workload, Load> closed,
      Map<Workload, Load> open,
      double idleMebibytes,
      double busyMebibytes) {
    Load closed(Workload workload) {
      return Objects.requireNonNull(closed.get(workload));
    }

    Load open(Workload workload) {
      return Objects.requireNonNull(open.get(workload));
    }
  }

  Result run(MeasuredServer server) throws Exception {
    Map<Workload, List<Workload.Caller>> callers = new EnumMap<>(Workload.class);
    for (Workload workload : Workload.values()) {
      List<Workload.Caller> all = workload.callers(server, CALLERS_OF_OPEN_LOOP);
      callers.put(workload, all);
      Loop.run(all.subList(0, 1), Duration.ofMillis(10));
    }
    double idle = Load.residentMebibytes(server);
    for (Workload workload : Workload.values()) {
      Main.say("warming up: " + server.name() + ", " + workload.title());
      List<Workload.Caller> all = Objects.requireNonNull(callers.get(workload));
      Compiler.untilItRests(server, () -> closed(server, all, options.lasting()));
    }
    Map<Workload, Load> closed = new EnumMap<>(Workload.class);
    Map<Workload, Load> open = new EnumMap<>(Workload.class);
    callers.forEach((workload, all) -> {
      List<Load> rounds = new ArrayList<>();
      for (int i = 0; i < options.rounds(); i++) {
        rounds.add(closed(server, all, options.lasting()));
      }
      Load median = median(rounds);
      closed.put(workload, median);
      Duration lasting = options.lasting().multipliedBy(options.rounds());
      open.put(workload, Load.open(server, all, median.loop().perSecond() / 2, lasting));
      Main.say(
          String.format(
              Locale.ROOT,
              "%s, %s: %.0f/s, %.3f ms CPU each",
              server.name(),
              workload.title(),
              median.loop().perSecond(),
              median.cpuMillis() / 1000));
    });
    double busy = Load.residentMebibytes(server);
    callers.values().forEach(all -> all.forEach(Workload.Caller::close));
    return new Result(server.name(), closed, open, idle, busy);
  }

  private static Load closed(
      MeasuredServer server, List<Workload.Caller> callers, Duration lasting) {
    return Load.closed(server, callers.subList(0, CALLERS), lasting);
  }

  private static Load median(List<Load> rounds) {
    return rounds.stream()
        .sorted(Comparator.comparingDouble(Load::cpuMillis))
        .toList()
        .get(rounds.size() / 2);
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "By HTTP, %d callers; open loop at half of that rate, %d connections"
            .formatted(CALLERS, CALLERS_OF_OPEN_LOOP));
    table.row("", results.stream().map(Result::server).toList());
    for (Workload workload : Workload.values()) {
      table.row(
          workload.title() + ": server CPU each",
          each(results, r -> "%.3f ms".formatted(r.closed(workload).cpuMillis() / 1000)));
      table.row(
          "  requests/s",
          each(results, r -> "%.0f".formatted(r.closed(workload).loop().perSecond())));
      table.row("  p50, p99, p99.9", each(results, r -> latency(r.closed(workload))));
      table.row("  open loop: p50, p99, p99.9", each(results, r -> latency(r.open(workload))));
      table.row(
          "  failed",
          each(
              results,
              r ->
                  String.valueOf(
                      r.closed(workload).loop().failed() + r.open(workload).loop().failed())));
    }
    table.row("resident, idle", each(results, r -> "%.0f MiB".formatted(r.idleMebibytes())));
    table.row(
        "resident, after all of it", each(results, r -> "%.0f MiB".formatted(r.busyMebibytes())));
  }

  private interface Told {
    String of(Result result);
  }

  private static List<String> each(List<Result> results, Told told) {
    return results.stream().map(told::of).toList();
  }

  private static String latency(Load load) {
    return String.format(
        Locale.ROOT,
        "%.2f, %.2f, %.2f ms",
        load.loop().p50Millis(),
        load.loop().p99Millis(),
        load.loop().p999Millis());
  }
}

package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// What requests cost a server, workload by workload: in a closed loop, then in an open one at half
/// of the rate that came out of it.
final class HttpProfile {
  static final int CALLERS = 8;
  private static final int CALLERS_OF_OPEN_LOOP = 64;

  private final Options options;

  HttpProfile(Options options) {
    this.options = options;
  }

  /// What came of one server.
  ///
  /// @param signatures the processor time of the bare signature that a workload is compared with,
  ///   in µs, just before and just after it: a machine may be faster a minute later
  record Result(
      String server,
      Map<Workload, Double> signatures,
      Map<Workload, Load> closed,
      Map<Workload, Load> open,
      Resident resident) {
    double signatureMicros() {
      return signature(Workload.CLIENT_CREDENTIALS);
    }

    double signature(Workload workload) {
      return Objects.requireNonNull(signatures.get(workload));
    }

    Load closed(Workload workload) {
      return Objects.requireNonNull(closed.get(workload));
    }

    Load open(Workload workload) {
      return Objects.requireNonNull(open.get(workload));
    }

    long failed(Workload workload) {
      return closed(workload).loop().failed() + open(workload).loop().failed();
    }
  }

  /// What a server has in memory, in MiB.
  ///
  /// @param idle once it had issued a token
  /// @param atFullSpeed after a minute of client credentials, and nothing else
  /// @param afterAll after all workloads
  record Resident(double idle, double atFullSpeed, double afterAll) {}

  Result run(MeasuredServer server) throws Exception {
    Map<Workload, List<Workload.Caller>> callers = new EnumMap<>(Workload.class);
    add(Workload.CLIENT_CREDENTIALS, callers, server);
    double idle = Load.idleMebibytes(server);
    Main.say("%s: full speed for %d s".formatted(server.name(), options.minute().toSeconds()));
    closed(server, of(callers, Workload.CLIENT_CREDENTIALS), options.minute());
    double atFullSpeed = Load.residentMebibytes(server);
    warmUp(server, callers);
    Map<Workload, Double> signatures = new EnumMap<>(Workload.class);
    Map<Workload, Load> closed = new EnumMap<>(Workload.class);
    Map<Workload, Load> open = new EnumMap<>(Workload.class);
    for (Workload workload : Workload.values()) {
      List<Workload.Caller> all = of(callers, workload);
      // What was compiled for this workload alone is compiled anew once the others came.
      Compiler.untilItRests(server, () -> closed(server, all, options.lasting()));
      Optional<Loop.Worker> signature = workload.signature();
      double before = signature.map(s -> Bare.micros(s, options.lasting())).orElse(0.0);
      Load median = rounds(server, all);
      double after = signature.map(s -> Bare.micros(s, options.lasting())).orElse(0.0);
      signature.ifPresent(_ -> signatures.put(workload, (before + after) / 2));
      closed.put(workload, median);
      open.put(workload, Load.open(server, all, median.loop().perSecond() / 2, options.minute()));
      Main.say(
          String.format(
              Locale.ROOT,
              "%s, %s: %.0f/s, %.3f ms CPU each",
              server.name(),
              workload.title(),
              median.loop().perSecond(),
              median.cpuMillis() / 1000));
    }
    Resident resident = new Resident(idle, atFullSpeed, Load.residentMebibytes(server));
    callers.values().forEach(all -> all.forEach(Workload.Caller::close));
    return new Result(server.name(), signatures, closed, open, resident);
  }

  private void warmUp(MeasuredServer server, Map<Workload, List<Workload.Caller>> callers)
      throws Exception {
    for (Workload workload : Workload.values()) {
      if (!callers.containsKey(workload)) {
        add(workload, callers, server);
      }
      Main.say("warming up: " + server.name() + ", " + workload.title());
      List<Workload.Caller> all = of(callers, workload);
      Compiler.untilItRests(server, () -> closed(server, all, options.lasting()));
    }
  }

  private static void add(
      Workload workload, Map<Workload, List<Workload.Caller>> callers, MeasuredServer server)
      throws Exception {
    List<Workload.Caller> all = workload.callers(server, CALLERS_OF_OPEN_LOOP);
    Loop.run(all.subList(0, 1), Duration.ofMillis(10));
    callers.put(workload, all);
  }

  private static List<Workload.Caller> of(
      Map<Workload, List<Workload.Caller>> callers, Workload workload) {
    return Objects.requireNonNull(callers.get(workload));
  }

  /// One workload alone.
  Both both(MeasuredServer server, Workload workload) throws Exception {
    Map<Workload, List<Workload.Caller>> callers = new EnumMap<>(Workload.class);
    add(workload, callers, server);
    List<Workload.Caller> all = of(callers, workload);
    Compiler.untilItRests(server, () -> closed(server, all, options.lasting()));
    Load median = rounds(server, all);
    Load open = Load.open(server, all, median.loop().perSecond() / 2, options.minute());
    all.forEach(Workload.Caller::close);
    return new Both(median, open);
  }

  /// What came of one workload, in a closed loop and in an open one at half of its rate.
  record Both(Load closed, Load open) {
    void tell(String what, Table table) {
      table.row(what, "%.1f µs".formatted(closed.cpuMillis()));
      table.row("  open loop: p50, p99, p99.9", latency(open));
      table.row("    p99 / p50", "%.1f".formatted(open.loop().p99ToMedian()));
    }
  }

  private Load rounds(MeasuredServer server, List<Workload.Caller> callers) {
    List<Load> rounds = new ArrayList<>();
    for (int i = 0; i < options.rounds(); i++) {
      rounds.add(closed(server, callers, options.lasting()));
    }
    return rounds.stream()
        .sorted(Comparator.comparingDouble(Load::cpuMillis))
        .toList()
        .get(rounds.size() / 2);
  }

  private static Load closed(
      MeasuredServer server, List<Workload.Caller> callers, Duration lasting) {
    return Load.closed(server, callers.subList(0, CALLERS), lasting);
  }

  /// Tells what came of some servers, one beside the other.
  void tell(List<Result> results, Table table) {
    long minute = options.minute().toSeconds();
    table.title(
        "By HTTP, %d callers; open loop at half of that rate, %d s, %d connections"
            .formatted(CALLERS, minute, CALLERS_OF_OPEN_LOOP));
    table.row("", results.stream().map(Result::server).toList());
    table.row(
        "bare ES256 signature, ACCP", each(results, r -> "%.1f µs".formatted(r.signatureMicros())));
    table.row(
        "bare RS256 signature, ACCP",
        each(results, r -> "%.1f µs".formatted(r.signature(Workload.REFRESH_WITH_ID_TOKEN))));
    for (Workload workload : Workload.values()) {
      table.row(
          workload.title() + ": server CPU each",
          each(results, r -> "%.3f ms".formatted(r.closed(workload).cpuMillis() / 1000)));
      table.row(
          "  requests/s",
          each(results, r -> "%.0f".formatted(r.closed(workload).loop().perSecond())));
      table.row("  p50, p99, p99.9", each(results, r -> latency(r.closed(workload))));
      table.row(
          "  open loop: server CPU each",
          each(results, r -> "%.3f ms".formatted(r.open(workload).cpuMillis() / 1000)));
      table.row(
          "    requests/s",
          each(results, r -> "%.0f".formatted(r.open(workload).loop().perSecond())));
      table.row("    p50, p99, p99.9", each(results, r -> latency(r.open(workload))));
      table.row(
          "    p99 / p50",
          each(results, r -> "%.1f".formatted(r.open(workload).loop().p99ToMedian())));
      table.row("  failed", each(results, r -> String.valueOf(r.failed(workload))));
    }
    mebibytes(results, table, "resident, idle", Resident::idle);
    mebibytes(
        results,
        table,
        "  after %d s of client credentials".formatted(minute),
        Resident::atFullSpeed);
    mebibytes(results, table, "  after all of it", Resident::afterAll);
  }

  private static void mebibytes(
      List<Result> results, Table table, String what, ToDoubleFunction<Resident> when) {
    table.row(what, each(results, r -> "%.0f MiB".formatted(when.applyAsDouble(r.resident()))));
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

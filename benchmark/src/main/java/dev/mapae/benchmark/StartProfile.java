package dev.mapae.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// How long servers take to start on the data that they have, and what memory they hold then.
final class StartProfile {
  private StartProfile() {}

  /// One start.
  ///
  /// @param millis from exec to the first answer
  /// @param cpuMillis the processor time of the server until then
  /// @param idleMebibytes resident once it rests
  record Start(double millis, double cpuMillis, double idleMebibytes) {}

  /// The starts of one server.
  record Result(String server, List<Start> starts) {
    double least(ToDoubleFunction<Start> of) {
      return starts.stream().mapToDouble(of).min().orElseThrow();
    }

    double median(ToDoubleFunction<Start> of) {
      return Median.of(starts, of);
    }
  }

  /// Stops a server and starts it again, as often as this.
  static Result run(Restartable server, int times) throws IOException {
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      server.stop();
      long before = System.nanoTime();
      server.exec();
      FirstAnswer.await(server);
      double millis = (System.nanoTime() - before) / 1e6;
      double cpuMillis = Load.cpu(server).toNanos() / 1e6;
      starts.add(new Start(millis, cpuMillis, Load.idleMebibytes(server)));
      Main.say("%s: start %d took %.0f ms".formatted(server.name(), i + 1, millis));
    }
    return new Result(server.name(), starts);
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "From exec to the first 200 of discovery, with a database that is there; %d starts"
            .formatted(results.getFirst().starts().size()));
    table.row("", results.stream().map(Result::server).toList());
    table.row("least", each(results, "%.0f ms", r -> r.least(Start::millis)));
    table.row("median", each(results, "%.0f ms", r -> r.median(Start::millis)));
    table.row(
        "  CPU of the server until then",
        each(results, "%.0f ms", r -> r.median(Start::cpuMillis)));
    table.row("resident, idle", each(results, "%.0f MiB", r -> r.median(Start::idleMebibytes)));
  }

  private static List<String> each(
      List<Result> results, String format, ToDoubleFunction<Result> number) {
    return results.stream().map(r -> format.formatted(number.applyAsDouble(r))).toList();
  }
}

package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Callers against a server, and what it took of the server alone: the honest figure where callers
/// share its cores.
///
/// @param cpuMillis processor time of the server for one thousand
record Load(Loop.Result loop, double cpuMillis) {
  private static final long WINDOW_NANOS = 500_000_000;
  private static final Duration RESTING = Duration.ofMillis(20);
  private static final int WINDOWS = 60;

  /// Java gives back what its compiler took five seconds later, and the C library two seconds
  /// after.
  private static final long GIVING_BACK_NANOS = 8_000_000_000L;

  /// Lets all of them call, each as soon as it has its answer.
  static Load closed(MeasuredServer server, List<? extends Loop.Worker> callers, Duration lasting) {
    return measure(server, () -> Loop.run(callers, lasting));
  }

  /// Lets them call at a rate, whether there was an answer or not. How long it took counts from
  /// when the call was due.
  static Load open(
      MeasuredServer server,
      List<? extends Loop.Worker> callers,
      double perSecond,
      Duration lasting) {
    return measure(server, () -> Loop.atRate(callers, perSecond, lasting));
  }

  private interface Measurement {
    Loop.Result take();
  }

  private static Load measure(MeasuredServer server, Measurement measurement) {
    Duration before = cpu(server);
    Loop.Result loop = measurement.take();
    double millis = cpu(server).minus(before).toNanos() / 1e6;
    return new Load(loop, millis * 1000 / Math.max(1, loop.done()));
  }

  /// The processor time that the server has used so far.
  static Duration cpu(MeasuredServer server) {
    return server.processes().stream().map(Load::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// What the server has in memory, in MiB, once it has rested for some seconds: it goes on for a
  /// while after its first answer, with what nobody waits for.
  static double idleMebibytes(MeasuredServer server) throws IOException {
    for (int i = 0; i < WINDOWS; i++) {
      Duration before = cpu(server);
      LockSupport.parkNanos(WINDOW_NANOS);
      if (cpu(server).minus(before).compareTo(RESTING) < 0) {
        LockSupport.parkNanos(GIVING_BACK_NANOS);
        return residentMebibytes(server);
      }
    }
    Main.say(server.name() + " does not come to rest");
    return residentMebibytes(server);
  }

  /// What the server has in memory, in MiB.
  static double residentMebibytes(MeasuredServer server) throws IOException {
    double all = 0;
    for (ProcessHandle process : server.processes()) {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          all += Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    }
    return all;
  }
}

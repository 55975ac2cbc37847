package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How busy the compiler of a Java server still is. What is measured before it rests is mostly the
/// compiler.
final class Compiler {
  /// It never rests quite.
  private static final double RESTING = 0.03;

  private static final int AT_MOST = 24;

  private Compiler() {}

  /// Lets a server be called again and again until its compiler rests.
  static void untilItRests(MeasuredServer server, Step step) throws Exception {
    for (int i = 0; i < AT_MOST; i++) {
      long before = ticks(server);
      long start = System.nanoTime();
      step.take();
      // A tick is 10 ms.
      double share = (ticks(server) - before) * 1e7 / (System.nanoTime() - start);
      if (share < RESTING) {
        return;
      }
    }
    Main.say("the compiler of " + server.name() + " does not come to rest");
  }

  /// Calls the server for a while.
  interface Step {
    void take() throws Exception;
  }

  /// The processor time of all compiler threads.
  private static long ticks(MeasuredServer server) throws IOException {
    long all = 0;
    for (ProcessHandle process : server.processes()) {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
        for (Path thread : threads.toList()) {
          all += ticks(thread);
        }
      }
    }
    return all;
  }

  private static long ticks(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
        return 0;
      }
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    } catch (NoSuchFileException e) {
      return 0; // it has just ended
    }
  }
}

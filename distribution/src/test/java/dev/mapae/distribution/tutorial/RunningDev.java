package dev.mapae.distribution.tutorial;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// `dev` in a process of its own, as the reader starts it.
public final class RunningDev implements AutoCloseable {
  // The server itself, the API, the playground, and the metrics.
  private static final List<Integer> COMPANIONS = List.of(0, 1, 2, 10);

  private final int port;
  private final Process process;

  /// Starts it, on ports that are free.
  ///
  /// @param directory gets the database and the log
  public static RunningDev start(Path directory) throws IOException {
    int port = freePort();
    Path log = directory.resolve("dev.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.mapae.distribution.Main",
                    "dev",
                    "--port",
                    String.valueOf(port),
                    "--data",
                    directory.resolve("data").toString()))
            .directory(directory.toFile())
            .redirectError(log.toFile())
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("mapae ready")) {
        return new RunningDev(port, process);
      }
    }
    process.destroyForcibly();
    throw new IOException("dev did not start:\n" + Files.readString(log));
  }

  private RunningDev(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /// The port of the authorization server; the API has the next one, the playground the one after.
  public int port() {
    return port;
  }

  /// A port whose companions are free as well. They cannot be reserved, so this looks where systems
  /// hand out none by themselves.
  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (COMPANIONS.stream().allMatch(offset -> isFree(port + offset))) {
        return port;
      }
    }
    throw new AssertionError("There are no free ports next to each other.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

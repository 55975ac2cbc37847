package dev.mapae.distribution.tutorial;

import dev.mapae.distribution.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// `dev` in a process of its own, as the reader starts it.
public final class RunningDev implements AutoCloseable {
  // The server itself, the API and the playground.
  private static final List<Integer> COMPANIONS = List.of(0, 1, 2);

  private final int port;
  private final ServerProcess process;

  /// Starts it, on ports that are free.
  ///
  /// @param directory gets the database and the log
  public static RunningDev start(Path directory) throws IOException {
    int port = freePort();
    ServerProcess process =
        ServerProcess.start(directory, "dev", "--port", String.valueOf(port), "--data", "data");
    if (process.line().startsWith("mapae ready ")) {
      return new RunningDev(port, process);
    }
    process.close();
    throw new IOException("dev did not start:\n" + String.join("\n", process.errors()));
  }

  private RunningDev(int port, ServerProcess process) {
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
    process.close();
  }
}

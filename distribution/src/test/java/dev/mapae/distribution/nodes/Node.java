package dev.mapae.distribution.nodes;

import dev.mapae.distribution.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One of the servers that share a database: a process of its own, reached without a proxy.
final class Node implements AutoCloseable {
  private final URI base;
  private final ServerProcess process;

  private Node(URI base, ServerProcess process) {
    this.base = base;
    this.process = process;
  }

  /// Starts one, and waits until it is ready.
  ///
  /// @param folder for its files
  /// @param port where the configuration lets it listen
  static Node start(Path folder, int port, String configuration) throws IOException {
    Path file = Files.createTempFile(folder, "node", ".yaml");
    Files.writeString(file, configuration);
    ServerProcess process = ServerProcess.start(folder, "serve", "--config", file.toString());
    if (!process.line().startsWith("mapae ready ")) {
      process.close();
      throw new IOException("No node: " + String.join("\n", process.errors()));
    }
    return new Node(URI.create("http://127.0.0.1:" + port), process);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI base() {
    return base;
  }

  /// What it said on standard error up to now.
  List<String> log() {
    return process.errors();
  }

  /// SIGTERM, and its exit status once it is gone.
  int terminate() throws InterruptedException {
    process.terminate();
    return process.status();
  }

  /// SIGKILL. When this returns, the process is gone.
  void kill() {
    process.close();
  }

  @Override
  public void close() {
    kill();
  }
}

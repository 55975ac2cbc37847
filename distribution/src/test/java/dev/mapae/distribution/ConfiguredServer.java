package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// A running server with a configuration file of its own, beside which commands are typed.
record ConfiguredServer(String issuer, Path config, ServerProcess process)
    implements AutoCloseable {
  /// Starts one, and waits until it is ready.
  ///
  /// @param folder where everything of it is
  /// @param settings lines of its configuration file, besides where it listens
  static ConfiguredServer start(Path folder, String settings) throws IOException {
    String issuer;
    String management;
    try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      issuer = "http://127.0.0.1:" + a.getLocalPort();
      management = "127.0.0.1:" + b.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("mapae.yaml"),
            "issuer: %s\nmanagement: %s\n%s".formatted(issuer, management, settings));
    ServerProcess process = ServerProcess.start(folder, "serve", "--config", config.toString());
    assertThat(process.line()).startsWith("mapae ready ");
    return new ConfiguredServer(issuer, config, process);
  }

  @Override
  public void close() {
    process.close();
  }
}

package dev.mapae.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The real server in a process of its own, on a free port and an empty database.
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final String issuer;

  private ServerProcess(Process process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// Starts a server and waits until it is ready.
  ///
  /// @throws IllegalStateException when it ends instead
  static ServerProcess start() throws IOException {
    Path folder = Files.createTempDirectory("mapae-bench");
    String issuer = "http://127.0.0.1:" + freePort();
    Path config = folder.resolve("mapae.yaml");
    Files.writeString(
        config,
        """
        issuer: %s
        management: 127.0.0.1:%d
        database: sqlite:%s
        clients:
          - client_id: %s
            client_secret: %s
            grant_types: [client_credentials]
            scope: playlist.read
            token_endpoint_auth_method: client_secret_basic
        resources:
          - resource: https://api.example.com/
            name: Music API
            scopes:
              playlist.read: {description: Read your playlists}
        """
            .formatted(
                issuer,
                freePort(),
                folder.resolve("mapae.db"),
                InProcess.CLIENT,
                InProcess.SECRET));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.mapae.distribution.Main",
                "serve",
                "--config",
                config.toString())
            .redirectError(folder.resolve("server.log").toFile())
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !line.startsWith("mapae ready")) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "the server did not start:\n" + Files.readString(folder.resolve("server.log")));
    }
    return new ServerProcess(process, issuer);
  }

  URI tokenEndpoint() {
    return URI.create(issuer + "/token");
  }

  /// The processor time that the server has used so far.
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}

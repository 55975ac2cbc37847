package dev.mapae.distribution;

import dev.mapae.distribution.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The whole server in this process, on free ports, with a configuration file of its own.
public final class LocalServer implements AutoCloseable {
  private final RunningServer server;
  private final String issuer;

  private LocalServer(RunningServer server, String issuer) {
    this.server = server;
    this.issuer = issuer;
  }

  /// Starts one.
  ///
  /// @param folder where everything of it is
  /// @param settings lines of its configuration file, besides where it listens
  public static LocalServer start(Path folder, String settings) throws IOException {
    return start(folder, "http://127.0.0.1:", settings);
  }

  /// Starts one that is reached by TLS, as `https://localhost`.
  ///
  /// @param settings `tls` among them
  public static LocalServer startWithTls(Path folder, String settings) throws IOException {
    return start(folder, "https://localhost:", settings);
  }

  private static LocalServer start(Path folder, String origin, String settings) throws IOException {
    int[] ports = new int[2];
    try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ports[0] = a.getLocalPort();
      ports[1] = b.getLocalPort();
    }
    String issuer = origin + ports[0];
    Path config =
        Files.writeString(
            folder.resolve("mapae.yaml"),
            "issuer: %s\nlisten: 127.0.0.1:%d\nmanagement: 127.0.0.1:%d\n%s"
                .formatted(issuer, ports[0], ports[1], settings));
    return switch (Settings.read(config, Map.of())) {
      case Settings.Outcome.Usable(var usable, _) ->
          new LocalServer(RunningServer.start(usable), issuer);
      case Settings.Outcome.Unusable(var mistakes, _) -> throw new AssertionError(mistakes);
    };
  }

  public String issuer() {
    return issuer;
  }

  @Override
  public void close() {
    server.close();
  }
}

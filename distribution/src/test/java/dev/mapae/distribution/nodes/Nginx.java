package dev.mapae.distribution.nodes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// nginx, started by anybody who may, with all its files in one folder.
final class Nginx implements AutoCloseable {
  private static final String PROGRAM = "MAPAE_NGINX";

  private final Process process;

  private Nginx(Process process) {
    this.process = process;
  }

  /// Skips a test where there is none.
  static void assume() {
    assumeTrue(
        System.getenv(PROGRAM) != null, "nodes behind nginx: no nginx: apt-get install nginx");
  }

  /// Starts it, and waits until it listens.
  ///
  /// @param site what stands in its `http` block
  static Nginx start(Path folder, String site) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("site.conf"), site);
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        pid nginx.pid;
        worker_processes 2;
        %s
        events {}
        http {
            access_log off;
            client_body_temp_path client;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            include site.conf;
        }
        """
            // Its workers cannot read this folder as somebody else.
            .formatted(System.getProperty("user.name").equals("root") ? "user root;" : ""));
    Process process =
        new ProcessBuilder(
                System.getenv(PROGRAM),
                "-p",
                folder.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "error.log")
            .inheritIO()
            .start();
    while (!Files.exists(folder.resolve("nginx.pid"))) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(folder.resolve("error.log")));
      }
      Thread.sleep(10);
    }
    return new Nginx(process);
  }

  @Override
  public void close() {
    // SIGTERM: killed, it would leave its workers behind.
    process.destroy();
    process.onExit().join();
  }
}

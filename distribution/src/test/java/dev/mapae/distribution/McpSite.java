package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.settings.Settings;
import dev.mapae.distribution.tutorial.Block;
import dev.mapae.distribution.tutorial.Pages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The authorization server and the MCP server of docs/how-to/protect-an-mcp-server.md as they
/// stand there, at addresses of this machine.
final class McpSite implements AutoCloseable {
  private static final Path PAGE = Pages.ROOT.resolve("docs/how-to/protect-an-mcp-server.md");
  private static final String SECRET = "reporter-secret-0123456789abcdef0123456789abcdef";

  private final Path folder;
  private final String issuer;
  private final String resource;
  private final List<AutoCloseable> running = new ArrayList<>();

  private McpSite(Path folder, int issuerPort, int resourcePort) {
    this.folder = folder;
    this.issuer = "http://127.0.0.1:" + issuerPort;
    this.resource = "http://127.0.0.1:" + resourcePort + "/mcp";
  }

  /// With the settings that the page begins with, and no others but those of a test.
  static McpSite plain(Path folder) throws IOException {
    return start(folder, List.of("mapae.yaml"), "");
  }

  /// The same where hosts register themselves, and a program has a client of its own.
  static McpSite registering(Path folder) throws IOException {
    return start(
        folder,
        List.of("mapae.yaml", "registration.yaml"),
        """
        clients:
          - client_id: reporter
            client_secret: %s
            grant_types: [client_credentials]
            scope: playlist.read
        """
            .formatted(SECRET));
  }

  private static McpSite start(Path folder, List<String> files, String further) throws IOException {
    Files.createDirectory(folder);
    int[] ports = freePorts();
    McpSite site = new McpSite(folder, ports[0], ports[1]);
    StringBuilder settings = new StringBuilder(further);
    files.forEach(file -> settings.append(site.file(file)));
    site.running.add(site.server(settings.toString()));
    Process example = site.program("PlaylistServer");
    site.running.add(() -> example.destroyForcibly().onExit().join());
    String line = example.inputReader(StandardCharsets.UTF_8).readLine();
    assertThat(line).as(site.log("PlaylistServer")).contains(site.resource);
    return site;
  }

  private static int[] freePorts() throws IOException {
    try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new int[] {a.getLocalPort(), b.getLocalPort()};
    }
  }

  /// The URL of the MCP server.
  String resource() {
    return resource;
  }

  /// A file of the page, at the addresses of this machine.
  private String file(String name) {
    return Block.of(PAGE).stream()
        .filter(block -> block.file().equals(Optional.of(name)))
        .findFirst()
        .orElseThrow()
        .text()
        .replace("http://localhost:9000", issuer)
        .replace("9003", String.valueOf(URI.create(resource).getPort()));
  }

  /// It is read as the demonstration is, so that it fetches the documents of clients from this
  /// machine.
  private RunningServer server(String settings) {
    String all =
        settings
            + """
            management: 127.0.0.1:0
            password_hashing: {memory: 7MiB, iterations: 1}
            outbound_allowed: [127.0.0.0/8, "::1/128"]
            """;
    return switch (Settings.readDemonstration("mapae.yaml", all, folder, Map.of())) {
      case Settings.Outcome.Usable(var usable, _) -> RunningServer.start(usable);
      case Settings.Outcome.Unusable(var mistakes, _) -> throw new AssertionError(mistakes);
    };
  }

  /// A program of the page, as its readers start it.
  Process program(String name) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), file(name + ".java"));
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    java.environment().put("REPORTER_SECRET", SECRET);
    return java.redirectError(folder.resolve(name + ".log").toFile()).start();
  }

  /// What a program said of its errors.
  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  @Override
  public void close() {
    for (AutoCloseable each : running.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}

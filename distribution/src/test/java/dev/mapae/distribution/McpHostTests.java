package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.protocol.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Model Context Protocol, Authorization (2026-07-28), from the first 401 to the step-up: the files
/// of docs/how-to/protect-an-mcp-server.md as they stand there, and hosts that others wrote.
@Tag("socket")
@Timeout(180)
class McpHostTests {
  private static final List<String> TRUST =
      List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");

  @TempDir static Path folder;
  private static Optional<HttpsServer> publisher = Optional.empty();
  private static Optional<McpSite> plain = Optional.empty();
  private static Optional<McpSite> registering = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "EC");
    System.setProperty(
        TRUST.get(0), certificate.certificate().resolveSibling("store.p12").toString());
    System.setProperty(TRUST.get(1), new String(TestCertificate.PASSWORD));
    publisher = Optional.of(publisher(certificate));
    plain = Optional.of(McpSite.plain(folder.resolve("plain")));
    registering = Optional.of(McpSite.registering(folder.resolve("registering")));
  }

  @AfterAll
  static void stop() {
    plain.ifPresent(McpSite::close);
    registering.ifPresent(McpSite::close);
    publisher.ifPresent(https -> https.stop(0));
    TRUST.forEach(System::clearProperty);
  }

  /// Where a host publishes its metadata document.
  private static HttpsServer publisher(TestCertificate certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), TestCertificate.PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    https.createContext(
        "/client.json",
        exchange -> {
          byte[] document = document(https);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    https.start();
    return https;
  }

  private static String documentUrl(HttpsServer https) {
    return "https://localhost:" + https.getAddress().getPort() + "/client.json";
  }

  /// RFC 8252 §7.3: a loopback redirect URI is for all ports.
  private static byte[] document(HttpsServer https) {
    return Json.object()
        .with("client_id", documentUrl(https))
        .with("client_name", "Host")
        .with("redirect_uris", List.of("http://127.0.0.1/callback"))
        .with("grant_types", List.of("authorization_code", "refresh_token"))
        .with("token_endpoint_auth_method", "none")
        .bytes();
  }

  @Nested
  class The_TypeScript_SDK {
    /// With the settings that the page begins with: `profile: mcp`, and nothing about hosts.
    @Test
    void finds_its_way_as_a_client_that_is_known_by_its_url() throws Exception {
      String resource = plain.orElseThrow().resource();
      assertThat(node("v2.mjs", resource, documentUrl(publisher.orElseThrow())))
          .contains("client of the document")
          .contains("asked for playlist.read offline_access at " + resource)
          .contains("token offline_access playlist.read for " + resource)
          .contains("tools create_playlist list_playlists")
          .contains("stepped up to ")
          .contains("token offline_access playlist.read playlist.write")
          .containsPattern("list \\[.*Rainy days")
          .containsPattern("refreshed \\[.*Rainy days")
          .contains("refresh token replaced")
          .contains("people were asked 2 times");
    }

    @Test
    void and_as_one_that_registers_itself() throws Exception {
      String resource = registering.orElseThrow().resource();
      assertThat(node("v2.mjs", resource))
          .contains("client registered")
          .contains("asked for playlist.read offline_access at " + resource)
          .contains("token offline_access playlist.read playlist.write")
          .contains("refreshed [")
          .contains("people were asked 2 times");
    }

    @Test
    void of_version_1_goes_on_with_a_refresh_token() throws Exception {
      assertThat(node("v1.mjs", registering.orElseThrow().resource(), "refresh"))
          .contains("registered client_secret_basic")
          .contains("asked for playlist.read at " + registering.orElseThrow().resource())
          .contains("tools create_playlist list_playlists")
          .contains("refreshed [");
    }

    // It registers with the scope of its first request, and asks for the scope of the challenge.
    @Test
    void of_version_1_steps_up() throws Exception {
      assertThat(node("v1.mjs", registering.orElseThrow().resource(), "step-up"))
          .contains("stepped up to playlist.read playlist.write")
          .contains("Sunny days");
    }

    private static String node(String script, String... arguments) throws Exception {
      Path scripts = installed();
      List<String> command = new ArrayList<>(List.of(System.getenv("MAPAE_NODE"), script));
      command.addAll(List.of(arguments));
      return run(scripts, command);
    }

    private static synchronized Path installed() throws Exception {
      assumeTrue(
          System.getenv("MAPAE_NODE") != null && System.getenv("MAPAE_NPM") != null,
          "MCP hosts: no Node.js: apt-get install nodejs npm");
      Path scripts = folder.resolve("hosts");
      if (Files.exists(scripts)) {
        return scripts;
      }
      Files.createDirectory(scripts);
      Path sources = Path.of("src/test/node");
      Files.copy(sources.resolve("person.mjs"), scripts.resolve("person.mjs"));
      try (var files = Files.list(sources.resolve("mcp"))) {
        for (Path file : files.toList()) {
          Files.copy(file, scripts.resolve(file.getFileName()));
        }
      }
      run(scripts, List.of(System.getenv("MAPAE_NPM"), "install", "--no-fund", "--no-audit"));
      return scripts;
    }

    private static String run(Path in, List<String> command) throws Exception {
      Path output = Files.createTempFile(folder, "output", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    }
  }

  @Nested
  class The_Java_SDK {
    @Test
    void is_given_its_token_by_our_client_library() throws Exception {
      McpSite site = registering.orElseThrow();
      Process reporter = site.program("Reporter");
      String said = new String(reporter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(reporter.waitFor()).as(site.log("Reporter")).isZero();
      assertThat(said).contains("text=[]");
    }
  }
}

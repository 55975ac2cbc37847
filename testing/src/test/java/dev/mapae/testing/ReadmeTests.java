package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The programs with which README.md and docs/how-to/call-an-api.md begin, each in a Java of its
/// own, with the real server: the client calls the API.
@Tag("socket")
@Timeout(120)
class ReadmeTests {
  private static final Path README = Path.of("../README.md");
  private static final Path CALL_AN_API = Path.of("../docs/how-to/call-an-api.md");
  private static final String DEMO_SECRET = "demo-secret-demo-secret-demo-secret-01";

  /// What whoever copies the lines adds to them.
  private static final String PROGRAM =
      """
      import static dev.mapae.resourceserver.Requirement.scope;

      import dev.mapae.client.*;
      import dev.mapae.protocol.Scope;
      import dev.mapae.resourceserver.ResourceServer;
      import dev.mapae.resourceserver.javalin.*;
      import io.javalin.Javalin;
      import java.net.URI;
      import java.net.http.HttpRequest;
      import java.net.http.HttpResponse.BodyHandlers;

      class %s {
        public static void main(String[] args) throws Exception {
      %s
          System.out.println(%s);
        }
      }
      """;

  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty()
              .resource(PlaylistApi.RESOURCE, "playlist.read")
              .client(
                  Map.of(
                      "client_id", "demo",
                      "client_secret", DEMO_SECRET,
                      "scope", "playlist.read")));

  @TempDir static Path folder;
  private static int port;
  private static Process api;

  @BeforeAll
  static void start(Mapae mapae) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String code = block(README, "api").replace("https://id.example.com", mapae.issuer());
    api = run("Api", PROGRAM.formatted("Api", code, "\"started\"").replace("8080", "" + port));
    assertThat(api.inputReader(StandardCharsets.UTF_8).readLine())
        .as(log("Api"))
        .isEqualTo("started");
  }

  @AfterAll
  static void stop() {
    api.destroyForcibly().onExit().join();
  }

  /// A piece of code of a page.
  ///
  /// @param name behind `java`, empty for the first piece without
  private static String block(Path page, String name) throws IOException {
    Matcher blocks =
        Pattern.compile(
                "```java" + (name.isEmpty() ? "" : " " + name) + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(page));
    assertThat(blocks.find()).as("%s in %s", name, page).isTrue();
    return blocks.group(1);
  }

  private static Process run(String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            file.toString());
    java.environment().put("DEMO_SECRET", DEMO_SECRET);
    return java.redirectError(folder.resolve(name + ".log").toFile()).start();
  }

  private static String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  private static String said(String name, String source) throws Exception {
    Process program = run(name, source);
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(log(name)).isZero();
    return said.strip();
  }

  private static String here() {
    return "http://127.0.0.1:" + port;
  }

  @Test
  void the_client_of_the_readme_calls_the_api_of_the_readme(Mapae mapae) throws Exception {
    String code =
        block(README, "client")
            .replace("https://id.example.com", mapae.issuer())
            .replace("https://api.example.com", here());
    assertThat(
            said(
                "Caller", PROGRAM.formatted("Caller", code, "answer.statusCode() + answer.body()")))
        .isEqualTo("200Playlists of demo");
  }

  @Test
  void who_has_no_token_is_told_where_to_get_one(Mapae mapae) throws Exception {
    HttpResponse<String> refused = get("/v1/playlists");
    assertThat(refused.statusCode()).isEqualTo(401);
    String challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
    String told = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");
    HttpResponse<String> metadata = get(URI.create(told).getRawPath());
    assertThat(metadata.statusCode()).isEqualTo(200);
    assertThat(metadata.body()).contains("\"authorization_servers\":[\"" + mapae.issuer() + "\"]");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(here() + path)).build(), BodyHandlers.ofString());
  }

  @Test
  void and_so_does_that_of_the_manual(Mapae mapae) throws Exception {
    String source =
        block(CALL_AN_API, "")
            .replace("http://localhost:9000", mapae.issuer())
            .replace("http://localhost:9001", here());
    assertThat(said("Playlists", source)).isEqualTo("200 Playlists of demo");
  }

  @Test
  void the_korean_readme_has_the_same_code() throws IOException {
    Path korean = Path.of("../README.ko.md");
    for (String name : List.of("api", "client")) {
      assertThat(block(korean, name)).isEqualTo(block(README, name));
    }
  }
}

package dev.mapae.resourceserver.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The Spring application of docs/how-to/protect-an-mcp-server.md as it stands there, beside an API
/// with the starter. Model Context Protocol, Authorization.
class McpServerPageTests {
  private static final Path PAGE = Path.of("../../docs/how-to/protect-an-mcp-server.md");
  private static final Pattern SPRING =
      Pattern.compile("```java\n((?:(?!```).)*?class (Spring\\w+).*?)```", Pattern.DOTALL);
  private static final String MCP = "http://127.0.0.1:9003/mcp";
  private static final String INITIALIZE =
      """
      {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
       "capabilities": {}, "clientInfo": {"name": "host", "version": "1"}}}
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  @TempDir private static Path folder;
  private static TestIssuer issuer;
  private static URLClassLoader classes;
  private static ConfigurableApplicationContext application;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @RestController
  static class Api {
    @GetMapping("/me")
    String me() {
      return "me";
    }
  }

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    String page = Files.readString(PAGE).replace("http://localhost:9000", issuer.url());
    List<String> names = SPRING.matcher(page).results().map(McpServerPageTests::compiled).toList();
    assertThat(names).containsExactly("SpringPlaylists", "SpringChains");
    classes =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, McpServerPageTests.class.getClassLoader());
    SpringApplication spring =
        new SpringApplication(
            Api.class, classes.loadClass(names.get(0)), classes.loadClass(names.get(1)));
    application =
        spring.run(
            "--mapae.resource-server.issuer=" + issuer.url(),
            "--mapae.resource-server.audience=" + TestIssuer.API,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN");
  }

  private static String compiled(MatchResult piece) {
    try {
      Path source = folder.resolve(piece.group(2) + ".java");
      Files.writeString(source, piece.group(1));
      int result =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-d", folder.toString(), source.toString());
      assertThat(result).isZero();
      return piece.group(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    application.close();
    classes.close();
    issuer.close();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String... token)
      throws Exception {
    for (String one : token) {
      request.header("Authorization", "Bearer " + one);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(String path) {
    String port = application.getEnvironment().getProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpRequest.Builder initialize() {
    return to("/mcp")
        .header("Accept", "application/json, text/event-stream")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE));
  }

  private static String forHosts() {
    return issuer.token("x", Map.of("aud", MCP));
  }

  private static void assertChallenged(HttpResponse<String> answer, String metadata) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .anyMatch(c -> c.contains("resource_metadata=\"" + metadata + "\""));
  }

  @Test
  void a_host_with_a_token_of_the_MCP_server_passes() throws Exception {
    HttpResponse<String> answer = send(initialize(), forHosts());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("playlists");
  }

  @Test
  void a_host_without_one_is_led_to_the_metadata_of_the_MCP_server() throws Exception {
    String path = "/.well-known/oauth-protected-resource/mcp";
    String metadata = "http://127.0.0.1:9003" + path;
    assertChallenged(send(initialize()), metadata);
    assertChallenged(send(initialize(), issuer.token("x")), metadata);
    assertThat(send(to(path)).body()).contains("\"" + MCP + "\"");
  }

  @Test
  void the_API_beside_it_takes_its_own_tokens_alone() throws Exception {
    String metadata = "https://api.example.com/.well-known/oauth-protected-resource";
    assertThat(send(to("/me"), issuer.token("x")).body()).isEqualTo("me");
    assertChallenged(send(to("/me")), metadata);
    assertChallenged(send(to("/me"), forHosts()), metadata);
    assertChallenged(send(to("/mcp/x")), metadata);
  }
}

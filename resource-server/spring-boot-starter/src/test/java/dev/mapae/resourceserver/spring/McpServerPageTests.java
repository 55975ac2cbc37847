package dev.mapae.resourceserver.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.mcp.McpAuthorization;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
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
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
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

  /// One whose `ResourceServer` is a bean.
  @Configuration(proxyBeanMethods = false)
  static class ByBean {
    @Bean(defaultCandidate = false)
    ResourceServer playlistsApi() {
      return ResourceServer.of(
          ResourceServerSettings.of(issuer.url(), MCP)
              .metadata(m -> m.scopesSupported("playlist.read")));
    }

    @Bean
    ServletContextInitializer playlists(@Qualifier("playlistsApi") ResourceServer api) {
      HttpServletStatelessServerTransport transport =
          HttpServletStatelessServerTransport.builder()
              .contextExtractor(McpAuthorization::context)
              .build();
      McpServer.sync(transport).serverInfo("playlists", "1.0.0").build();
      McpAuthorization authorization = McpAuthorization.of(api);
      return context -> authorization.protect(context, transport);
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
    application = run(classes.loadClass("SpringPlaylists"));
  }

  private static ConfigurableApplicationContext run(Class<?> playlists) throws Exception {
    return new SpringApplication(Api.class, playlists, classes.loadClass("SpringChains"))
        .run(
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
    return to(application, path);
  }

  private static HttpRequest.Builder to(ConfigurableApplicationContext asked, String path) {
    String port = asked.getEnvironment().getProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpRequest.Builder initialize() {
    return initialize(application);
  }

  private static HttpRequest.Builder initialize(ConfigurableApplicationContext asked) {
    return to(asked, "/mcp")
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

  /// Through the page of errors, in front of which is the chain of the API.
  @Test
  void an_error_of_the_MCP_server_stays_what_it_is() throws Exception {
    HttpResponse<String> answer = send(to("/mcp"), forHosts());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().allValues("WWW-Authenticate")).isEmpty();
    assertThat(send(to("/error")).statusCode()).isEqualTo(401);
    assertThat(send(to("/error"), forHosts()).statusCode()).isEqualTo(401);
  }

  @Test
  void an_MCP_server_by_a_bean_leaves_the_API_its_own() throws Exception {
    try (ConfigurableApplicationContext byBean = run(ByBean.class)) {
      assertThat(send(to(byBean, "/me"), issuer.token("x")).body()).isEqualTo("me");
      assertThat(send(to(byBean, "/me"), forHosts()).statusCode()).isEqualTo(401);
      assertThat(send(initialize(byBean), forHosts()).statusCode()).isEqualTo(200);
      assertThat(send(initialize(byBean), issuer.token("x")).statusCode()).isEqualTo(401);
    }
  }
}

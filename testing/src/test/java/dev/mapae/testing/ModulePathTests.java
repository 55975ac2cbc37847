package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An application that is a module itself, and has nothing on its class path: what our modules
/// export and require is enough for it, to be compiled by Java 17 and to run.
@Tag("socket")
@Timeout(60)
class ModulePathTests {
  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").client("reporter"));

  /// What of the class path of this test the application needs, as its `pom.xml` would have it.
  private static final Pattern NEEDED =
      Pattern.compile(
          ".*(?:/(?:protocol|client|okhttp|servlet|javalin|resource-server|jdk-httpserver)"
              + "/target/classes"
              + "|/mapae-(?:protocol|client|resource-server)[^/]*\\.jar"
              + "|/(?:nimbus-jose-jwt|jspecify|okhttp-jvm|okio-jvm|kotlin-stdlib"
              + "|jakarta\\.[a-z.-]*-api|javalin|jetty-[a-z0-9-]*|asm|asm-[a-z]*|slf4j-api)"
              + "-[0-9][^/]*\\.jar)");

  private static final String MODULE =
      """
      module playlists {
        requires dev.mapae.client;
        requires dev.mapae.client.javalin;
        requires dev.mapae.client.okhttp;
        requires dev.mapae.client.servlet;
        requires dev.mapae.resourceserver;
        requires dev.mapae.resourceserver.javalin;
        requires dev.mapae.resourceserver.jdkhttpserver;
        requires okhttp3;
      }
      """;

  private static final String APPLICATION =
      """
      package playlists;

      import static dev.mapae.resourceserver.Requirement.scope;

      import com.sun.net.httpserver.HttpServer;
      import dev.mapae.client.AuthorizationOptions;
      import dev.mapae.client.AuthorizedHttpClient;
      import dev.mapae.client.Client;
      import dev.mapae.client.ClientSecretBasic;
      import dev.mapae.client.TokenSource;
      import dev.mapae.client.javalin.JavalinLogin;
      import dev.mapae.client.okhttp.AuthorizedOkHttp;
      import dev.mapae.client.servlet.WebLogin;
      import dev.mapae.protocol.Scope;
      import dev.mapae.resourceserver.ResourceServer;
      import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
      import io.javalin.Javalin;
      import java.net.InetSocketAddress;
      import java.net.URI;
      import java.net.http.HttpClient;
      import java.net.http.HttpRequest;
      import java.net.http.HttpResponse.BodyHandlers;
      import okhttp3.OkHttpClient;
      import okhttp3.Request;
      import okhttp3.Response;

      public final class Playlists {
        public static void main(String[] told) throws Exception {
          ResourceServer api = ResourceServer.of(told[0], told[1]);
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
          server.createContext(
              "/playlists",
              ProtectedHandler.of(
                  api.require(scope("playlist.read")),
                  (exchange, token) -> {
                    try (exchange) {
                      exchange.sendResponseHeaders(204, -1);
                    }
                  }));
          server.start();
          URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/playlists");
          Client client = Client.discover(told[0], new ClientSecretBasic("reporter", told[2]));
          TokenSource tokens = client.clientCredentials(Scope.of("playlist.read"));
          System.out.println(
              new AuthorizedHttpClient(HttpClient.newHttpClient(), tokens, uri)
                  .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                  .statusCode());
          OkHttpClient http = AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens, uri).build();
          try (Response answer =
              http.newCall(new Request.Builder().url(uri.toString()).build()).execute()) {
            System.out.println(answer.code());
          }
          WebLogin login =
              WebLogin.of(
                  client.authorizationCode(URI.create("https://app.example.com/callback")),
                  AuthorizationOptions.scope("openid"));
          Javalin javalin =
              Javalin.create(config -> {
                JavalinLogin.add(config, login.open("/playlists"::equals));
                config.routes.get(
                    "/playlists",
                    dev.mapae.resourceserver.javalin.ProtectedHandler.of(
                        api.require(scope("playlist.read")),
                        (context, token) -> context.status(204)));
              });
          javalin.start("127.0.0.1", 0);
          URI there = URI.create("http://127.0.0.1:" + javalin.port());
          for (String path : new String[] {"/playlists", "/"}) {
            System.out.println(
                new AuthorizedHttpClient(tokens, there)
                    .send(
                        HttpRequest.newBuilder(there.resolve(path)).build(),
                        BodyHandlers.discarding())
                    .statusCode());
          }
          System.out.println(api.getClass().getModule().getName());
          System.exit(0);
        }
      }
      """;

  @TempDir private Path folder;

  private static String modulePath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> NEEDED.matcher(entry).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String compiled(Path into) throws IOException {
    List<Path> sources =
        List.of(folder.resolve("module-info.java"), folder.resolve("Playlists.java"));
    Files.writeString(sources.get(0), MODULE);
    Files.writeString(sources.get(1), APPLICATION);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("--release", "17", "--module-path", modulePath(), "-d", into.toString());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return done ? messages.toString() : "not compiled: " + messages;
    }
  }

  @Test
  void is_enough_for_an_application(Mapae mapae) throws Exception {
    Path classes = folder.resolve("classes");
    Path log = folder.resolve("log");
    assertThat(compiled(classes)).doesNotContain("not compiled", "error:");
    Process application =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--module-path",
                modulePath() + File.pathSeparator + classes,
                "--module",
                "playlists/playlists.Playlists",
                mapae.issuer(),
                PlaylistApi.RESOURCE,
                mapae.clientSecret("reporter"))
            .redirectError(log.toFile()) // Javalin and SLF4J say there that nobody logs
            .start();
    String said = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines())
        .as(Files.readString(log))
        .containsExactly("204", "204", "204", "303", "dev.mapae.resourceserver");
    assertThat(application.waitFor()).isZero();
  }
}

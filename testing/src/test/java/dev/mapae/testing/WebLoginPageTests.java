package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The programs of docs/how-to/sign-in-to-a-servlet-application.md, which are run as whoever copied
/// them would, with the real server.
@Tag("socket")
@Timeout(60)
class WebLoginPageTests {
  private static final Path PAGE = Path.of("../docs/how-to/sign-in-to-a-servlet-application.md");

  /// What a container does with the listener, and a page behind it.
  private static final String CONTAINER =
      """
      import dev.mapae.client.servlet.WebUser;
      import jakarta.servlet.http.*;
      import java.io.IOException;
      import java.net.InetSocketAddress;
      import org.eclipse.jetty.ee10.servlet.*;
      import org.eclipse.jetty.server.Server;

      public class Container {
        static final class Greeting extends HttpServlet {
          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.getWriter().print("Hello " + WebUser.of(request).orElseThrow().getName());
          }
        }

        public static void main(String[] args) throws Exception {
          Server server = new Server(new InetSocketAddress("127.0.0.1", PORT));
          ServletContextHandler context =
              new ServletContextHandler("/", ServletContextHandler.SESSIONS);
          context.addEventListener(new Login());
          context.addServlet(new ServletHolder(new Greeting()), "/*");
          server.setHandler(context);
          server.start();
        }
      }
      """;

  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void write(String name, Mapae mapae, int port) throws IOException {
    Matcher code =
        Pattern.compile("(?s)```java\n((?:(?!```).)*?public class " + name + " .*?)```")
            .matcher(Files.readString(PAGE));
    assertThat(code.find()).isTrue();
    Files.writeString(
        folder.resolve(name + ".java"),
        code.group(1)
            .replace("https://id.example.com", mapae.issuer())
            .replace("https://app.example.com", "http://127.0.0.1:" + port)
            .replace("8080", String.valueOf(port)));
  }

  /// Starts a program, signs alice in, and answers with what she is told.
  private String greeted(String program, Mapae mapae, int port) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            folder.resolve(program + ".java").toString());
    java.environment().put("APP_SECRET", mapae.clientSecret("app"));
    Path log = folder.resolve("log");
    Process process = java.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try (HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
      URI home = URI.create("http://127.0.0.1:" + port + "/");
      while (!isServed(port)) {
        assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as(Files.readString(log)).isFalse();
      }
      HttpResponse<String> away = get(http, home);
      assertThat(away.statusCode()).as(away.body()).isEqualTo(303);
      URI callback = mapae.authorize(location(away)).as("alice");
      HttpResponse<String> back = get(http, callback);
      assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
      return get(http, home.resolve(location(back))).body();
    } finally {
      process.destroy();
      process.onExit().join();
    }
  }

  private static boolean isServed(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static Setup setup(int port) {
    return Setup.empty().client("app", "http://127.0.0.1:" + port + "/callback").person("alice");
  }

  @Test
  void the_listener_of_a_servlet_application_signs_people_in() throws Exception {
    int port = freePort();
    try (Mapae mapae = Mapae.start(setup(port))) {
      write("Login", mapae, port);
      Files.writeString(
          folder.resolve("Container.java"), CONTAINER.replace("PORT", String.valueOf(port)));
      assertThat(greeted("Container", mapae, port)).startsWith("Hello ").hasSizeGreaterThan(6);
    }
  }

  @Test
  void the_program_with_Javalin_signs_people_in() throws Exception {
    int port = freePort();
    try (Mapae mapae = Mapae.start(setup(port))) {
      write("Hello", mapae, port);
      assertThat(greeted("Hello", mapae, port)).startsWith("Hello ").hasSizeGreaterThan(6);
    }
  }
}

package dev.mapae.resourceserver.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The code in docs/how-to/protect-an-api.md and the pages that are about APIs besides.
class HowToTests {
  private static final Path PAGES = Path.of("../../docs/how-to");
  private static final Pattern CODE =
      Pattern.compile("```java\n(.*?class (\\w+).*?)```", Pattern.DOTALL);

  @TempDir private Path classes;

  /// One piece of code, as the compiler takes it.
  static final class Code extends SimpleJavaFileObject {
    private final String source;

    Code(String name, String source) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.source = source;
    }

    boolean isNamed(String name) {
      return getName().equals("/" + name + ".java");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }

  static Stream<Code> pieces() throws IOException {
    return Stream.of(
            pieces("protect-an-api.md", 9),
            pieces("protect-a-spring-boot-api.md", 3),
            pieces("protect-an-mcp-server.md", 2),
            pieces("ask-for-authorization-details.md", 2),
            pieces("ask-for-a-fresh-sign-in.md", 1))
        .flatMap(pieces -> pieces);
  }

  private static Stream<Code> pieces(String page, int least) throws IOException {
    Matcher code = CODE.matcher(Files.readString(PAGES.resolve(page)));
    List<Code> pieces = code.results().map(m -> new Code(m.group(2), m.group(1))).toList();
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(least);
    return pieces.stream();
  }

  private static String compile(Code code, Path into) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-Xlint:all,-processing,-path", "--release", "17", "-d", into.toString());
    List<JavaFileObject> sources = List.of(code);
    boolean compiled = compiler.getTask(messages, null, null, options, null, sources).call();

    return compiled ? messages.toString() : "not compiled: " + messages;
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void compiles_without_a_warning(Code code) {
    assertThat(compile(code, classes)).isEmpty();
  }

  /// As it is, and by what the container finds in it.
  @Test
  void the_servlet_application_starts_in_a_container() throws Exception {
    Path into = Files.createDirectories(classes.resolve("app/WEB-INF/classes"));
    Code code = pieces().filter(c -> c.isNamed("MusicApplication")).findFirst().orElseThrow();
    assertThat(compile(code, into)).isEmpty();

    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(classes.resolve("tomcat").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.setAddDefaultWebXmlToWebapp(false);
    StandardContext app = (StandardContext) tomcat.addWebapp("", classes.resolve("app").toString());
    // Those of other containers on the class path of this test.
    app.setContainerSciFilter(".*");
    tomcat.getConnector();
    try {
      tomcat.start();

      assertThat(app.getState().isAvailable()).isTrue();
      assertThat(app.findServletMapping("/v1/playlists/*")).isEqualTo("playlists");
      URI uri =
          URI.create(
              "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/v1/playlists/1");
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .contains(
              "Bearer resource_metadata="
                  + "\"https://api.example.com/.well-known/oauth-protected-resource\"");
      HttpResponse<String> metadata =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri.resolve("/.well-known/oauth-protected-resource"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(metadata.body()).contains("\"resource\":\"https://api.example.com/\"");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }
}

package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java of the manual's pages about the client library compiles as it stands there.
class ClientPagesTests {
  private static final List<String> PAGES =
      List.of(
          "call-an-api",
          "sign-in-from-the-command-line",
          "sign-in-on-another-device",
          "prove-possession-of-a-key",
          "use-client-certificates",
          "sign-authorization-requests",
          "push-authorization-requests",
          "sign-out-of-a-web-application",
          "sign-in-to-a-servlet-application",
          "keep-tokens-out-of-the-browser");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```java\n(.*?)^ *```$");

  /// What the text around a fragment takes for granted.
  private static final String GIVEN =
      """
      import dev.mapae.client.*;
      import dev.mapae.client.javalin.*;
      import dev.mapae.client.okhttp.*;
      import dev.mapae.client.servlet.*;
      import dev.mapae.client.spring.*;
      import dev.mapae.protocol.*;
      import io.javalin.Javalin;
      import jakarta.servlet.DispatcherType;
      import java.net.*;
      import java.net.http.*;
      import java.nio.file.*;
      import java.util.*;
      import okhttp3.OkHttpClient;
      import org.springframework.web.client.RestClient;

      abstract class NAME {
        interface Sessions {
          void endBySid(String sid);
          void endAllOf(String subject);
          void remember(String sid, Object session);
        }

        Client client;
        SigningKey key;
        AuthorizationOptions options;
        Tokens tokens;
        TokenSource source;
        BackChannelLogout logout;
        Sessions sessions;
        Path path;
        URI callback, callbackUrl, redirectUri, uri;
        String incoming, assertion, body, privateJwk;
        Map<String, String> headers;
        HttpResponse<String> response;
        AuthorizationCode flow;
        WebLogin login;
        BackendForFrontend backend;
        jakarta.servlet.ServletContext context;
        jakarta.servlet.http.HttpServletRequest request;

        abstract void show(String code, Optional<URI> complete);
        abstract void answer(int status);

        void run() throws Exception {
      CODE
        }
      }
      """;

  @TempDir Path folder;

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static List<Source> blocks(String page) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "how-to", page + ".md"));
    List<Source> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String code = block.group(1);
      Matcher program = Pattern.compile("public class (\\w+)").matcher(code);
      String name = "Block" + blocks.size() + "_" + page.replace('-', '_');
      blocks.add(
          program.find()
              ? new Source(program.group(1), code)
              : new Source(name, GIVEN.replace("NAME", name).replace("CODE", code)));
    }
    return blocks;
  }

  @Test
  void compile() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String page : PAGES) {
      List<Source> blocks = blocks(page);
      assertThat(blocks).as(page).isNotEmpty();
      sources.addAll(blocks);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      compiler
          .getTask(
              null,
              files,
              problems,
              List.of("-d", folder.toString(), "-proc:none", "--release", "17"),
              null,
              sources)
          .call();
    }
    assertThat(problems.getDiagnostics())
        .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .isEmpty();
  }
}

package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/// The tests in docs/how-to/test-your-application.md, which are run as whoever copied them would.
@Tag("socket")
class HowToTests {
  private static final Path PAGE = Path.of("../docs/how-to/test-your-application.md");
  private static final Pattern CODE =
      Pattern.compile("```java\n(.*?class (\\w+).*?)```", Pattern.DOTALL);

  @TempDir private Path classes;

  /// One piece of code, as the compiler takes it. It is put beside the API of these tests.
  static final class Code extends SimpleJavaFileObject {
    private final String name;
    private final String source;

    Code(String name, String source) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.name = name;
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }

  static Stream<Code> pieces() throws IOException {
    Matcher code = CODE.matcher(Files.readString(PAGE));
    List<Code> pieces = code.results().map(m -> new Code(m.group(2), m.group(1))).toList();
    assertThat(pieces).hasSize(3);
    return pieces.stream();
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void pass(Code code) throws Exception {
    Path api = Path.of("src/test/java/dev/mapae/testing/PlaylistApi.java");
    Code beside =
        new Code(
            "PlaylistApi",
            Files.readString(api).replaceFirst("package dev\\.mapae\\.testing;", ""));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-Xlint:all,-processing,-path", "-d", classes.toString());
    List<JavaFileObject> sources = List.of(code, beside);
    boolean compiled = compiler.getTask(messages, null, null, options, null, sources).call();
    assertThat(messages.toString()).isEmpty();
    assertThat(compiled).isTrue();

    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(loader.loadClass(code.name)))
          .execute()
          .testEvents()
          .debug()
          .assertStatistics(events -> events.started(1).succeeded(1));
    }
  }
}

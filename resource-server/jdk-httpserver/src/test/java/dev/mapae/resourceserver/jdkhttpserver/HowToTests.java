package dev.mapae.resourceserver.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The code in docs/how-to/protect-an-api.md and its page for Spring Boot.
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

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }

  static Stream<Code> pieces() throws IOException {
    return Stream.concat(pieces("protect-an-api.md", 9), pieces("protect-a-spring-boot-api.md", 3));
  }

  private static Stream<Code> pieces(String page, int least) throws IOException {
    Matcher code = CODE.matcher(Files.readString(PAGES.resolve(page)));
    List<Code> pieces = code.results().map(m -> new Code(m.group(2), m.group(1))).toList();
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(least);
    return pieces.stream();
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void compiles_without_a_warning(Code code) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-Xlint:all,-processing,-path", "--release", "17", "-d", classes.toString());
    List<JavaFileObject> sources = List.of(code);
    boolean compiled = compiler.getTask(messages, null, null, options, null, sources).call();

    assertThat(messages.toString()).isEmpty();
    assertThat(compiled).isTrue();
  }
}

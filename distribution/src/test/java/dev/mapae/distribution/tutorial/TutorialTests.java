package dev.mapae.distribution.tutorial;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mapae.distribution.PlainBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial and the README, typed from beginning to end into one terminal.
@Tag("socket")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TutorialTests {
  private static final String CODE = "the code from the address bar";
  private static final Pattern AUTHORIZATION_REQUEST =
      Pattern.compile("http://localhost:\\S+[?&]response_type=code\\S*");
  private static final Map<String, String> PACKAGES =
      Map.of("curl", "curl", "openssl", "openssl", "python3", "python3", "node", "nodejs");
  // All that comes later builds on what these did.
  private static final Set<String> ALWAYS = Set.of("curl", "openssl");

  private RunningDev dev;
  private Terminal terminal;
  private Place place;
  private Path folder;
  private final PlainBrowser browser =
      new PlainBrowser(HttpClient.newHttpClient(), "alice", "wonderland-42");
  private final Map<String, Boolean> installed = new LinkedHashMap<>();
  private String code = "";

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    folder = Files.createDirectories(directory.resolve(".mapae/tutorial"));
    dev = RunningDev.start(directory);
    terminal = new Terminal(directory);
    place = new Place(dev.port(), freePort());
  }

  @AfterAll
  void stop() {
    if (terminal != null) {
      terminal.close();
    }
    if (dev != null) {
      dev.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> every_example_prints_what_the_text_says() {
    return Pages.typed().stream()
        .map(page -> DynamicContainer.dynamicContainer(page.getFileName().toString(), typed(page)));
  }

  private Stream<DynamicTest> typed(Path page) {
    List<Block> blocks = Block.of(page);
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      Optional<Block> output =
          Optional.of(i + 1)
              .filter(n -> n < blocks.size())
              .map(blocks::get)
              .filter(Block::isOutput);
      if (block.isExample()) {
        tests.add(DynamicTest.dynamicTest(block.toString(), () -> run(block, output)));
      } else if (block.file().isPresent()) {
        tests.add(DynamicTest.dynamicTest(block.toString(), () -> save(block)));
      }
    }
    return tests.stream();
  }

  private void save(Block block) throws IOException {
    Files.writeString(folder.resolve(block.file().orElseThrow()), place.localized(block.text()));
  }

  private void run(Block block, Optional<Block> output) throws IOException, InterruptedException {
    for (String program : PACKAGES.keySet()) {
      if (ALWAYS.contains(program) || block.runs(program)) {
        assumeTrue(
            has(program), program + " is not installed: apt-get install " + PACKAGES.get(program));
      }
    }
    String command = place.localized(block.text()).replace(CODE, code);
    String printed =
        terminal.type(
            command,
            line -> {
              if (block.asksForBrowser()) {
                browse(line);
              }
            });
    String expected = output.map(Block::text).orElse("");
    if (!place.matches(expected, printed)) {
      fail("%s%n%nexpected:%n%s%nprinted:%n%s", block, expected, printed);
    }
  }

  private boolean has(String program) throws IOException, InterruptedException {
    if (!installed.containsKey(program)) {
      installed.put(program, terminal.has(program));
    }
    return installed.get(program);
  }

  /// Opens the address that the program just printed, as its text asks for.
  private void browse(String line) {
    Matcher address = AUTHORIZATION_REQUEST.matcher(line);
    if (address.find()) {
      try {
        Matcher answer =
            Pattern.compile("[?&]code=([^&]+)")
                .matcher(browser.visit(URI.create(address.group())).toString());
        code = answer.find() ? answer.group(1) : "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

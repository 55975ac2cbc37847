package dev.mapae.distribution.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What can be said of the manual without running its examples.
class ManualTests {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(?:#[^)]*)?\\)");

  @Test
  void korean_and_english_have_the_same_code() {
    assertThat(code(Pages.ROOT.resolve("README.ko.md"))).isEqualTo(code(Pages.README)).isNotEmpty();
    Path korean = Pages.TUTORIAL.resolve("ko");
    for (Path page : Pages.chapters(Pages.TUTORIAL)) {
      assertThat(code(korean.resolve(page.getFileName())))
          .as(Pages.name(page))
          .isEqualTo(code(page));
    }
    assertThat(Pages.chapters(korean)).hasSameSizeAs(Pages.chapters(Pages.TUTORIAL));
  }

  private static List<String> code(Path page) {
    return Block.of(page).stream()
        .filter(Block::isCode)
        .map(block -> block.info() + "\n" + block.text())
        .toList();
  }

  @Test
  void what_is_to_be_typed_is_an_example_or_starts_mapae() {
    assertThat(Pages.typed().stream().flatMap(page -> Block.of(page).stream()))
        .filteredOn(block -> block.isCommand() && !block.isExample())
        .isNotEmpty()
        .allSatisfy(block ->
            assertThat(block.text().lines()).allMatch(line -> line.startsWith("./mapae ")));
  }

  @Test
  void links_lead_to_files() throws IOException {
    for (Path page : Pages.all()) {
      List<String> targets =
          LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)).toList();
      assertThat(targets)
          .as(Pages.ROOT.relativize(page).toString())
          .allMatch(target -> Files.exists(page.resolveSibling(target)));
    }
  }
}

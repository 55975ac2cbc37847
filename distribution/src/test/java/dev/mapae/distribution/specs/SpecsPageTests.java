package dev.mapae.distribution.specs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.specs.SpecsPage.Spec;
import dev.mapae.distribution.specs.TestedSections.Tested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page about specifications says what is tested, no more and no less.
class SpecsPageTests {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/specs.md");
  private static final Path MADE = Path.of("target/specs.md");

  private static List<Spec> specs() throws IOException {
    return SpecsPage.read(Files.readAllLines(Path.of("src/test/resources/specs.txt")));
  }

  @Test
  void it_is_as_the_names_of_the_tests_say() throws IOException {
    String made = SpecsPage.of(specs(), TestedSections.in(ROOT));
    Files.writeString(MADE, made);
    assertThat(Files.readString(PAGE))
        .as("docs/specs.md; the one of today is in distribution/%s", MADE)
        .isEqualTo(made);
  }

  @Test
  void every_specification_that_a_test_is_named_after_is_in_it() throws IOException {
    List<String> named = TestedSections.in(ROOT).stream().map(Tested::spec).distinct().toList();
    List<String> helpers =
        List.of(
            "RFC 8259",
            "RFC 9110",
            "RFC 6265",
            "RFC 8446",
            "RFC 3986",
            "RFC 6890",
            "RFC 7239",
            "RFC 7638",
            "RFC 9111");
    assertThat(specs().stream().map(Spec::name).toList())
        .containsAll(named.stream().filter(name -> !helpers.contains(name)).toList());
  }

  @Test
  void sections_are_found_by_the_names_of_classes(@TempDir Path folder) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("a/src/test/java"));
    Files.writeString(
        sources.resolve("Rfc7636PkceTests.java"),
        """
        class Rfc7636PkceTests {
          @Nested
          class Section_4_6_the_server_verifies {
            @Test
            void one() {}

            @ParameterizedTest
            void two() {}
          }

          @Nested
          class Appendix_B_examples {
            @Test
            void three() {}
          }

          @Nested
          class Rfc_6749_section_4_1_3_the_code {
            @Test
            void four() {}
          }

          @Nested
          class Something_else {
            @Test
            void five() {}
          }
        }
        """);
    assertThat(TestedSections.in(folder))
        .extracting(t -> t.spec() + " §" + t.section())
        .containsExactly(
            "RFC 7636 §4.6", "RFC 7636 §4.6", "RFC 7636 §B", "RFC 6749 §4.1.3", "RFC 7636 §");
  }
}

package dev.mapae.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The public API of the libraries is text in docs/reference/api, so that whoever changes it sees
/// it, and so does whoever reviews the change. They are here because this is the last library that
/// is built.
class PublicApiTests {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGES = ROOT.resolve("docs/reference/api");
  private static final Path CHANGES = ROOT.resolve("CHANGELOG.md");
  private static final Path MADE = ROOT.resolve("distribution/target/api");
  private static final int MOST_BYTES = 300 * 1024;

  static List<Library> libraries() throws IOException {
    return Library.all(ROOT);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void it_is_as_the_text_says(Library library) throws IOException {
    assumeThat(library.isBuilt()).as("%s is built", library).isTrue();
    String api = library.api();
    String file = library.name() + ".txt";
    Files.writeString(Files.createDirectories(MADE).resolve(file), api);
    assertThat(api).contains("public ");
    assertThat(PAGES.resolve(file))
        .as("docs/reference/api/%s; the one of today is in distribution/target/api", file)
        .exists()
        .hasContent(api);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void something_is_said_of_all_of_it(Library library) throws IOException {
    assertThat(Comments.missing(library.sources())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void no_jar_is_larger_than_300_KB(Library library) throws IOException {
    assumeThat(library.isBuilt()).as("%s is built", library).isTrue();
    assertThat(library.size()).isPositive().isLessThan(MOST_BYTES);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void it_is_in_the_bill_of_materials(Library library) throws IOException {
    assertThat(Files.readString(ROOT.resolve("bom/pom.xml")))
        .contains("<artifactId>mapae-" + library.name() + "</artifactId>");
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void it_is_a_module_that_exports_its_one_package_or_has_the_name_of_one(Library library)
      throws IOException {
    Path folder = ROOT.resolve(library.folder());
    Path descriptor = folder.resolve("src/main/java/module-info.java");
    String name = library.packageName();
    if (library.mayBeNoModule() && !Files.exists(descriptor)) {
      assertThat(Files.readString(folder.resolve("pom.xml")))
          .contains("<Automatic-Module-Name>" + name + "</Automatic-Module-Name>");
      return;
    }
    assertThat(Files.readString(descriptor).lines().map(String::strip))
        .contains("module " + name + " {")
        .filteredOn(line -> line.matches("(open|opens|exports) .*"))
        .containsExactly("exports " + name + ";");
  }

  /// japicmp does, whenever the build is told which one that is.
  @Test
  void the_build_compares_it_with_the_last_release() throws IOException {
    String version = first("<version>([^<]+)</version>", ROOT.resolve("pom.xml")).orElseThrow();
    Optional<String> released =
        first("(?m)^## \\[(?!Unreleased|" + Pattern.quote(version) + "\\])([^]]+)", CHANGES);
    Path options = ROOT.resolve(".mvn/maven.config");
    List<String> told =
        Files.exists(options)
            ? Files.readAllLines(options).stream()
                .filter(option -> option.startsWith("-Dmapae.released="))
                .toList()
            : List.of();
    assertThat(told)
        .as("the option of %s for the release that CHANGELOG.md names last", options)
        .isEqualTo(released.map(last -> List.of("-Dmapae.released=" + last)).orElse(List.of()));
  }

  private static Optional<String> first(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .findFirst()
        .map(found -> found.group(1));
  }

  @Test
  void no_text_is_left_of_a_library_that_is_gone() throws IOException {
    List<String> names = libraries().stream().map(library -> library.name() + ".txt").toList();
    try (var files = Files.list(PAGES)) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(names);
    }
  }
}

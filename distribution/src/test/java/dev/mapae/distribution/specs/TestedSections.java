package dev.mapae.distribution.specs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the names of the tests say about which section of which specification they are. The sources
/// are read, since the tests of other modules are on no class path here.
final class TestedSections {
  private static final Pattern CLASS =
      Pattern.compile("( *)(?:public |abstract |static |final )*class (\\w+).*");
  private static final Pattern TEST =
      Pattern.compile("\\s*@(?:Test|ParameterizedTest|TestFactory|RepeatedTest)\\b.*");

  /// `Rfc7523ClientAuthenticationTests`, or nested in another: `Rfc_9110_section_5_6_4_…`.
  private static final Pattern RFC = Pattern.compile("Rfc_?(\\d+)(.*)");

  private static final Pattern OIDC =
      Pattern.compile(
          "Oidc_?([Cc]ore|Registration|PromptCreate|RpInitiatedLogout|BackChannelLogout"
              + "|FrontChannelLogout|Discovery)(.*)");

  /// Those without a number, which have no common name either.
  private static final Pattern NAMED =
      Pattern.compile(
          "(FormPostResponseMode|Jarm|OauthClientIdMetadataDocument"
              + "|Fapi20SecurityProfile|Fapi20MessageSigning|OAuth21|McpProfile)(.*)");

  /// `Section_4_1_3_the_redemption`, `Appendix_B`, and `_section_5_6_4_…` behind a specification.
  private static final Pattern SECTION =
      Pattern.compile("(?:_?[Ss]ection_|Appendix|_)_?([A-Z]?(?:_?\\d+(?=_|$))*)(?:_.*)?");

  /// A test of a section.
  ///
  /// @param section such as `4.1.3`; empty where the class does not say
  /// @param file from the root of the checkout
  record Tested(String spec, String section, String className, String file) {}

  private record Named(int indent, Optional<String> spec, String section) {}

  private TestedSections() {}

  static List<Tested> in(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith("Tests.java"))
          // It has another one in a text.
          .filter(file -> !file.endsWith("SpecsPageTests.java"))
          .filter(file -> root.relativize(file).toString().contains("src/test/java"))
          .sorted()
          .flatMap(file -> of(root, file).stream())
          .toList();
    }
  }

  private static List<Tested> of(Path root, Path file) {
    String path = root.relativize(file).toString();
    String top = file.getFileName().toString().replace(".java", "");
    List<Tested> tested = new ArrayList<>();
    Deque<Named> open = new ArrayDeque<>();
    for (String line : lines(file)) {
      Matcher declared = CLASS.matcher(line);
      if (declared.matches()) {
        int indent = declared.group(1).length();
        while (!open.isEmpty() && open.peek().indent() >= indent) {
          open.pop();
        }
        open.push(named(indent, declared.group(2), Optional.ofNullable(open.peek())));
      } else if (TEST.matcher(line).matches() && !open.isEmpty()) {
        Named in = open.peek();
        in.spec().ifPresent(spec -> tested.add(new Tested(spec, in.section(), top, path)));
      }
    }
    return tested;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Named named(int indent, String name, Optional<Named> around) {
    for (Pattern pattern : List.of(RFC, OIDC, NAMED)) {
      Matcher spec = pattern.matcher(name);
      if (spec.matches()) {
        return new Named(indent, Optional.of(spec(pattern, spec.group(1))), section(spec.group(2)));
      }
    }
    String section = section(name);
    return new Named(
        indent,
        around.flatMap(Named::spec),
        section.isEmpty() ? around.map(Named::section).orElse("") : section);
  }

  private static String spec(Pattern pattern, String name) {
    if (pattern == RFC) {
      return "RFC " + name;
    }
    return pattern == OIDC
        ? "OIDC " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)
        : name;
  }

  private static String section(String name) {
    Matcher section = SECTION.matcher(name);
    return section.matches() ? section.group(1).replaceAll("^_", "").replace('_', '.') : "";
  }
}

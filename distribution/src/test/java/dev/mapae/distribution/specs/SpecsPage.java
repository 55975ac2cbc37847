package dev.mapae.distribution.specs;

import dev.mapae.distribution.specs.TestedSections.Tested;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Writes `docs/specs.md`: of each specification, which tests cover which section.
final class SpecsPage {
  private static final String HEAD =
      """
      # Specifications

      Which section of which specification which tests cover. The table is made of the names of the tests (a class is a
      specification, a class in it a section) and compared with them by `SpecsPageTests`; what is *partial*, and why, is said by
      hand. A section without tests is a gap. What is not in this list is not there.

      """;

  private final StringBuilder out = new StringBuilder(HEAD);
  private final Map<String, Map<String, List<Tested>>> tested;

  private SpecsPage(List<Tested> all) {
    tested =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    Tested::spec, TreeMap::new, Collectors.groupingBy(Tested::section)));
  }

  /// One specification and the sections that are about us.
  ///
  /// @param note what is missing, or done otherwise; may be empty
  /// @param sections their titles by number, in order
  record Spec(
      String name, String title, String status, String note, Map<String, String> sections) {}

  /// Reads `specs.txt`: a line `= name | title | status | note` for each specification, and lines
  /// `section | title` below it.
  static List<Spec> read(List<String> lines) {
    List<Spec> specs = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.replaceFirst("^= ", "").split("\\|", -1);
      if (line.startsWith("= ")) {
        specs.add(
            new Spec(
                cells[0].strip(),
                cells[1].strip(),
                cells[2].strip(),
                cells[3].strip(),
                new LinkedHashMap<>()));
      } else if (!line.isBlank()) {
        specs.getLast().sections().put(cells[0].strip(), cells[1].strip());
      }
    }
    return specs;
  }

  static String of(List<Spec> specs, List<Tested> tested) {
    SpecsPage page = new SpecsPage(tested);
    page.overview(specs);
    specs.forEach(page::spec);
    return page.out.toString();
  }

  private void overview(List<Spec> specs) {
    out.append("| specification | status |\n| --- | --- |\n");
    specs.forEach(spec ->
        out.append("| [%s](#%s) | %s |\n".formatted(heading(spec), anchor(spec), spec.status())));
  }

  private void spec(Spec spec) {
    out.append("\n## ").append(heading(spec)).append("\n\n");
    out.append("*").append(spec.status()).append(".* ").append(spec.note()).append("\n\n");
    out.append("| section | | tests |\n| --- | --- | --- |\n");
    Map<String, List<Tested>> of = tested.getOrDefault(spec.name(), Map.of());
    spec.sections()
        .forEach(
            (section, title) -> row("§" + section, title, of.getOrDefault(section, List.of())));
    List<Tested> rest =
        of.entrySet().stream()
            .filter(entry -> !spec.sections().containsKey(entry.getKey()))
            .flatMap(entry -> entry.getValue().stream())
            .toList();
    if (!rest.isEmpty()) {
      row("", "elsewhere", rest);
    }
  }

  private void row(String section, String title, List<Tested> tests) {
    String cells =
        tests.stream()
            .map(t -> "[%s](../%s)".formatted(t.className(), t.file()))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    out.append("| %s | %s | %s |\n".formatted(section, title, cells.isEmpty() ? "none" : cells));
  }

  private static String heading(Spec spec) {
    return spec.name().matches("RFC \\d+|OIDC Core")
        ? spec.name() + ", " + spec.title()
        : spec.title();
  }

  /// As web pages make it of the heading.
  private static String anchor(Spec spec) {
    return heading(spec)
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }
}

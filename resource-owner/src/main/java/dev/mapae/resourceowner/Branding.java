package dev.mapae.resourceowner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// In whose name the pages speak.
///
/// @param name by language, the empty key for all others; empty for ours
public record Branding(
    Map<String, String> name, Optional<Logo> logo, Optional<Accent> accent, List<Link> links) {
  public static final Branding NONE =
      new Branding(Map.of(), Optional.empty(), Optional.empty(), List.of());

  public Branding {
    name = Map.copyOf(name);
    links = List.copyOf(links);
  }

  /// A link below every page.
  ///
  /// @param text by language, the empty key for all others
  public record Link(Map<String, String> text, String url) {
    public Link {
      text = Map.copyOf(text);
    }

    String text(Language language) {
      return in(language, text).orElse(url);
    }
  }

  /// How long the links are, in bytes.
  public int linkBytes() {
    return links.stream()
        .flatMap(link -> Stream.concat(Stream.of(link.url()), link.text().values().stream()))
        .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  Optional<String> name(Language language) {
    return in(language, name);
  }

  private static Optional<String> in(Language language, Map<String, String> texts) {
    return Stream.concat(Language.andShorter(language.tag()).stream(), Stream.of(""))
        .flatMap(tag -> Optional.ofNullable(texts.get(tag)).stream())
        .findFirst();
  }
}

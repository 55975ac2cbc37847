package dev.mapae.resourceowner;

/// The colour of links, buttons and the focus, in both schemes.
public record Accent(Colour light, Colour dark) {
  /// As a style sheet that comes after ours.
  String styleSheet() {
    return ":root { %s }\n@media (prefers-color-scheme: dark) { :root { %s } }\n"
        .formatted(declarations(Scheme.LIGHT, light), declarations(Scheme.DARK, dark));
  }

  private static String declarations(Scheme scheme, Colour accent) {
    return "--bronze: %s; --bronze-strong: %s; --on-bronze: %s;"
        .formatted(accent, scheme.strong(accent), scheme.on(accent));
  }
}

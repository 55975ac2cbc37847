package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ShownText;

/// A name that somebody else chose, as it is safe to show inside a sentence of ours. Escaping is
/// the templates' business.
final class DisplayName {
  private static final int MAX_LENGTH = 120;

  private DisplayName() {}

  /// Takes out what could reorder or break the sentence around it, or what nobody sees, and cuts
  /// what is too long.
  static String of(String name) {
    String plain =
        name.codePoints()
            .filter(ShownText::isPlain)
            .limit(MAX_LENGTH + 1L)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return plain.codePointCount(0, plain.length()) > MAX_LENGTH
        ? plain.substring(0, plain.offsetByCodePoints(0, MAX_LENGTH)) + "…"
        : plain;
  }

  /// The same, uncut: of what somebody allows, all is shown.
  static String whole(String text) {
    return text.codePoints()
        .filter(ShownText::isPlain)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

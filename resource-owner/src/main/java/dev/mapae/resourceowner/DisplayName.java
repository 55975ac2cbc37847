package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ShownText;

/// A name that somebody else chose, as it is safe to show inside a sentence of ours. Escaping is
/// the templates' business.
final class DisplayName {
  private DisplayName() {}

  /// Takes out what could reorder or break the sentence around it, or what nobody sees, and cuts
  /// what is too long.
  static String of(String name) {
    return ShownText.name(name);
  }

  /// The same, uncut: of what somebody allows, all is shown.
  static String whole(String text) {
    return ShownText.whole(text);
  }
}

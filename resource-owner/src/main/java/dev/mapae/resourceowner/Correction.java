package dev.mapae.resourceowner;

/// What a page with one field has people put right.
///
/// @param words what is wrong, and what to do
/// @param ofField whether it is what they typed
record Correction(String words, boolean ofField) {
  static Correction inField(String words) {
    return new Correction(words, true);
  }

  /// Of something else: a passkey, how often they came, or what the server can do just now.
  static Correction elsewhere(String words) {
    return new Correction(words, false);
  }
}

package dev.mapae.resourceowner;

/// What a page with one field has people put right.
///
/// @param words what is wrong, and what to do
/// @param ofField whether it is what they typed
record Correction(String words, boolean ofField) {
  static Correction inField(String words) {
    return new Correction(words, true);
  }

  /// Of something else: they came too often, or the server is busy.
  static Correction elsewhere(String words) {
    return new Correction(words, false);
  }
}

package dev.mapae.storage;

/// How far a schema has come, and which programs can work on it.
///
/// @param number how many steps of the [Migrations] were taken
/// @param usableFrom the least number that a program has to know: one that knows fewer steps needs
///   something that is no longer there
record SchemaVersion(int number, int usableFrom) {
  /// Before the first step.
  static final SchemaVersion NONE = new SchemaVersion(0, 0);

  /// Whether a program works on it that knows so many steps. A step that only adds something
  /// hinders nobody, so that a node of the version before goes on, and may start again.
  boolean isUsableBy(int known) {
    return usableFrom <= known;
  }
}

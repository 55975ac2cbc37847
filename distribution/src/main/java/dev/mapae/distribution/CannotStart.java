package dev.mapae.distribution;

/// Why the server does not start, though its configuration is fine: one line for whoever starts it.
final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotStart(String line) {
    super(line, null, false, false);
  }

  /// The line.
  String line() {
    return String.valueOf(getMessage());
  }
}

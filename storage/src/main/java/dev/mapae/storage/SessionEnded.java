package dev.mapae.storage;

/// A session is not there any more, and what a transaction did is taken back.
final class SessionEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionEnded() {
    super(null, null, false, false);
  }
}

package dev.mapae.authorizationserver.store;

/// A store could not do what it was asked, and not through the fault of whoever asked: the database
/// failed, or is closed. Nothing was kept, except when it was the answer to a commit that got lost.
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Whose place tells nothing.
  StoreException(String message, boolean writableStackTrace) {
    super(message, null, false, writableStackTrace);
  }
}

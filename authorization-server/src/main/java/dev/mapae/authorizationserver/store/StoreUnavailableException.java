package dev.mapae.authorizationserver.store;

/// The database is away: it does not answer, or cannot write at present. Trying again later is
/// right. Nothing was kept, except when it was the answer to a commit that got lost.
public final class StoreUnavailableException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

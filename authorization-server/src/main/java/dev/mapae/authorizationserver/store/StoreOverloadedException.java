package dev.mapae.authorizationserver.store;

/// A store has more waiting than it accepts. Nothing was kept, and trying again later is right.
public final class StoreOverloadedException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreOverloadedException(String message) {
    super(message);
  }
}

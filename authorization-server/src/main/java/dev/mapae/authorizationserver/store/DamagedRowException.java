package dev.mapae.authorizationserver.store;

/// A row that cannot be read: it was damaged, or something else than Mapae wrote it. The message
/// names it and tells nothing of what is in it; neither does a stack trace.
public final class DamagedRowException extends StoreException {
  private static final long serialVersionUID = 1;

  /// @param key of the row, without the issuer
  /// @param column that makes no sense
  public DamagedRowException(String table, String key, String column) {
    super(
        "The row %s of the table %s, or one that is read with it, is damaged: the column %s makes no sense. Restore it from a backup, or delete it."
            .formatted(key, table, column),
        false);
  }
}

package dev.mapae.storage;

/// Hears how far an export or an import is.
public interface Progress {
  /// Something begins.
  ///
  /// @param what it is, as in “exporting”
  /// @param rows about how many rows there are to it; 0 when nobody knows
  void begins(String what, long rows);

  /// So many rows more are done.
  void done(long rows);

  /// There is something to tell besides.
  void says(String line);
}

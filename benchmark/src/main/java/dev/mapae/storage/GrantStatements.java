package dev.mapae.storage;

import org.jspecify.annotations.NullMarked;

/// The two statements of a refresh as the stores send them, for loops that do nothing else. In the
/// package of the stores, since their SQL is nobody else's business.
@NullMarked
public final class GrantStatements {
  /// Takes the issuer and the id.
  public static final String FIND = SqlGrants.FIND;

  /// Takes the generation, the time, the end, the issuer, the id and the generation again.
  public static final String SPEND = SqlGrants.SPEND;

  private GrantStatements() {}
}

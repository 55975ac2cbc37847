package dev.mapae.authorizationserver.interaction;

/// How long what people choose for themselves may be: what is judged, the fields of the page and
/// its words have it from here.
public final class AccountLimits {
  /// The first of them begins it.
  public static final int USERNAME = 64;

  public static final int NAME = 200;

  /// NIST SP 800-63B §3.1.1.2. There is no other rule of what is in it.
  public static final int LEAST_PASSWORD = 8;

  public static final int PASSWORD = 200;

  private AccountLimits() {}
}

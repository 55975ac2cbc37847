package dev.mapae.authorizationserver.interaction;

/// How long what people choose for themselves may be: what is judged, the fields of the page and
/// its words have it from here.
public final class AccountLimits {
  /// The first of them begins it.
  public static final int USERNAME = 64;

  public static final int NAME = 200;

  /// Of a password that is all that somebody signs in with. NIST SP 800-63B §3.1.1.2.
  public static final int LEAST_PASSWORD = 15;

  /// Of one beside which everybody has a second factor. No password is shorter.
  public static final int LEAST_PASSWORD_OF_TWO_FACTORS = 8;

  /// What an operator may ask for at most: longer ones, and nobody finds any.
  public static final int MOST_LEAST_PASSWORD = 64;

  public static final int PASSWORD = 200;

  private AccountLimits() {}
}

package dev.mapae.authorizationserver.interaction;

/// Where the pages are, below the issuer's path.
public final class Paths {
  public static final String SIGN_IN = "/sign-in";
  public static final String CONSENT = "/consent";
  public static final String SIGN_OUT = "/sign-out";

  /// The pages that `error_uri` points to: this and the error code.
  public static final String ERRORS = "/errors/";

  /// Style sheet and scripts.
  public static final String ASSETS = "/assets/";

  private Paths() {}
}

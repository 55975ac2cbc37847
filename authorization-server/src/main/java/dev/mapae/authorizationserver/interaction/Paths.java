package dev.mapae.authorizationserver.interaction;

/// Where the pages are, below the issuer's path.
public final class Paths {
  public static final String SIGN_IN = "/sign-in";

  /// Where those go who have a second factor, or have to set one up.
  public static final String SECOND_FACTOR = "/sign-in/second-factor";

  /// Behind the path of a sign-in page and before the id of another provider: the way there.
  public static final String UPSTREAM = "/upstream/";

  /// Where it sends people back: [#SIGN_IN], [#UPSTREAM], its id, and this.
  public static final String CALLBACK = "/callback";

  /// Where people connect an account that they have at another provider.
  public static final String CONNECT = "/sign-in/connect";

  public static final String CONNECT_SECOND_FACTOR = "/sign-in/connect/second-factor";

  /// Where they say that they want to.
  public static final String CONNECT_CONFIRM = "/sign-in/connect/confirm";

  /// Where they make a new account in place of that.
  public static final String CONNECT_NEW = "/sign-in/connect/new";

  /// Where people make an account: Initiating User Registration via OpenID Connect 1.0.
  public static final String CREATE_ACCOUNT = "/create-account";

  /// Where people say that they forgot their password.
  public static final String FORGOTTEN_PASSWORD = "/forgotten-password";

  /// Where links that went out by mail lead.
  public static final String RESET_PASSWORD = "/reset-password";

  public static final String CONFIRM_ADDRESS = "/confirm-address";

  /// Behind the path of a sign-in page: where people ask for a link to sign in by.
  public static final String EMAIL = "/email";

  /// Likewise: where they type the code beside it.
  public static final String EMAIL_CODE = "/email/code";

  /// Where it leads, whichever sign-in page it was asked for from.
  public static final String EMAIL_SIGN_IN_LINK = "/sign-in/email/link";

  public static final String CONSENT = "/consent";

  /// Where people type the code that a device shows: `verification_uri` (RFC 8628 §3.2).
  public static final String DEVICE = "/device";

  public static final String DEVICE_SIGN_IN = "/device/sign-in";
  public static final String DEVICE_SECOND_FACTOR = "/device/second-factor";
  public static final String DEVICE_CONSENT = "/device/consent";

  /// Where people sign in to see the account pages, which are at `/account` and below it: see
  /// [AccountPlace].
  public static final String ACCOUNT_SIGN_IN = "/account/sign-in";

  public static final String ACCOUNT_SECOND_FACTOR = "/account/second-factor";

  public static final String SIGN_OUT = "/sign-out";

  /// The pages that `error_uri` points to: this and the error code.
  public static final String ERRORS = "/errors/";

  /// Style sheet and scripts.
  public static final String ASSETS = "/assets/";

  /// The logos of clients.
  public static final String LOGOS = "/logos/";

  private Paths() {}
}

package dev.mapae.authorizationserver.clientkey;

/// The keys at the `jwks_uri` of a client cannot be had, or are none. The message is a sentence for
/// an `error_description`.
///
/// It has no stack trace: strangers cause it as often as they like.
public final class UnavailableKeys extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason a clause about what is at the URL
  UnavailableKeys(String reason) {
    super("The jwks_uri of the client leads to no keys: " + reason + ".", null, false, false);
    this.reason = reason;
  }

  /// What is wrong, as a sentence.
  public String description() {
    return String.valueOf(getMessage());
  }

  /// What is wrong, as a clause, where the keys are not those of a client.
  public String reason() {
    return reason;
  }
}

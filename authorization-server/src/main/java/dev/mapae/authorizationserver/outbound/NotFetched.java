package dev.mapae.authorizationserver.outbound;

/// A document could not be had. The message is a clause for an `error_description`: it is about the
/// URL and whoever answers there, and of addresses that are not public it says no more than that
/// they are not allowed.
///
/// It has no stack trace: strangers cause it as often as they like.
public final class NotFetched extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param reason like `it took longer than 5 s`
  public NotFetched(String reason) {
    super(reason, null, false, false);
  }

  /// Why, as a clause.
  public String reason() {
    return String.valueOf(getMessage());
  }
}

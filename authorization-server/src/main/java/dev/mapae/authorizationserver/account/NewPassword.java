package dev.mapae.authorizationserver.account;

/// A password that somebody chose, judged by [PasswordRules].
///
/// @param again the same once more: nobody could help who mistyped it
public record NewPassword(String password, String again) {
  /// Tells nothing.
  @Override
  public String toString() {
    return "NewPassword[]";
  }
}

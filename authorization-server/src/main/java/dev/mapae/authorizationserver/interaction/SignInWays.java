package dev.mapae.authorizationserver.interaction;

import java.util.Optional;

/// By what people may sign in, as the sign-in page shows it.
///
/// @param password whether it has a field for one
/// @param passkey whether it has a button for one
/// @param emailLink where those go who want a link by mail; empty where there is none
public record SignInWays(boolean password, boolean passkey, Optional<String> emailLink) {
  /// A password or a passkey.
  public static final SignInWays PRESET = new SignInWays(true, true, Optional.empty());

  /// The same, of a page from which no mail leads back.
  public SignInWays withoutEmailLink() {
    return new SignInWays(password, passkey, Optional.empty());
  }
}

package dev.mapae.authorizationserver.interaction;

import java.time.Duration;

/// Why somebody gets a mail.
public sealed interface Occasion {
  /// Somebody, they hopefully, wants to choose a new password.
  ///
  /// @param link to do so
  /// @param goodFor how long
  record ForgottenPassword(String username, String link, Duration goodFor) implements Occasion {}

  /// Their password is another one now.
  record PasswordChanged(String username) implements Occasion {}

  /// An account was made with their address. It is not named: a stranger may have chosen its name,
  /// and writes to nobody by it.
  ///
  /// @param link to say that it is theirs
  record ConfirmAddress(String link, Duration goodFor) implements Occasion {}

  /// Somebody wants this address for the account that they have. It is not named either.
  ///
  /// @param link to say that it is theirs
  record ChangeAddress(String link, Duration goodFor) implements Occasion {}

  /// The address of their account is another one now; both are told.
  ///
  /// @param address the new one
  record AddressChanged(String username, String address) implements Occasion {}

  /// Somebody wants their address for an account, and they have one with it already.
  ///
  /// @param username of the account that they have
  record AddressInUse(String username) implements Occasion {}
}

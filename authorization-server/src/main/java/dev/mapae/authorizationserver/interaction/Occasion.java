package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.Instant;

/// Why somebody gets a mail.
public sealed interface Occasion {
  /// Somebody, they hopefully, wants to choose a new password.
  ///
  /// @param link to do so
  /// @param goodFor how long
  record ForgottenPassword(String username, String link, Duration goodFor) implements Occasion {}

  /// Somebody, they hopefully, wants to sign in.
  ///
  /// @param link to do so in the browser in which they asked for it
  /// @param code to do so with in that browser, where the mail is read elsewhere
  /// @param goodFor how long
  record SignIn(String username, String link, String code, Duration goodFor) implements Occasion {}

  /// Their password is another one now.
  record PasswordChanged(String username) implements Occasion {}

  /// They signed in in a browser in which they did not before.
  ///
  /// @param person themselves, for their time zone
  /// @param link to see where they are signed in
  record NewBrowser(Person person, BrowserName browser, Instant at, String link)
      implements Occasion {}

  /// What they sign in with is another now.
  ///
  /// @param link to see it
  record AccountChanged(String username, Change change, String link) implements Occasion {
    /// What was done.
    public enum Change {
      PASSWORD_CHANGED,
      APP_ADDED,
      APP_REMOVED,
      PASSKEY_ADDED,
      PASSKEY_REMOVED,
      RECOVERY_CODES_MADE,
      UPSTREAM_CONNECTED,
      UPSTREAM_DISCONNECTED,
      DELETION_REQUESTED;

      /// Where it is shown, or somebody can do something about it: whoever signs in is not deleted.
      public AccountPlace place() {
        return switch (this) {
          case UPSTREAM_CONNECTED, UPSTREAM_DISCONNECTED -> AccountPlace.CONNECTIONS;
          case PASSWORD_CHANGED,
              APP_ADDED,
              APP_REMOVED,
              PASSKEY_ADDED,
              PASSKEY_REMOVED,
              RECOVERY_CODES_MADE,
              DELETION_REQUESTED ->
              AccountPlace.SECURITY;
        };
      }
    }
  }

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

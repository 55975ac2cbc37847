package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Something that happened to the account of a person, as they are shown it.
///
/// @param id begins with the time, so that later ones come after earlier ones; what has the same is
///   one of which [#times] counts
/// @param at of many the last
/// @param remoteAddress from where
/// @param browser as [BrowserName#text]
/// @param clientId of the client that it was about
/// @param sessionId of the session that it began, see [Session#firstId]
public record Activity(
    String id,
    String subject,
    Kind kind,
    Instant at,
    int times,
    String remoteAddress,
    String browser,
    Optional<String> clientId,
    Optional<String> sessionId,
    Instant expiresAt) {
  /// How long it is kept.
  public static final Duration KEPT = Duration.ofDays(90);

  /// This, of which others happened before.
  public Activity after(Activity before) {
    return new Activity(
        id,
        subject,
        kind,
        at,
        times + before.times,
        remoteAddress,
        browser,
        clientId,
        sessionId,
        expiresAt);
  }

  /// What can happen.
  public enum Kind {
    SIGN_IN,
    /// Somebody tried to sign in as this person.
    SIGN_IN_REFUSED,
    /// Sessions elsewhere were ended.
    SESSIONS_ENDED,
    CONSENT_GIVEN,
    CONSENT_REVOKED,
    PASSWORD_CHANGED,
    /// They proved that an address is theirs.
    ADDRESS_CHANGED,
    /// Somebody who knew the password could not show the second factor.
    SECOND_FACTOR_REFUSED,
    FACTOR_ADDED,
    FACTOR_REMOVED,
    RECOVERY_CODES_MADE,
    /// They can sign in by an account at another provider, or no longer.
    UPSTREAM_CONNECTED,
    UPSTREAM_DISCONNECTED,
    PROFILE_CHANGED,
    DATA_EXPORTED,
    DELETION_REQUESTED,
    DELETION_TAKEN_BACK;

    /// The one of this name; empty for one that a later version may know.
    public static Optional<Kind> named(String name) {
      return Arrays.stream(values()).filter(kind -> kind.name().equals(name)).findFirst();
    }
  }
}

package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A person who is signed in, in one browser.
///
/// @param id 128 random bits, base64url; the cookie is a MAC handle that leads here
/// @param firstId of the session that came first, of those that took the place of one another as
///   the person signed in again: clients know it by that
/// @param usedAt moved on at most once a minute; the idle limit counts from here
/// @param expiresAt absolute
public record Session(
    String id,
    String firstId,
    String subject,
    Instant authenticatedAt,
    String acr,
    List<String> amr,
    Instant usedAt,
    Instant expiresAt) {
  /// When somebody signed in of whom nobody here knows when. It is never late enough.
  public static final Instant UNKNOWN = Instant.EPOCH;

  public Session {
    amr = List.copyOf(amr);
  }

  /// When they signed in, if that is known. OIDC Core §2 (`auth_time`).
  public Optional<Instant> authTime() {
    return authTime(authenticatedAt);
  }

  /// The same of what is kept.
  public static Optional<Instant> authTime(Instant authenticatedAt) {
    return Optional.of(authenticatedAt).filter(at -> at.isAfter(UNKNOWN));
  }

  /// This under another id.
  public Session under(String otherId) {
    return new Session(otherId, firstId, subject, authenticatedAt, acr, amr, usedAt, expiresAt);
  }

  /// The same, said to be less strong than it is: who asked for that is answered in their words.
  public Session withAcr(String weaker) {
    return new Session(id, firstId, subject, authenticatedAt, weaker, amr, usedAt, expiresAt);
  }

  /// Whether the person signed in late enough for a `max_age`; with zero, in answer to the request.
  /// OIDC Core §3.1.2.1.
  ///
  /// @param firstSight when the browser first came with the request
  public boolean isRecent(Duration maxAge, Instant firstSight) {
    return maxAge.isZero()
        ? authenticatedAt.isAfter(firstSight)
        : authTime().filter(at -> !at.isBefore(firstSight.minus(maxAge))).isPresent();
  }
}

package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;

/// A client that has still to be told that a session ended. It holds nothing that could be
/// presented: what the client is told is made anew for each attempt.
///
/// @param sessionId of the session that came first, see [Session#firstId]
/// @param subject of the person
/// @param attempts how often it was tried
/// @param refusals how often of these the client refused it
/// @param expiresAt when it is given up
public record LogoutDelivery(
    String sessionId,
    String clientId,
    String subject,
    int attempts,
    int refusals,
    Instant expiresAt) {
  /// How long it is tried.
  public static final Duration LIFETIME = Duration.ofDays(1);

  /// The same with one attempt more.
  public LogoutDelivery attempted() {
    return new LogoutDelivery(sessionId, clientId, subject, attempts + 1, refusals, expiresAt);
  }

  /// The same with one refusal more.
  public LogoutDelivery refused() {
    return new LogoutDelivery(sessionId, clientId, subject, attempts, refusals + 1, expiresAt);
  }
}

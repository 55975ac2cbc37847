package dev.mapae.authorizationserver.store;

import java.time.Instant;

/// A mail that has yet to be sent.
///
/// @param id 128 random bits, base64url
/// @param sealed the mail, under a key of the server: it may hold a link that can be presented
/// @param attempts how often somebody began to send it
/// @param expiresAt when it is of no use any more
public record OutgoingMail(
    String id, String sealed, int attempts, Instant dueAt, Instant expiresAt) {

  /// The same as whoever began an attempt knows it.
  public OutgoingMail attempted() {
    return new OutgoingMail(id, sealed, attempts + 1, dueAt, expiresAt);
  }

  /// Tells nothing of the mail.
  @Override
  public String toString() {
    return "OutgoingMail[" + id + "]";
  }
}

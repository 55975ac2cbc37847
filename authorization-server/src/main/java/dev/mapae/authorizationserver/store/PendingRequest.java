package dev.mapae.authorizationserver.store;

import java.time.Instant;

/// A request that waits for a person elsewhere.
///
/// @param id 128 random bits, base64url; what is presented is a MAC handle that leads here
/// @param clientId whose request it is
/// @param sealed the request, under a key of the server: it may hold an ID token, a `state` and
///   what else nobody may present or learn who only has the database
/// @param expiresAt absolute: of the row, which outlives the time in which it may be begun with
public record PendingRequest(
    String id, Kind kind, String clientId, String sealed, Instant createdAt, Instant expiresAt) {

  /// What waits. A row of one kind is never found as another.
  public enum Kind {
    /// RFC 9126.
    PUSHED_AUTHORIZATION_REQUEST
  }

  /// Tells nothing of the request.
  @Override
  public String toString() {
    return "PendingRequest[" + id + "]";
  }
}

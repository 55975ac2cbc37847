package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// A request that waits for a person elsewhere.
///
/// @param id 128 random bits, base64url; what is presented is a MAC handle that leads here
/// @param clientId whose request it is
/// @param sealed the request, under a key of the server: it may hold an ID token, a `state` and
///   what else nobody may present or learn who only has the database
/// @param expiresAt absolute: of the row, which outlives the time in which it may be begun with
/// @param lookup what it is found by besides its id: the MAC of a code that people can type
/// @param denied whether the person said no; whoever waits for the answer has yet to hear it
public record PendingRequest(
    String id,
    Kind kind,
    String clientId,
    String sealed,
    Instant createdAt,
    Instant expiresAt,
    Optional<String> lookup,
    boolean denied) {

  /// One that still waits and is found by its id alone.
  public PendingRequest(
      String id, Kind kind, String clientId, String sealed, Instant createdAt, Instant expiresAt) {
    this(id, kind, clientId, sealed, createdAt, expiresAt, Optional.empty(), false);
  }

  /// What waits. A row of one kind is never found as another.
  public enum Kind {
    /// RFC 9126.
    PUSHED_AUTHORIZATION_REQUEST,
    /// RFC 8628.
    DEVICE_AUTHORIZATION_REQUEST
  }

  /// Tells nothing of the request.
  @Override
  public String toString() {
    return "PendingRequest[" + id + "]";
  }
}

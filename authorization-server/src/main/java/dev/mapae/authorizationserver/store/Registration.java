package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is kept of a client that registered itself, besides what every client has. RFC 7591 §3.2.1,
/// RFC 7592 §3.
///
/// @param issuedAt `client_id_issued_at`
/// @param expiresAt when it is deleted, unless somebody lets it have tokens before; empty once
///   somebody did
/// @param accessToken `registration_access_token`
/// @param metadata as the client sent it, of which all was understood and accepted
public record Registration(
    Instant issuedAt,
    Optional<Instant> expiresAt,
    StoredSecret accessToken,
    Map<String, Object> metadata) {
  public Registration {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// Tells nothing of what strangers wrote.
  @Override
  public String toString() {
    return "Registration[" + issuedAt + "]";
  }
}

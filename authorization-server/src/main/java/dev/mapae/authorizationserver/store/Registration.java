package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is kept of a client that registered itself, besides what every client has. RFC 7591 §3.2.1,
/// RFC 7592 §3, draft-ietf-oauth-client-id-metadata-document-02 §5.
///
/// @param issuedAt `client_id_issued_at`, or when its metadata document was first fetched
/// @param expiresAt when it is deleted, unless somebody lets it have tokens before; empty once
///   somebody did
/// @param accessToken `registration_access_token`; empty for one that is known by its document
/// @param freshUntil of one that is known by its document: until when what was fetched may be used
///   without asking again (RFC 9111 §4.2). It is as old as the row; a server that found the
///   document unchanged later knows more.
/// @param refreshesSince since when it has the grant type `refresh_token`, where it did not always:
///   who was asked before was told that nothing goes on without them
/// @param softwareStatement that it came with, sealed: it may stand in for an initial access token
/// @param metadata as the client sent it, without that, of which all was understood and accepted;
///   none of one that is known by its document, where everybody can read it
public record Registration(
    Instant issuedAt,
    Optional<Instant> expiresAt,
    Optional<StoredSecret> accessToken,
    Optional<Instant> freshUntil,
    Optional<Instant> refreshesSince,
    Optional<StoredSecret> softwareStatement,
    Map<String, Object> metadata) {
  public Registration {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// One that is known by its metadata document.
  public static Registration ofDocument(
      Instant fetchedAt, Optional<Instant> expiresAt, Instant freshUntil) {
    return new Registration(
        fetchedAt,
        expiresAt,
        Optional.empty(),
        Optional.of(freshUntil),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /// This, with another `refreshesSince`.
  Registration refreshingSince(Optional<Instant> since) {
    return new Registration(
        issuedAt, expiresAt, accessToken, freshUntil, since, softwareStatement, metadata);
  }

  /// Whether the client is known by its metadata document.
  public boolean isOfDocument() {
    return freshUntil.isPresent();
  }

  /// Tells nothing of what strangers wrote.
  @Override
  public String toString() {
    return "Registration[" + issuedAt + "]";
  }
}

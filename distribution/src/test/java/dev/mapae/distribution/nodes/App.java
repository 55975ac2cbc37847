package dev.mapae.distribution.nodes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A client of the servers under test.
enum App {
  /// Nothing is forgiven: a refresh token that is presented again ends its grant.
  HASTY("0s"),

  /// May ask again when the answer was lost.
  PATIENT("60s");

  static final String API = "https://api.example.com/";
  static final String REDIRECT_URI = "http://127.0.0.1:8765/callback";
  static final String USERNAME = "alice";
  static final String PASSWORD = "wonderland-42";

  private static final String SECRET = "node-secret-0123456789abcdef0123456789abcdef";

  private final String grace;

  App(String grace) {
    this.grace = grace;
  }

  String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// Whether a refresh may be sent again when no answer came.
  boolean isForgiven() {
    return this == PATIENT;
  }

  String basic() {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((id() + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));
  }

  /// What a configuration file says of clients, people and APIs, so that no password takes long and
  /// nothing expires while a test runs.
  static String declarations() {
    return """
    password_hashing: {memory: 7MiB, iterations: 1}
    lifetimes: {code: 10m, access_token: 1d}
    clients:
    %s%susers:
      - {username: %s, password: %s}
    resources:
      - resource: %s
        scopes:
          playlist.read: {description: Read your playlists}
    """
        .formatted(HASTY.declaration(), PATIENT.declaration(), USERNAME, PASSWORD, API);
  }

  private String declaration() {
    return """
      - client_id: %s
        client_secret: %s
        grant_types: [client_credentials, authorization_code, refresh_token]
        redirect_uris: [%s]
        scope: openid offline_access playlist.read
        skip_consent: true
        refresh_token_reuse_grace: %s
    """
        .formatted(id(), SECRET, REDIRECT_URI, grace);
  }
}

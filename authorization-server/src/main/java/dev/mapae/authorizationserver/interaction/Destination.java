package dev.mapae.authorizationserver.interaction;

/// Where the answer of a person goes, so that they can tell whether it is theirs.
public sealed interface Destination {
  /// To a client in this browser.
  ///
  /// @param host as people can read it: `app.example.com`, `127.0.0.1:8765`, a scheme
  record Redirect(String host) implements Destination {}

  /// To a client in this browser that nothing is known of yet, so not where either.
  record Unknown() implements Destination {}

  /// To a device elsewhere, which nothing but its code connects with this browser (RFC 8628 §5.4).
  ///
  /// @param userCode that it shows
  /// @param remoteAddress from where it asked
  record Device(String userCode, String remoteAddress) implements Destination {}
}

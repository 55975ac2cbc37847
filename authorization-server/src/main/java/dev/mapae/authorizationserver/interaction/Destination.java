package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;

/// Where the answer of a person goes, so that they can tell whether it is theirs.
public sealed interface Destination {
  /// Whether any program on the person's device can pass itself off as a client that is answered
  /// here.
  default boolean isAnyProgram(Client client) {
    return this instanceof Redirect(_, var onDevice) && client.isAnyProgram(onDevice);
  }

  /// To a client in this browser.
  ///
  /// @param host as people can read it: `app.example.com`, `127.0.0.1:8765`, a scheme
  /// @param onDevice whether it goes to a program on the person's own device, which anybody can
  ///   have made, and not to a host that is somebody's (RFC 8252 §8.6)
  record Redirect(String host, boolean onDevice) implements Destination {
    /// To a host that is somebody's.
    public Redirect(String host) {
      this(host, false);
    }
  }

  /// To a client in this browser that nothing is known of yet, so not where either.
  record Unknown() implements Destination {}

  /// To a device elsewhere, which nothing but its code connects with this browser (RFC 8628 §5.4).
  ///
  /// @param userCode that it shows
  /// @param remoteAddress from where it asked
  record Device(String userCode, String remoteAddress) implements Destination {}
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.store.Client;

/// In which ways alone clients may ask, all of them; each may be held to more.
///
/// @param pushed that they push their requests (RFC 9126 §5)
/// @param signed that they sign their requests (RFC 9101 §10.5)
public record RequestPolicy(boolean pushed, boolean signed) {
  /// Whether this client has to push.
  boolean isPushRequired(Client client) {
    return pushed || client.requirements().pushedAuthorizationRequests();
  }

  /// Whether this client has to sign.
  boolean isSignatureRequired(Client client) {
    return signed || client.requestObjects().required();
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.store.Client;

/// In which ways alone clients may ask, all of them; each may be held to more.
///
/// @param pushed that they push their requests (RFC 9126 §5)
/// @param signed that they sign their requests (RFC 9101 §10.5)
/// @param peopleMayRegister whether `prompt=create` can be met (Initiating User Registration via
///   OpenID Connect 1.0 §4)
public record RequestPolicy(boolean pushed, boolean signed, boolean peopleMayRegister) {
  /// Whether this client has to push.
  boolean isPushRequired(Client client) {
    return pushed || client.requirements().pushedAuthorizationRequests();
  }

  /// Whether this client has to sign.
  public boolean isSignatureRequired(Client client) {
    return signed || client.requestObjects().required();
  }
}

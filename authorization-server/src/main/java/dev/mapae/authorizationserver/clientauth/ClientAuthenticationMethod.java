package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// One way for a client to prove who it is. RFC 6749 §2.3.
interface ClientAuthenticationMethod {
  /// The value of `token_endpoint_auth_method`.
  String name();

  /// What the request presents by this method.
  ///
  /// @return empty when the request does not use this method at all
  /// @throws dev.mapae.protocol.ProtocolException when it uses it wrongly
  Optional<Presented> presented(Request request, Parameters form);

  /// A client's claim to be somebody, not yet believed.
  ///
  /// @param secret empty where the method has none
  record Presented(String method, String clientId, Optional<String> secret) {
    /// Tells nothing of the secret.
    @Override
    public String toString() {
      return method + " " + clientId;
    }
  }
}

package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.protocol.Parameters;
import java.util.List;
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
  /// @param unknown what is said of a client that there is not, the same as of a wrong secret or
  ///   signature; who a client is and how it authenticates is no secret
  record Presented(String method, String clientId, String unknown, Proof proof) {
    /// Tells nothing of a secret.
    @Override
    public String toString() {
      return method + " " + clientId;
    }
  }

  /// What is to be checked once the client is known, and that it may use this method.
  @FunctionalInterface
  interface Proof {
    /// Checks it.
    ///
    /// @return what may be presented only once
    /// @throws dev.mapae.protocol.ProtocolException `invalid_client` when it proves nothing
    List<Once> check(Client client);
  }
}

package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// How this client proves to the authorization server who it is. RFC 6749 §2.3.
///
/// One implementation per method: [ClientSecretBasic], [ClientSecretPost], [None].
public interface ClientAuthentication {
  /// The identifier under which the client is registered.
  String clientId();

  /// The client secret, when there is one; it is kept out of every message.
  default Optional<String> secret() {
    return Optional.empty();
  }

  /// Adds the proof to a request.
  ///
  /// @param form the parameters of the request so far
  AuthenticatedForm authenticate(Parameters form);

  /// A form that carries the proof, in itself or in a header.
  ///
  /// @param authorization the value of the `Authorization` header
  record AuthenticatedForm(Parameters form, Optional<String> authorization) {
    /// Tells nothing of the values.
    @Override
    public String toString() {
      return "AuthenticatedForm[" + form + "]";
    }
  }
}

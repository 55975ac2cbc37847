package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// How this client proves to the authorization server who it is. RFC 6749 §2.3.
///
/// One implementation per method: [PrivateKeyJwt], [TlsClientAuth], [ClientSecretJwt],
/// [ClientSecretBasic], [ClientSecretPost], [None].
public interface ClientAuthentication {
  /// The identifier under which the client is registered.
  String clientId();

  /// The client secret, when there is one; it is kept out of every message.
  default Optional<String> secret() {
    return Optional.empty();
  }

  /// Whether the proof is the certificate of the connection, so that requests go to the
  /// `mtls_endpoint_aliases` of the server where there are any. RFC 8705 §5.
  default boolean isByCertificate() {
    return false;
  }

  /// Adds the proof to a request.
  ///
  /// @param form the parameters of the request so far
  /// @param server whom the request is for
  /// @param environment time and randomness for a proof that is made anew each time
  AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment);

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

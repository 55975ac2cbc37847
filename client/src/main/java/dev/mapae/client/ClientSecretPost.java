package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Objects;
import java.util.Optional;

/// `client_secret_post`: identifier and secret as parameters of the body. RFC 6749 §2.3.1.
///
/// @param clientId under which the client is registered
/// @param clientSecret as the server gave it; [#toString] does not tell it
public record ClientSecretPost(String clientId, String clientSecret)
    implements ClientAuthentication {
  /// @throws NullPointerException for a secret that is null, as of a variable that is not set
  public ClientSecretPost {
    Objects.requireNonNull(clientSecret, ClientSecretBasic.NO_SECRET);
  }

  @Override
  public Optional<String> secret() {
    return Optional.of(clientSecret);
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    return new AuthenticatedForm(
        form.with("client_id", clientId).with("client_secret", clientSecret), Optional.empty());
  }

  /// Tells nothing of the secret.
  @Override
  public String toString() {
    return "ClientSecretPost[" + clientId + "]";
  }
}

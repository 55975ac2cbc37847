package dev.mapae.client;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import java.util.Objects;
import java.util.Optional;

/// `client_secret_basic`: HTTP Basic, both halves form-encoded first. RFC 6749 §2.3.1.
///
/// @param clientId under which the client is registered
/// @param clientSecret as the server gave it; [#toString] does not tell it
public record ClientSecretBasic(String clientId, String clientSecret)
    implements ClientAuthentication {
  /// For the message of whoever has it null: mostly the environment did not have it.
  static final String NO_SECRET =
      "clientSecret is null; System.getenv answers that for a variable that is not set.";

  /// @throws NullPointerException for a secret that is null, as of a variable that is not set
  public ClientSecretBasic {
    Objects.requireNonNull(clientSecret, NO_SECRET);
  }

  @Override
  public Optional<String> secret() {
    return Optional.of(clientSecret);
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    String header = new BasicCredentials(clientId, clientSecret).formEncoded().header();
    return new AuthenticatedForm(form, Optional.of(header));
  }

  /// Tells nothing of the secret.
  @Override
  public String toString() {
    return "ClientSecretBasic[" + clientId + "]";
  }
}

package dev.mapae.client;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A client as the server registered it. RFC 7591 §3.2.1, RFC 7592 §3.
///
/// The program keeps it where only it can read: secret and registration access token are told once.
///
/// @param clientSecretExpiresAt when the secret ends; empty when it does not
/// @param management where the registration can be read and changed, if it can
/// @param metadata what was registered, which may be other than what was asked for
public record RegisteredClient(
    String clientId,
    Optional<String> clientSecret,
    Optional<Instant> clientSecretExpiresAt,
    Optional<Management> management,
    ClientMetadata metadata) {

  /// Where and with what a registration is managed. RFC 7592 §3.
  public record Management(URI registrationClientUri, String registrationAccessToken) {
    /// Tells nothing of the token.
    @Override
    public String toString() {
      return "Management[" + registrationClientUri + "]";
    }
  }

  static RegisteredClient read(Answer answer, URI issuer) {
    Map<String, Object> json = answer.json();
    Optional<URI> uri =
        json.get("registration_client_uri") instanceof String value
            ? Optional.of(Endpoints.endpoint("registration_client_uri", value, issuer))
            : Optional.empty();
    Optional<String> token = IssuedTokens.token(json, "registration_access_token", answer);
    return new RegisteredClient(
        IssuedTokens.handle(json, "client_id", answer)
            .orElseThrow(() -> answer.invalid("has no client_id").exception()),
        IssuedTokens.handle(json, "client_secret", answer),
        IssuedTokens.seconds(json, "client_secret_expires_at", answer)
            .filter(seconds -> !seconds.isZero())
            .map(seconds -> Instant.ofEpochSecond(seconds.toSeconds())),
        uri.flatMap(there -> token.map(t -> new Management(there, t))),
        ClientMetadata.ofAnswer(json));
  }

  /// The same where an answer does not repeat what was told before. RFC 7592 §3.
  RegisteredClient after(RegisteredClient before) {
    return new RegisteredClient(
        clientId,
        clientSecret.or(before::clientSecret),
        clientSecret.isPresent() ? clientSecretExpiresAt : before.clientSecretExpiresAt(),
        management.or(before::management),
        metadata);
  }

  /// How this client authenticates.
  ///
  /// @throws IllegalStateException for a method that needs a key, or a secret where there is none
  /// @throws IllegalArgumentException for `client_secret_jwt` with a secret of fewer than 32 bytes
  public ClientAuthentication authentication() {
    return switch (metadata.tokenEndpointAuthMethod()) {
      case "none" -> new None(clientId);
      case "client_secret_basic" -> new ClientSecretBasic(clientId, secret());
      case "client_secret_post" -> new ClientSecretPost(clientId, secret());
      case "client_secret_jwt" -> new ClientSecretJwt(clientId, secret());
      case "tls_client_auth", "self_signed_tls_client_auth" -> new TlsClientAuth(clientId);
      default ->
          throw new IllegalStateException(
              metadata.tokenEndpointAuthMethod() + " needs more than was registered.");
    };
  }

  private String secret() {
    return clientSecret.orElseThrow(
        () -> new IllegalStateException("The client was registered without a secret."));
  }

  /// Tells nothing of secret and token.
  @Override
  public String toString() {
    return "RegisteredClient[" + clientId + "]";
  }
}

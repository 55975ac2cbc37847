package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// `client_secret_jwt`: a fresh JWT for each request, with an HMAC (`HS256`) under the client
/// secret, which itself is never sent. RFC 7523 §2.2, OIDC Core §9.
///
/// [PrivateKeyJwt] is better: there the server has nothing that could be stolen from it.
public final class ClientSecretJwt implements ClientAuthentication {
  private static final int MIN_BYTES = 32;

  private final String clientId;
  private final String clientSecret;
  private final boolean forTokenEndpoint;

  /// @throws IllegalArgumentException for a secret of fewer than 32 bytes, RFC 7518 §3.2
  public ClientSecretJwt(String clientId, String clientSecret) {
    this(clientId, clientSecret, false);
  }

  private ClientSecretJwt(String clientId, String clientSecret, boolean forTokenEndpoint) {
    if (clientSecret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
      throw new IllegalArgumentException("The secret of HS256 has 32 bytes or more.");
    }
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.forTokenEndpoint = forTokenEndpoint;
  }

  /// The same for an older server, as [PrivateKeyJwt#insecureTokenEndpointAsAudience].
  public ClientSecretJwt insecureTokenEndpointAsAudience() {
    return new ClientSecretJwt(clientId, clientSecret, true);
  }

  @Override
  public String clientId() {
    return clientId;
  }

  @Override
  public Optional<String> secret() {
    return Optional.of(clientSecret);
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    ClientAssertion assertion =
        forTokenEndpoint
            ? ClientAssertion.forTokenEndpoint(clientId, server)
            : ClientAssertion.strict(clientId, server);
    String input =
        base64url(Json.object().with("typ", assertion.typ()).with("alg", "HS256").bytes())
            + "."
            + base64url(assertion.claims(environment).bytes());
    return assertion.sent(form, input + "." + base64url(hmac(input)));
  }

  private byte[] hmac(String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(clientSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Tells nothing of the secret.
  @Override
  public String toString() {
    return "ClientSecretJwt[" + clientId + "]";
  }
}

package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// `client_secret_jwt`: a fresh JWT for each request, with an HMAC (`HS256`) under the client
/// secret, which itself is never sent. RFC 7523 §2.2, OIDC Core §9.
///
/// [PrivateKeyJwt] is better: there the server has nothing that could be stolen from it.
public final class ClientSecretJwt implements ClientAuthentication {
  private static final int MIN_BYTES = 32;

  private final ClientAssertion assertion;
  private final String clientSecret;

  /// @throws IllegalArgumentException for a secret of fewer than 32 bytes, RFC 7518 §3.2
  /// @throws NullPointerException for a secret that is null, as of a variable that is not set
  public ClientSecretJwt(String clientId, String clientSecret) {
    this(ClientAssertion.strict(clientId), clientSecret);
  }

  private ClientSecretJwt(ClientAssertion assertion, String clientSecret) {
    Objects.requireNonNull(clientSecret, ClientSecretBasic.NO_SECRET);
    if (clientSecret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
      throw new IllegalArgumentException("The secret of HS256 has 32 bytes or more.");
    }
    this.assertion = assertion;
    this.clientSecret = clientSecret;
  }

  /// The same for an older server, as [PrivateKeyJwt#insecureTokenEndpointAsAudience].
  public ClientSecretJwt insecureTokenEndpointAsAudience() {
    return new ClientSecretJwt(assertion.withTokenEndpointAsAudience(), clientSecret);
  }

  @Override
  public String clientId() {
    return assertion.clientId();
  }

  @Override
  public Optional<String> secret() {
    return Optional.of(clientSecret);
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    return assertion.authenticate(form, server, environment, this::sign);
  }

  private String sign(String typ, Json claims) {
    String input =
        base64url(Json.object().with("typ", typ).with("alg", "HS256").bytes())
            + "."
            + base64url(claims.bytes());
    return input + "." + base64url(hmac(input));
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
    return "ClientSecretJwt[" + clientId() + "]";
  }
}

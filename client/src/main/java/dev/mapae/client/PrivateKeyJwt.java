package dev.mapae.client;

import dev.mapae.protocol.Parameters;

/// `private_key_jwt`: a fresh JWT for each request, signed with a key that only the client has. RFC
/// 7523 §2.2, OIDC Core §9.
public final class PrivateKeyJwt implements ClientAuthentication {
  private final ClientAssertion assertion;
  private final SigningKey key;

  /// @param key its public half is registered at the server, which finds it by its `kid`
  public PrivateKeyJwt(String clientId, SigningKey key) {
    this(ClientAssertion.strict(clientId), key);
  }

  private PrivateKeyJwt(ClientAssertion assertion, SigningKey key) {
    this.assertion = assertion;
    this.key = key;
  }

  /// The same for an older server, which wants the URL of its token endpoint as `aud`.
  ///
  /// A server that was made to look like another one could have an assertion made that is good
  /// there (draft-ietf-oauth-rfc7523bis). Not for clients of several servers.
  public PrivateKeyJwt insecureTokenEndpointAsAudience() {
    return new PrivateKeyJwt(assertion.withTokenEndpointAsAudience(), key);
  }

  @Override
  public String clientId() {
    return assertion.clientId();
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    return assertion.authenticate(form, server, environment, key::sign);
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "PrivateKeyJwt[" + clientId() + "]";
  }
}

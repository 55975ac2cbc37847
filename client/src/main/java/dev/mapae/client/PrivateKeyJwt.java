package dev.mapae.client;

import dev.mapae.protocol.Parameters;

/// `private_key_jwt`: a fresh JWT for each request, signed with a key that only the client has. RFC
/// 7523 §2.2, OIDC Core §9.
public final class PrivateKeyJwt implements ClientAuthentication {
  private final String clientId;
  private final SigningKey key;
  private final boolean forTokenEndpoint;

  /// @param key its public half is registered at the server, which finds it by its `kid`
  public PrivateKeyJwt(String clientId, SigningKey key) {
    this(clientId, key, false);
  }

  private PrivateKeyJwt(String clientId, SigningKey key, boolean forTokenEndpoint) {
    this.clientId = clientId;
    this.key = key;
    this.forTokenEndpoint = forTokenEndpoint;
  }

  /// The same for an older server, which wants the URL of its token endpoint as `aud`.
  ///
  /// A server that was made to look like another one could have an assertion made that is good
  /// there (draft-ietf-oauth-rfc7523bis). Not for clients of several servers.
  public PrivateKeyJwt insecureTokenEndpointAsAudience() {
    return new PrivateKeyJwt(clientId, key, true);
  }

  @Override
  public String clientId() {
    return clientId;
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    ClientAssertion assertion =
        forTokenEndpoint
            ? ClientAssertion.forTokenEndpoint(clientId, server)
            : ClientAssertion.strict(clientId, server);
    return assertion.sent(form, key.sign(assertion.typ(), assertion.claims(environment)));
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "PrivateKeyJwt[" + clientId + "]";
  }
}

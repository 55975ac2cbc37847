package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A registered client. RFC 7591 §2, with the members that are ours.
///
/// @param id `client_id`
/// @param enabled false for one that vanished from the configuration file or was switched off
/// @param authMethod `token_endpoint_auth_method`
/// @param secrets none for a public client; two while one replaces the other
/// @param postLogoutRedirectUris where people may go after they signed out (OpenID Connect
///   RP-Initiated Logout §3.1)
/// @param scope all that it may ask for
/// @param requirePushedAuthorizationRequests whether it may ask in no other way (RFC 9126 §6)
/// @param dpopBoundAccessTokens whether every token request needs a DPoP proof
/// @param lifetimes only those that differ from the server's
/// @param idTokenAlg `id_token_signed_response_alg`
/// @param keySource `jwks` or `jwks_uri`
/// @param assertionPolicy for `private_key_jwt` and `client_secret_jwt`
/// @param display what people are shown: `client_name`, `client_uri`, `logo_uri`, `policy_uri`,
///   `tos_uri`, each also with a language (`client_name#ko`, RFC 7591 §2.2)
public record Client(
    String id,
    Origin origin,
    boolean enabled,
    String authMethod,
    List<StoredSecret> secrets,
    Set<String> grantTypes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    Scope scope,
    boolean skipConsent,
    boolean requirePkce,
    boolean requirePushedAuthorizationRequests,
    boolean dpopBoundAccessTokens,
    Duration refreshTokenReuseGrace,
    Lifetimes lifetimes,
    Optional<String> idTokenAlg,
    Optional<ClientKeySource> keySource,
    AssertionPolicy assertionPolicy,
    Map<String, String> display) {

  public Client {
    secrets = List.copyOf(secrets);
    grantTypes = Set.copyOf(grantTypes);
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
    display = Map.copyOf(display);
  }

  /// RFC 6749 §2.1: one that cannot keep a secret.
  public boolean isPublic() {
    return authMethod.equals("none");
  }

  /// This client with other secrets.
  public Client withSecrets(List<StoredSecret> others) {
    return with(enabled, others);
  }

  /// This client, switched off.
  public Client disabled() {
    return with(false, secrets);
  }

  private Client with(boolean stillEnabled, List<StoredSecret> others) {
    return new Client(
        id,
        origin,
        stillEnabled,
        authMethod,
        others,
        grantTypes,
        redirectUris,
        postLogoutRedirectUris,
        scope,
        skipConsent,
        requirePkce,
        requirePushedAuthorizationRequests,
        dpopBoundAccessTokens,
        refreshTokenReuseGrace,
        lifetimes,
        idTokenAlg,
        keySource,
        assertionPolicy,
        display);
  }

  /// The name to show, in this language where the client has one.
  public String name(String language) {
    return Optional.ofNullable(display.get("client_name#" + language))
        .or(() -> Optional.ofNullable(display.get("client_name")))
        .orElse(id);
  }
}

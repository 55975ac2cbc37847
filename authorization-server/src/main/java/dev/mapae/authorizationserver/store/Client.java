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
/// @param keySource `jwks` or `jwks_uri`
/// @param scope all that it may ask for
/// @param lifetimes only those that differ from the server's
/// @param display what people are shown: `client_name`, `client_uri`, `logo_uri`, `policy_uri`,
///   `tos_uri`, each also with a language (`client_name#ko`, RFC 7591 §2.2)
/// @param registration of one that registered itself
public record Client(
    String id,
    Origin origin,
    boolean enabled,
    Credentials credentials,
    Optional<ClientKeySource> keySource,
    Set<String> grantTypes,
    List<String> redirectUris,
    Scope scope,
    boolean skipConsent,
    Requirements requirements,
    RequestObjectPolicy requestObjects,
    Duration refreshTokenReuseGrace,
    Lifetimes lifetimes,
    ResponseAlgorithms responses,
    ClientLogout logout,
    Map<String, String> display,
    Optional<Registration> registration) {

  /// A client that did not register itself.
  public Client(
      String id,
      Origin origin,
      boolean enabled,
      Credentials credentials,
      Optional<ClientKeySource> keySource,
      Set<String> grantTypes,
      List<String> redirectUris,
      Scope scope,
      boolean skipConsent,
      Requirements requirements,
      RequestObjectPolicy requestObjects,
      Duration refreshTokenReuseGrace,
      Lifetimes lifetimes,
      ResponseAlgorithms responses,
      ClientLogout logout,
      Map<String, String> display) {
    this(
        id,
        origin,
        enabled,
        credentials,
        keySource,
        grantTypes,
        redirectUris,
        scope,
        skipConsent,
        requirements,
        requestObjects,
        refreshTokenReuseGrace,
        lifetimes,
        responses,
        logout,
        display,
        Optional.empty());
  }

  public Client {
    grantTypes = Set.copyOf(grantTypes);
    redirectUris = List.copyOf(redirectUris);
    display = Map.copyOf(display);
  }

  /// RFC 6749 §2.1: one that cannot keep a secret.
  public boolean isPublic() {
    return credentials.method().equals("none");
  }

  /// Whether nobody here vouches for whoever uses it: anybody can know its name, or register one.
  public boolean isOfStrangers() {
    return isPublic() || isSelfRegistered();
  }

  /// This client with other secrets.
  public Client withSecrets(List<StoredSecret> others) {
    return with(enabled, credentials.withSecrets(others));
  }

  /// This client, switched off.
  public Client disabled() {
    return with(false, credentials);
  }

  private Client with(boolean stillEnabled, Credentials others) {
    return new Client(
        id,
        origin,
        stillEnabled,
        others,
        keySource,
        grantTypes,
        redirectUris,
        scope,
        skipConsent,
        requirements,
        requestObjects,
        refreshTokenReuseGrace,
        lifetimes,
        responses,
        logout,
        display,
        registration);
  }

  /// Whether it registered itself, so that nobody here knows who it is.
  public boolean isSelfRegistered() {
    return origin == Origin.SELF_REGISTERED;
  }

  /// The name to show, in this language where the client has one.
  public String name(String language) {
    return Optional.ofNullable(display.get("client_name#" + language))
        .or(() -> Optional.ofNullable(display.get("client_name")))
        .orElse(id);
  }
}

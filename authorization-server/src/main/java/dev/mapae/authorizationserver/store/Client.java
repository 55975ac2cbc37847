package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
///   `tos_uri`, each also with a language (`client_name#ko`, RFC 7591 §2.2), and `contacts`
/// @param registration of one that registered itself
/// @param subjects by which `sub` it knows people
/// @param claims its own, by name, as JSON values
/// @param authentication how its people sign in where its request does not say
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
    Optional<Registration> registration,
    TokenExchangePolicy tokenExchange,
    SubjectPolicy subjects,
    Map<String, Object> claims,
    AuthenticationDefaults authentication) {

  /// A client that did not register itself, exchanges nothing, and has neither pairwise subjects
  /// nor claims.
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
        Optional.empty(),
        TokenExchangePolicy.PRESET,
        SubjectPolicy.PUBLIC,
        Map.of(),
        AuthenticationDefaults.PRESET);
  }

  public Client {
    grantTypes = Set.copyOf(grantTypes);
    redirectUris = List.copyOf(redirectUris);
    display = Map.copyOf(display);
    claims = Map.copyOf(claims);
  }

  /// RFC 6749 §2.1: one that cannot keep a secret.
  public boolean isPublic() {
    return credentials.method().equals("none");
  }

  /// Whether nobody here vouches for whoever uses it: anybody can know its name, or register one.
  public boolean isOfStrangers() {
    return isPublic() || isSelfRegistered();
  }

  /// Whether any program can pass itself off as it, where its answers go to a program on the device
  /// of the person. RFC 8252 §8.6.
  public boolean isAnyProgram(boolean onDevice) {
    return onDevice && isOfStrangers();
  }

  /// What a request without `scope` is about, of what it may ask for: what it registered with,
  /// where nobody vouches for something else.
  public Scope presetScope() {
    return registration
        .filter(itself -> itself.softwareStatement().isEmpty())
        .map(itself -> itself.metadata().get("scope"))
        .map(named -> scope.retain(Scope.parse(named.toString())))
        .orElse(scope);
  }

  /// Whether it registered itself, so that nobody here knows who it is.
  public boolean isSelfRegistered() {
    return origin == Origin.SELF_REGISTERED;
  }

  /// This client with other secrets.
  public Client withSecrets(List<StoredSecret> others) {
    return with(credentials.withSecrets(others));
  }

  /// This client, which authenticates in another way.
  public Client with(Credentials other) {
    Copy copy = new Copy(this);
    copy.credentials = other;
    return copy.client();
  }

  /// This client, held to something else.
  public Client with(Requirements other) {
    Copy copy = new Copy(this);
    copy.requirements = other;
    return copy.client();
  }

  /// This client with other rules about its request objects.
  public Client with(RequestObjectPolicy other) {
    Copy copy = new Copy(this);
    copy.requestObjects = other;
    return copy.client();
  }

  /// This client with other lifetimes.
  public Client with(Lifetimes other) {
    Copy copy = new Copy(this);
    copy.lifetimes = other;
    return copy.client();
  }

  /// This client, answered with other algorithms.
  public Client with(ResponseAlgorithms other) {
    Copy copy = new Copy(this);
    copy.responses = other;
    return copy.client();
  }

  /// This client in the place of what it was before, as it registered itself anew.
  public Client insteadOf(Client before, Instant now) {
    Optional<Instant> since =
        !grantTypes.contains("refresh_token")
            ? Optional.empty()
            : before.grantTypes.contains("refresh_token")
                ? before.registration.flatMap(Registration::refreshesSince)
                : Optional.of(now);
    Copy copy = new Copy(this);
    copy.registration = registration.map(r -> r.refreshingSince(since));
    return copy.client();
  }

  /// This client, switched off.
  public Client disabled() {
    Copy copy = new Copy(this);
    copy.enabled = false;
    return copy.client();
  }

  /// This client, which may ask for no more than that.
  public Client limitedTo(Scope most) {
    Copy copy = new Copy(this);
    copy.scope = scope.retain(most);
    return copy.client();
  }

  /// This client, which may exchange tokens.
  public Client withTokenExchange(TokenExchangePolicy policy) {
    Copy copy = new Copy(this);
    copy.tokenExchange = policy;
    return copy.client();
  }

  /// This client, which knows people in this way.
  public Client with(SubjectPolicy policy) {
    Copy copy = new Copy(this);
    copy.subjects = policy;
    return copy.client();
  }

  /// This client with claims of its own.
  public Client withClaims(Map<String, Object> own) {
    Copy copy = new Copy(this);
    copy.claims = own;
    return copy.client();
  }

  /// This client, with other defaults of its requests.
  public Client with(AuthenticationDefaults other) {
    Copy copy = new Copy(this);
    copy.authentication = other;
    return copy.client();
  }

  /// Whether its `client_id` is the URL of its metadata document.
  public boolean isOfDocument() {
    return registration.filter(Registration::isOfDocument).isPresent();
  }

  /// Where its metadata document is: host and port, which nobody else can have. Empty for a client
  /// that has none.
  public Optional<String> documentHost() {
    return isOfDocument() ? Optional.of(URI.create(id).getRawAuthority()) : Optional.empty();
  }

  /// The name to show, in this language where the client has one.
  public String name(String language) {
    return Optional.ofNullable(display.get("client_name#" + language))
        .or(() -> Optional.ofNullable(display.get("client_name")))
        .orElse(id);
  }

  /// What is a client again when one of its members was changed.
  private static final class Copy {
    private final Client of;
    private boolean enabled;
    private Credentials credentials;
    private Scope scope;
    private Requirements requirements;
    private RequestObjectPolicy requestObjects;
    private Lifetimes lifetimes;
    private ResponseAlgorithms responses;
    private Optional<Registration> registration;
    private TokenExchangePolicy tokenExchange;
    private SubjectPolicy subjects;
    private Map<String, Object> claims;
    private AuthenticationDefaults authentication;

    Copy(Client of) {
      this.of = of;
      this.enabled = of.enabled;
      this.credentials = of.credentials;
      this.scope = of.scope;
      this.requirements = of.requirements;
      this.requestObjects = of.requestObjects;
      this.lifetimes = of.lifetimes;
      this.responses = of.responses;
      this.registration = of.registration;
      this.tokenExchange = of.tokenExchange;
      this.subjects = of.subjects;
      this.claims = of.claims;
      this.authentication = of.authentication;
    }

    Client client() {
      return new Client(
          of.id,
          of.origin,
          enabled,
          credentials,
          of.keySource,
          of.grantTypes,
          of.redirectUris,
          scope,
          of.skipConsent,
          requirements,
          requestObjects,
          of.refreshTokenReuseGrace,
          lifetimes,
          responses,
          of.logout,
          of.display,
          registration,
          tokenExchange,
          subjects,
          claims,
          authentication);
    }
  }
}

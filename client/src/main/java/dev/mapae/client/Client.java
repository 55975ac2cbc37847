package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A client that is registered at one authorization server: the way into every flow. RFC 6749 §1.1.
///
/// Immutable but for its cache of keys; made once, shared by all threads.
public final class Client {
  private final AuthorizationServerMetadata server;
  private final ClientAuthentication authentication;
  private final IdTokenPolicy idTokenPolicy;
  private final Environment environment;
  private final TokenEndpoint tokenEndpoint;
  private final IdTokenValidator idTokens;

  /// Makes a client of a server whose metadata is known.
  public Client(
      AuthorizationServerMetadata server,
      ClientAuthentication authentication,
      IdTokenPolicy idTokenPolicy,
      Environment environment) {
    this.server = server;
    this.authentication = authentication;
    this.idTokenPolicy = idTokenPolicy;
    this.environment = environment;
    this.tokenEndpoint = new TokenEndpoint(server, authentication, environment);
    this.idTokens =
        new IdTokenValidator(this, new Jwks(() -> server.required("jwks_uri"), environment));
  }

  /// Fetches the server's metadata and makes a client of it.
  ///
  /// @param issuer the issuer identifier, exactly as the server writes it
  /// @throws ClientException as [Discovery#discover] does
  public static Client discover(String issuer, ClientAuthentication authentication) {
    return discover(issuer, authentication, Environment.standard());
  }

  /// The same with a network, clock and randomness of the application's.
  ///
  /// @throws ClientException as [Discovery#discover] does
  public static Client discover(
      String issuer, ClientAuthentication authentication, Environment environment) {
    return new Client(
        Discovery.discover(issuer, environment),
        authentication,
        IdTokenPolicy.standard(),
        environment);
  }

  /// The same client with other expectations of ID tokens.
  public Client with(IdTokenPolicy other) {
    return new Client(server, authentication, other, environment);
  }

  /// Tokens for the client itself, for whatever scope it is registered with. RFC 6749 §4.4.
  public ClientCredentials clientCredentials() {
    return clientCredentials(Scope.empty());
  }

  /// Tokens for the client itself, kept and renewed. RFC 6749 §4.4.
  ///
  /// @param scope what is asked for; empty leaves it to the server
  /// @param resources the APIs that the token is for (RFC 8707); none leaves it to the server
  public ClientCredentials clientCredentials(Scope scope, String... resources) {
    return new ClientCredentials(tokenEndpoint, environment, scope, List.of(resources));
  }

  /// Tokens on behalf of a person. RFC 6749 §4.1.
  ///
  /// @param redirectUri one that the client is registered with, character by character; on loopback
  ///   the port is free (RFC 8252 §7.3)
  /// @throws IllegalArgumentException for a URI with a fragment or without a scheme
  public AuthorizationCode authorizationCode(URI redirectUri) {
    if (!redirectUri.isAbsolute() || redirectUri.getRawFragment() != null) {
      throw new IllegalArgumentException("A redirect URI is absolute and has no fragment.");
    }
    return new AuthorizationCode(this, redirectUri);
  }

  /// Keeps a person's tokens fresh. RFC 6749 §6.
  ///
  /// @param tokens what a sign-in gave
  public RefreshingTokens refreshing(Tokens tokens) {
    return refreshing(tokens, ignored -> {});
  }

  /// The same for a program that stores its tokens.
  ///
  /// @param store is given each renewed set as soon as it came; the refresh token of the one before
  ///   is spent
  public RefreshingTokens refreshing(Tokens tokens, Consumer<Tokens> store) {
    return new RefreshingTokens(tokenEndpoint, idTokens, environment, tokens, store);
  }

  /// Refreshes once, for a program that keeps its tokens itself. RFC 6749 §6.
  ///
  /// @return new tokens; their refresh token replaces the old one
  /// @throws ClientException `Refused` with `invalid_grant` when the person has to sign in again
  public Tokens refresh(Tokens tokens) {
    return RefreshingTokens.refresh(tokenEndpoint, idTokens, tokens);
  }

  /// Asks who the person is. OIDC Core §5.3.
  ///
  /// @throws ClientException `Untrusted` when the answer speaks of another person than the ID
  ///   token; `Refused` when the token is not good for it
  public UserInfo userInfo(Tokens tokens) {
    return UserInfo.fetch(this, tokens);
  }

  /// Takes tokens back, by their refresh token where there is one. RFC 7009 §2.
  ///
  /// @throws ClientException `Unsupported` when the server has no revocation endpoint;
  ///   `Unavailable` when the tokens must be taken to be still good
  public void revoke(Tokens tokens) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    Optional<String> refreshToken = tokens.refreshToken();
    form.put("token", List.of(refreshToken.orElse(tokens.accessToken())));
    form.put(
        "token_type_hint", List.of(refreshToken.isPresent() ? "refresh_token" : "access_token"));
    tokenEndpoint.revoke(Parameters.of(form));
  }

  public AuthorizationServerMetadata server() {
    return server;
  }

  public String clientId() {
    return authentication.clientId();
  }

  public IdTokenPolicy idTokenPolicy() {
    return idTokenPolicy;
  }

  Environment environment() {
    return environment;
  }

  TokenEndpoint tokenEndpoint() {
    return tokenEndpoint;
  }

  IdTokenValidator idTokens() {
    return idTokens;
  }

  @Override
  public String toString() {
    return "Client[" + clientId() + " at " + server.issuer() + "]";
  }
}

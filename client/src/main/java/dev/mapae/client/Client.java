package dev.mapae.client;

import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A client that is registered at one authorization server: the way into every flow. RFC 6749 §1.1.
///
/// Immutable but for its cache of keys; made once, shared by all threads.
public final class Client {
  private final Parts parts;
  private final TokenEndpoint tokenEndpoint;
  private final ServerJwts jwts;
  private final IdTokenValidator idTokens;

  /// What a client is made of.
  private record Parts(
      AuthorizationServerMetadata server,
      ClientAuthentication authentication,
      IdTokenPolicy idTokenPolicy,
      Environment environment,
      Optional<Dpop> dpop,
      Decryption userInfo,
      FurtherParameters further) {

    Parts with(AuthorizationServerMetadata other) {
      return new Parts(other, authentication, idTokenPolicy, environment, dpop, userInfo, further);
    }

    Parts with(IdTokenPolicy other) {
      return new Parts(server, authentication, other, environment, dpop, userInfo, further);
    }

    Parts with(Dpop other) {
      return new Parts(
          server,
          authentication,
          idTokenPolicy,
          environment,
          Optional.of(other),
          userInfo,
          further);
    }

    Parts with(Decryption other) {
      return new Parts(server, authentication, idTokenPolicy, environment, dpop, other, further);
    }

    Parts with(FurtherParameters other) {
      return new Parts(server, authentication, idTokenPolicy, environment, dpop, userInfo, other);
    }
  }

  /// Makes a client of a server whose metadata is known. Nothing is fetched before it is needed.
  public Client(
      AuthorizationServerMetadata server,
      ClientAuthentication authentication,
      IdTokenPolicy idTokenPolicy,
      Environment environment) {
    this(
        new Parts(
            authentication.isByCertificate() ? server.overMutualTls() : server,
            authentication,
            idTokenPolicy,
            environment,
            Optional.empty(),
            Decryption.none(),
            FurtherParameters.none()));
  }

  private Client(Parts parts) {
    this.parts = parts;
    this.tokenEndpoint = new TokenEndpoint(this);
    Jwks jwks = new Jwks(() -> parts.server().required("jwks_uri"), parts.environment());
    this.idTokens = new IdTokenValidator(this, jwks);
    this.jwts = new ServerJwts(parts.server().issuer(), parts.environment(), jwks);
  }

  /// Fetches the server's metadata and makes a client of it.
  ///
  /// It asks at once, and the client keeps what it was told: while the server is away it throws,
  /// and a program that may start before its server tries again.
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
    return new Client(parts.with(other));
  }

  /// The same client with tokens that are bound to a new key, which lives as long as the program.
  ///
  /// @throws ClientException as the other
  public Client withDpop() {
    return withDpop(SigningKey.generate());
  }

  /// The same client with tokens that are bound to a key of its own: whoever steals them cannot use
  /// them. RFC 9449. Every request to the server goes with a proof of the key, and so do those of
  /// [AuthorizedHttpClient]. A server that issues a bearer token all the same is refused.
  ///
  /// @param key kept as long as the refresh tokens of a public client, which are bound to it too
  /// @throws ClientException `Unsupported` when the server says that it takes no proofs by the
  ///   algorithm of the key
  public Client withDpop(SigningKey key) {
    return new Client(parts.with(Dpop.at(server(), key, environment())));
  }

  /// The same client with all of its own requests over mutual TLS, so that its tokens are bound to
  /// the certificate of its HTTP client. RFC 8705 §3, §5. With [TlsClientAuth] they are anyway.
  public Client overMutualTls() {
    return new Client(parts.with(server().overMutualTls()));
  }

  /// The same for a client that registered `userinfo_encrypted_response_alg` and
  /// `userinfo_signed_response_alg`: what the server says of a person is encrypted after it is
  /// signed, and what is not is refused. OIDC Core §5.3.2.
  ///
  /// @param keys whose public halves the server knows; several while they are changed
  /// @throws IllegalArgumentException for none
  public Client withEncryptedUserInfo(DecryptionKey... keys) {
    return new Client(parts.with(Decryption.by(keys)));
  }

  /// The same client with a further parameter in each of its token requests, whatever the grant:
  /// the `audience` of Auth0, for one. What a grant says itself stays as it is.
  ///
  /// ```java
  /// client.withTokenParameter("audience", "https://api.example.com/").clientCredentials()
  /// ```
  ///
  /// @throws IllegalArgumentException for a parameter that the library sets itself
  public Client withTokenParameter(String name, String value) {
    return new Client(parts.with(parts.further().with(name, value)));
  }

  /// Tokens for the client itself, for whatever scope it is registered with. RFC 6749 §4.4.
  public TokenSource clientCredentials() {
    return clientCredentials(Scope.empty());
  }

  /// Tokens for the client itself, kept and renewed. RFC 6749 §4.4.
  ///
  /// @param scope what is asked for; empty leaves it to the server
  /// @param resources the APIs that the token is for (RFC 8707); none leaves it to the server
  public TokenSource clientCredentials(Scope scope, String... resources) {
    Parameters form = GrantedTokens.form("client_credentials", scope, List.of(resources));
    return new GrantedTokens(tokenEndpoint, () -> tokenEndpoint.issue(form, scope).tokens());
  }

  /// Exchanges a token for another one of the same subject. RFC 8693.
  ///
  /// ```java
  /// client.tokenExchange(incoming, TokenExchange.forResource("https://orders.example.com/"))
  /// ```
  ///
  /// Nothing is kept: what comes is for whoever the subject token speaks of, and for nobody else.
  ///
  /// @param subjectToken the token that is exchanged
  /// @throws ClientException `Refused` when the server does not exchange it
  public Tokens tokenExchange(String subjectToken, TokenExchange exchange) {
    return exchange.exchange(tokenEndpoint, subjectToken);
  }

  /// Tokens for the subject of an assertion that somebody else made. RFC 7523 §2.1.
  ///
  /// Nothing is kept: what comes is for whoever the assertion speaks of, and for nobody else.
  ///
  /// @param assertion as it came
  /// @param scope what is asked for; empty leaves it to the server
  /// @param resources the APIs that the token is for (RFC 8707); none leaves it to the server
  /// @throws ClientException `Refused` when the server does not take it
  public Tokens jwtBearer(String assertion, Scope scope, String... resources) {
    Parameters form =
        GrantedTokens.form(
            "urn:ietf:params:oauth:grant-type:jwt-bearer", scope, List.of(resources));
    return tokenEndpoint.issue(form.with("assertion", assertion), scope).tokens();
  }

  /// Tokens for the subject of an assertion that this program signs itself, anew each time; kept
  /// and renewed. RFC 7523 §2.1.
  ///
  /// @param scope what is asked for; empty leaves it to the server
  /// @param resources the APIs that the token is for (RFC 8707); none leaves it to the server
  public TokenSource jwtBearer(JwtAssertion assertion, Scope scope, String... resources) {
    return new GrantedTokens(
        tokenEndpoint, () -> jwtBearer(assertion.sign(environment()), scope, resources));
  }

  /// Tokens on behalf of a person whose browser is on another device. RFC 8628.
  public DeviceGrant deviceGrant() {
    return new DeviceGrant(this, Pause.SLEEP);
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

  /// Keeps a person's tokens fresh. RFC 6749 §6. It is thread-safe, and the server is asked once
  /// however many threads wait.
  ///
  /// @param tokens what a sign-in gave
  /// @param resources the APIs that they are for (RFC 8707 §2.2), as the sign-in named them: some
  ///   servers forget that otherwise; none leaves it to the server
  public RefreshingTokens refreshing(Tokens tokens, String... resources) {
    return refreshing(tokens, ignored -> {}, resources);
  }

  /// The same for a program that stores its tokens.
  ///
  /// @param store is given each renewed set as soon as it came; the refresh token of the one before
  ///   is spent
  /// @param resources as of the other
  public RefreshingTokens refreshing(Tokens tokens, Consumer<Tokens> store, String... resources) {
    return new RefreshingTokens(refresh(resources), tokens, store);
  }

  /// Keeps a person signed in to a command-line program.
  ///
  /// @param signIn is called when the file has no tokens, or none that can be refreshed; it does
  ///   not use the file itself
  /// @param resources the APIs that they are for, as of [#refreshing(Tokens, String...)]
  public KeptSignIn keptIn(TokenFile file, Supplier<Tokens> signIn, String... resources) {
    return new KeptSignIn(this, file, signIn, resources);
  }

  /// Refreshes once, for a program that keeps its tokens itself. RFC 6749 §6.
  ///
  /// @param resources the APIs that the new access token is for (RFC 8707 §2.2); none leaves it to
  ///   the server
  /// @return new tokens; their refresh token replaces the old one
  /// @throws ClientException `Refused` with `invalid_grant` when the person has to sign in again;
  ///   `Unsupported` when there is no refresh token
  public Tokens refresh(Tokens tokens, String... resources) {
    return refresh(resources).of(tokens);
  }

  private Refresh refresh(String... resources) {
    return new Refresh(tokenEndpoint, idTokens, List.of(resources));
  }

  /// Asks who the person is. OIDC Core §5.3.
  ///
  /// @throws ClientException `Untrusted` when the answer speaks of another person than the ID
  ///   token; `Refused` when the token is not good for it
  public UserInfo userInfo(Tokens tokens) {
    return UserInfo.fetch(this, tokens);
  }

  /// Signs a person out of the server, after the application ended its own session. OIDC
  /// RP-Initiated Logout §2.
  ///
  /// @param tokens those of the session; their ID token tells the server who is meant
  /// @param postLogoutRedirectUri where the person goes then, one that is registered
  /// @return the URL that their browser has to open
  /// @throws ClientException `Unsupported` when the server has no such endpoint
  public SignOutRequest signOut(Tokens tokens, URI postLogoutRedirectUri) {
    return SignOutRequest.of(this, tokens.idToken(), Optional.of(postLogoutRedirectUri));
  }

  /// The same for a person who stays on the page of the server.
  ///
  /// @throws ClientException as the other
  public SignOutRequest signOut(Tokens tokens) {
    return SignOutRequest.of(this, tokens.idToken(), Optional.empty());
  }

  /// Takes what the server posts when somebody signed out elsewhere. OIDC Back-Channel Logout §2.5.
  ///
  /// @return to be made once, and kept
  public BackChannelLogout backChannelLogout() {
    return new BackChannelLogout(this);
  }

  /// Takes tokens back, by their refresh token where there is one. RFC 7009 §2.
  ///
  /// @throws ClientException `Unsupported` when the server has no revocation endpoint;
  ///   `Unavailable` when the tokens must be taken to be still good
  public void revoke(Tokens tokens) {
    tokenEndpoint.revoke(tokens);
  }

  /// The server, with the endpoints that this client uses.
  public AuthorizationServerMetadata server() {
    return parts.server();
  }

  /// The identifier under which this client is registered.
  public String clientId() {
    return parts.authentication().clientId();
  }

  /// What this client expects of ID tokens.
  public IdTokenPolicy idTokenPolicy() {
    return parts.idTokenPolicy();
  }

  /// The key to which this client's tokens are bound, if they are.
  public Optional<Dpop> dpop() {
    return parts.dpop();
  }

  Dpop requiredDpop() {
    return dpop()
        .orElseThrow(() ->
            new ClientError.Unsupported(
                    "The token is bound to a key that this client does not have.")
                .exception());
  }

  Decryption userInfoDecryption() {
    return parts.userInfo();
  }

  ClientAuthentication authentication() {
    return parts.authentication();
  }

  FurtherParameters furtherParameters() {
    return parts.further();
  }

  Environment environment() {
    return parts.environment();
  }

  TokenEndpoint tokenEndpoint() {
    return tokenEndpoint;
  }

  ServerJwts jwts() {
    return jwts;
  }

  SignedResponses signedResponses() {
    return new SignedResponses(clientId(), jwts);
  }

  IdTokenValidator idTokens() {
    return idTokens;
  }

  @Override
  public String toString() {
    return "Client[" + clientId() + " at " + server().issuer() + "]";
  }
}

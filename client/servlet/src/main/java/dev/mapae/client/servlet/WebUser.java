package dev.mapae.client.servlet;

import dev.mapae.client.Client;
import dev.mapae.client.ClientException;
import dev.mapae.client.Dpop;
import dev.mapae.client.IdToken;
import dev.mapae.client.RefreshingTokens;
import dev.mapae.client.TokenSource;
import dev.mapae.client.Tokens;
import jakarta.servlet.ServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who is signed in: the `getUserPrincipal()` of a request that passed [WebLogin].
///
/// It is in the session, and the tokens with it: access and refresh tokens never reach the browser.
/// It lives in the memory of one process, as its session has to.
public final class WebUser implements Principal {
  static final String ATTRIBUTE = WebUser.class.getName();

  private final Client client;
  private final List<String> resources;
  private final Tokens signedIn;
  private final IdToken idToken;
  private final Watched tokens;
  private final Map<String, TokenSource> others = new ConcurrentHashMap<>();
  private volatile boolean over;
  private volatile boolean ended;
  private volatile Tokens latest;

  /// @param signedIn what the sign-in gave, an ID token among it
  /// @param resources the APIs that the sign-in named
  WebUser(Client client, Tokens signedIn, List<String> resources) {
    this.client = client;
    this.resources = List.copyOf(resources);
    this.signedIn = signedIn;
    this.idToken = signedIn.idToken().orElseThrow();
    this.latest = signedIn;
    this.tokens =
        new Watched(
            client.refreshing(
                signedIn,
                fresh -> latest = fresh,
                resources.stream().limit(1).toArray(String[]::new)));
  }

  /// Who sent a request that passed [WebLogin].
  ///
  /// @return empty where nobody is signed in, which only happens at paths that are open
  public static Optional<WebUser> of(ServletRequest request) {
    return Optional.ofNullable(request.getAttribute(ATTRIBUTE))
        .filter(WebUser.class::isInstance)
        .map(WebUser.class::cast);
  }

  /// The person, unique within the issuer: `sub`.
  @Override
  public String getName() {
    return idToken.subject();
  }

  /// What the server says of the person.
  public IdToken idToken() {
    return idToken;
  }

  /// Their tokens, kept fresh, to call an API with. When there are no more of them, because the
  /// server has ended the grant (`Refused` with `invalid_grant`), gave no refresh token
  /// (`Unsupported`) or answered with what cannot be believed (`Untrusted`), the person is sent to
  /// sign in again: at once, if the application lets the exception pass, else with the next page.
  ///
  /// Where the sign-in named several APIs ([dev.mapae.client.AuthorizationOptions#resource]), they
  /// are for the first of them.
  public TokenSource tokens() {
    return tokens;
  }

  /// Their tokens for one of the APIs that the sign-in named, which are of no use at the others.
  /// RFC 8707 §2.2. It takes a refresh token to have them for another than the first.
  ///
  /// @param resource as [dev.mapae.client.AuthorizationOptions#resource] named it
  /// @throws IllegalArgumentException for an API that the sign-in did not name
  public TokenSource tokens(String resource) {
    if (!resources.contains(resource)) {
      throw new IllegalArgumentException("The sign-in was not for " + resource + ".");
    }
    return resource.equals(resources.get(0))
        ? tokens
        : others.computeIfAbsent(resource, name -> new Watched(tokens.source.forResources(name)));
  }

  /// Whose client they signed in to.
  Client client() {
    return client;
  }

  Tokens signedIn() {
    return signedIn;
  }

  /// The tokens as they were last, fresh or not.
  Tokens latest() {
    return latest;
  }

  /// Whether the same server says of both that they are different people.
  boolean isAnother(WebUser other) {
    return idToken.issuer().equals(other.idToken.issuer()) && !getName().equals(other.getName());
  }

  /// Whether there are no more tokens, so that only another sign-in helps.
  boolean isOver() {
    return over;
  }

  /// Ends the session, and what is under way in it: they signed out, here or elsewhere.
  void end() {
    ended = true;
  }

  /// Whether the session is to be forgotten, with all that is in it.
  boolean isEnded() {
    return ended;
  }

  /// Their tokens; notices when there are no more.
  private final class Watched implements TokenSource {
    private final RefreshingTokens source;

    Watched(RefreshingTokens source) {
      this.source = source;
    }

    @Override
    public Tokens tokens() {
      try {
        return source.tokens();
      } catch (ClientException e) {
        // Where no refresh token came, none would come with another sign-in either.
        if (source.isOver()
            && (equals(WebUser.this.tokens) || signedIn.refreshToken().isPresent())) {
          over = true;
        }
        throw e;
      }
    }

    @Override
    public void drop(Tokens refused) {
      source.drop(refused);
    }

    @Override
    public Optional<Dpop> dpop() {
      return source.dpop();
    }
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "WebUser[" + getName() + "]";
  }
}

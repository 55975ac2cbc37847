package dev.mapae.client.servlet;

import dev.mapae.client.IdToken;
import dev.mapae.client.TokenSource;
import dev.mapae.client.Tokens;
import jakarta.servlet.ServletRequest;
import java.security.Principal;
import java.util.Optional;

/// Who is signed in: the `getUserPrincipal()` of a request that passed [WebLogin].
///
/// It is in the session, and the tokens with it: they never reach the browser.
public final class WebUser implements Principal {
  static final String ATTRIBUTE = WebUser.class.getName();

  private final Tokens signedIn;
  private final IdToken idToken;
  private final TokenSource tokens;

  /// @param signedIn what the sign-in gave, an ID token among it
  WebUser(Tokens signedIn, TokenSource tokens) {
    this.signedIn = signedIn;
    this.idToken = signedIn.idToken().orElseThrow();
    this.tokens = tokens;
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

  /// Their tokens, kept fresh, to call an API with.
  public TokenSource tokens() {
    return tokens;
  }

  Tokens signedIn() {
    return signedIn;
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "WebUser[" + getName() + "]";
  }
}

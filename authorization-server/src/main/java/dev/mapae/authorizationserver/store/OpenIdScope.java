package dev.mapae.authorizationserver.store;

import java.util.List;

/// A scope of the server itself, as the configuration adds to those of OpenID Connect, or one of
/// them that releases more. OIDC Core §5.4.
///
/// @param declared its name, and the claims about a person that it releases at UserInfo
/// @param idToken whether it releases them in ID tokens too
public record OpenIdScope(DeclaredScope declared, boolean idToken) {
  public String name() {
    return declared.name();
  }

  public List<String> claims() {
    return declared.claims();
  }
}

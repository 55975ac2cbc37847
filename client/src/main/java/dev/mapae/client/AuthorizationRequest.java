package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An authorization request on its way: the URL to open, and what has to be remembered until the
/// answer comes. RFC 6749 §4.1.1, RFC 7636 §4.3, OIDC Core §3.1.2.1.
///
/// Keep it where only this person's browser session leads to it (or in memory, for a program on the
/// person's own machine), finish it once, and forget it.
///
/// @param url what the person's browser has to open
/// @param issuer the authorization server that was asked
/// @param redirectUri where the answer will come
/// @param state ties the answer to this request
/// @param nonce ties the ID token to this request; empty without the scope `openid`
/// @param codeVerifier proves that whoever redeems the code is who asked for it; a secret
/// @param maxAge how long ago the person may have signed in at most
public record AuthorizationRequest(
    URI url,
    String issuer,
    URI redirectUri,
    String state,
    Optional<String> nonce,
    String codeVerifier,
    Scope scope,
    List<String> resources,
    Optional<Duration> maxAge) {

  public AuthorizationRequest {
    resources = List.copyOf(resources);
  }

  /// Whether an answer carries the `state` of this request, once. RFC 6749 §10.12.
  boolean belongs(Parameters answer) {
    List<String> states = answer.all("state");
    return states.size() == 1
        && MessageDigest.isEqual(
            states.get(0).getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
  }

  /// Tells nothing of `state`, `nonce` and the verifier.
  @Override
  public String toString() {
    return "AuthorizationRequest[" + issuer + ", " + scope + "]";
  }
}

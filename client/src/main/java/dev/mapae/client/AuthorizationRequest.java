package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.UnverifiedJwt;
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
/// @param responseAlgorithm what the answer has to be signed by (JARM); empty when it is not signed
public record AuthorizationRequest(
    URI url,
    String issuer,
    URI redirectUri,
    String state,
    Optional<String> nonce,
    String codeVerifier,
    Scope scope,
    List<String> resources,
    Optional<Duration> maxAge,
    Optional<String> responseAlgorithm) {

  private static final int MAX_RESPONSE = 16 * 1024;

  public AuthorizationRequest {
    resources = List.copyOf(resources);
  }

  /// The same with first tokens that are for this one of the APIs, where a token is for one alone.
  /// RFC 8707 §2.2.
  ///
  /// @throws IllegalArgumentException for an API that was not asked for
  public AuthorizationRequest forResource(String resource) {
    if (!resources.contains(resource)) {
      throw new IllegalArgumentException("The request is not for " + resource + ".");
    }
    return new AuthorizationRequest(
        url,
        issuer,
        redirectUri,
        state,
        nonce,
        codeVerifier,
        scope,
        List.of(resource),
        maxAge,
        responseAlgorithm);
  }

  /// Whether an answer carries the `state` of this request, once. RFC 6749 §10.12. Whether a signed
  /// answer is genuine is not asked here.
  ///
  /// @param answer the parameters that came to the redirect URI, opened if they were encrypted
  boolean isAnsweredBy(Parameters answer) {
    List<String> states =
        responseAlgorithm.isEmpty() ? answer.all("state") : signedStates(answer.all("response"));
    return states.size() == 1
        && MessageDigest.isEqual(
            states.get(0).getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> signedStates(List<String> responses) {
    return responses.stream()
        .map(response -> UnverifiedJwt.parse(response, MAX_RESPONSE))
        .map(jwt -> jwt.map(j -> j.claims().get("state")))
        .map(state -> state.isPresent() && state.get() instanceof String s ? s : "")
        .toList();
  }

  /// Tells nothing of `state`, `nonce` and the verifier.
  @Override
  public String toString() {
    return "AuthorizationRequest[" + issuer + ", " + scope + "]";
  }
}

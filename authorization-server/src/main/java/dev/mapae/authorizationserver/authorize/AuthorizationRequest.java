package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A valid authorization request. RFC 6749 §4.1.1, OIDC Core §3.1.2.1.
///
/// @param parameters as they came, for our own pages' URLs
/// @param redirectUri as the request named it; empty when it named none
/// @param scope empty when the request had none
/// @param subject the only person whom the client wants, by `id_token_hint` or the claim `sub`
record AuthorizationRequest(
    ReplyTo replyTo,
    Parameters parameters,
    Optional<String> redirectUri,
    Optional<Scope> scope,
    List<String> resources,
    Optional<String> codeChallenge,
    Optional<String> nonce,
    Set<Prompt> prompt,
    Optional<Duration> maxAge,
    Optional<String> loginHint,
    Optional<String> subject,
    ClaimsRequest claims) {

  /// Who asked, and how they are answered: all that is needed to send an error.
  record ReplyTo(
      Client client,
      VerifiedRedirectUri redirectUri,
      ResponseMode mode,
      Optional<String> state,
      List<String> uiLocales) {}

  /// The values of `prompt`.
  enum Prompt {
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT
  }

  Client client() {
    return replyTo.client();
  }

  boolean has(Prompt value) {
    return prompt.contains(value);
  }
}

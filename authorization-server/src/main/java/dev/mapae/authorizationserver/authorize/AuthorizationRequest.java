package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A valid authorization request. RFC 6749 §4.1.1, OIDC Core §3.1.2.1.
///
/// @param redirectUri as the request named it; empty when it named none
/// @param scope empty when the request had none
/// @param details authorization details (RFC 9396); empty when the request had none
/// @param dpopJkt the key that the code is to be bound to (RFC 9449 §10)
/// @param acrValues how the person is to sign in, the best first (RFC 9470 §4)
/// @param subjects the only people whom the client wants, by `id_token_hint` or the claim `sub`;
///   none when anybody will do
record AuthorizationRequest(
    ReplyTo replyTo,
    Optional<String> redirectUri,
    Optional<Scope> scope,
    List<String> resources,
    List<AuthorizationDetail> details,
    Optional<String> codeChallenge,
    Optional<String> nonce,
    Optional<String> dpopJkt,
    Set<Prompt> prompt,
    Optional<Duration> maxAge,
    List<String> acrValues,
    Optional<String> loginHint,
    List<String> subjects,
    ClaimsRequest claims) {

  /// Who asked, and how they are answered: all that is needed to send an error.
  ///
  /// @param silent whether it came with `prompt=none`, so that it wants an answer and no page
  /// @param pushed what is spent with the answer; empty for a request that came in the URL
  /// @param carried how much room it takes on a page that carries it, beyond what there is for that
  record ReplyTo(
      Client client,
      VerifiedRedirectUri redirectUri,
      ResponseMode mode,
      Optional<String> state,
      List<String> uiLocales,
      boolean silent,
      Optional<PendingRequest> pushed,
      int carried) {}

  /// The values of `prompt`.
  enum Prompt {
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT,
    /// Initiating User Registration via OpenID Connect 1.0 §4.
    CREATE
  }

  Client client() {
    return replyTo.client();
  }

  /// When the person must have signed in, or later, to be asked no more.
  ///
  /// @return empty where it does not matter
  Optional<Instant> oldestSignIn(Instant firstSight) {
    boolean asksAgain = has(Prompt.LOGIN) || has(Prompt.SELECT_ACCOUNT) || has(Prompt.CREATE);
    return asksAgain ? Optional.of(firstSight) : maxAge.map(firstSight::minus);
  }

  boolean has(Prompt value) {
    return prompt.contains(value);
  }
}

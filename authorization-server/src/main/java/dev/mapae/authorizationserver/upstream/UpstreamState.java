package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.Optional;

/// What has to be known again when a provider sends somebody back. OIDC Core §3.1.2.1 (`state`,
/// `nonce`), RFC 7636 §4.1.
///
/// @param id random; it is good for one sign-in
/// @param place of the sign-in page where they began
/// @param asked the request that waits
/// @param firstSight when the browser first came with that
/// @param at when they went
/// @param oldest when they must have signed in there, or later; empty where it does not matter
/// @param session in which they connect another account; empty where they sign in
record UpstreamState(
    String id,
    SignInPlace place,
    Parameters asked,
    Instant firstSight,
    Instant at,
    String nonce,
    String verifier,
    Optional<Instant> oldest,
    Optional<String> session) {
  /// Tells nothing of nonce and verifier.
  @Override
  public String toString() {
    return "UpstreamState[" + id + "]";
  }
}

package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.Optional;

/// Somebody who came from a provider, and whom nobody here knows by that; or who is signed in, and
/// wants to be known by it from now on.
///
/// @param place of the sign-in page where they began
/// @param asked the request that waits
/// @param firstSight when the browser first came with that
/// @param at when they came
/// @param session in which they connect it; empty where they have to sign in first
record Newcomer(
    String provider,
    Told told,
    SignInPlace place,
    Parameters asked,
    Instant firstSight,
    Instant at,
    Optional<String> session) {
  /// The account there.
  String identityId(String issuer) {
    return UpstreamIdentity.id(issuer, told.subject());
  }

  /// Tells nothing of the person.
  @Override
  public String toString() {
    return "Newcomer[" + provider + "]";
  }
}

package dev.mapae.resourceserver;

import java.util.Optional;

/// A [ResourceServer] for requests that need more than a good token. RFC 6750 §3.1, RFC 9470 §3.
///
/// ```java
/// api.require(scope("playlist.write")).and(role("listener"))
/// ```
public final class Guard implements Authenticator<VerifiedToken> {
  private final ResourceServer api;
  private final Requirement requirement;

  Guard(ResourceServer api, Requirement requirement) {
    this.api = api;
    this.requirement = requirement;
  }

  /// Needs this as well.
  ///
  /// @throws IllegalArgumentException when no `acr` would be enough for both
  public Guard and(Requirement further) {
    return new Guard(api, requirement.and(further));
  }

  /// Accepts every good token for this API that allows what is needed; the others are answered 403
  /// `insufficient_scope` (RFC 6750 §3.1) or 401 `insufficient_user_authentication` (RFC 9470 §3).
  @Override
  public Outcome<VerifiedToken> authenticate(ResourceRequest request) {
    return api.decide(request, requirement);
  }

  /// Those of the API.
  @Override
  public Optional<ProtectedResourceMetadata> metadata() {
    return api.metadata();
  }
}

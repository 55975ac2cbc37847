package dev.mapae.authorizationserver.store;

import java.util.Optional;
import java.util.Set;

/// What a client may exchange access tokens for, and who may exchange its own. RFC 8693.
///
/// @param resources that it may get tokens for; none for a client that exchanges nothing
/// @param impersonation whether it may do so without a token of whoever acts (RFC 8693 §1.1)
/// @param mayAct the `sub` of the one who may act on the tokens that this client gets for people
///   (RFC 8693 §4.4); empty where each that is allowed to exchange them may
public record TokenExchangePolicy(
    Set<String> resources, boolean impersonation, Optional<String> mayAct) {
  /// That of a client which says nothing about it.
  public static final TokenExchangePolicy PRESET =
      new TokenExchangePolicy(Set.of(), true, Optional.empty());

  public TokenExchangePolicy {
    resources = Set.copyOf(resources);
  }
}

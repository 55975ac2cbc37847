package dev.mapae.authorizationserver.store;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a client is held to.
///
/// @param pkce whether its authorization requests need a `code_challenge` (RFC 7636)
/// @param pushedAuthorizationRequests whether it may ask in no other way (RFC 9126 §6)
/// @param dpopBoundAccessTokens whether every token request needs a DPoP proof (RFC 9449 §5.2)
/// @param certificateBoundAccessTokens whether every token request needs a client certificate (RFC
///   8705 §3.4)
/// @param authorizationDetailsTypes the only ones that it may use (RFC 9396 §10)
/// @param profile what it is held to besides; empty for what all are
/// @param responseModes `response_modes`, in which alone it may be answered (FAPI 2.0 Message
///   Signing §5.3.3); empty for all that there are
/// @param rules what the profiles add that are in force: kept nowhere, and empty until they are
///   applied
public record Requirements(
    boolean pkce,
    boolean pushedAuthorizationRequests,
    boolean dpopBoundAccessTokens,
    boolean certificateBoundAccessTokens,
    Set<String> authorizationDetailsTypes,
    Optional<Profile> profile,
    List<String> responseModes,
    Set<ProfileRule> rules) {
  /// The client metadata that registers the last, and the server metadata that it is supported. RFC
  /// 8705 §3.3, §3.4.
  public static final String CERTIFICATE_BOUND = "tls_client_certificate_bound_access_tokens";

  /// FAPI 2.0 Security Profile §5.4.1: `Ed25519` is EdDSA with that curve (RFC 9864 §2.2).
  public static final Set<String> FAPI_ALGORITHMS = Set.of("PS256", "ES256", "EdDSA", "Ed25519");

  /// Those of a client which says nothing about it.
  public static final Requirements PRESET = new Requirements(true, false, false, false);

  public Requirements {
    // In an order that stays: what was declared is compared by its text.
    authorizationDetailsTypes =
        Collections.unmodifiableSet(new TreeSet<>(authorizationDetailsTypes));
    responseModes = List.copyOf(responseModes);
    rules = Set.copyOf(rules);
  }

  /// Those of a client without authorization details and without a profile.
  public Requirements(
      boolean pkce,
      boolean pushedAuthorizationRequests,
      boolean dpopBoundAccessTokens,
      boolean certificateBoundAccessTokens) {
    this(
        pkce,
        pushedAuthorizationRequests,
        dpopBoundAccessTokens,
        certificateBoundAccessTokens,
        Set.of(),
        Optional.empty(),
        List.of(),
        Set.of());
  }

  /// Whether a profile holds the client to this.
  public boolean holds(ProfileRule rule) {
    return rules.contains(rule);
  }

  /// Whether JWTs of the client, and for it, may be signed with this `alg`.
  public boolean allows(String alg) {
    return !holds(ProfileRule.FAPI_ALGORITHMS) || FAPI_ALGORITHMS.contains(alg);
  }

  /// Whether it may be answered in this `response_mode`.
  public boolean allowsResponseMode(String mode) {
    return responseModes.isEmpty() || responseModes.contains(mode);
  }

  /// These, with PKCE.
  public Requirements withPkce() {
    return with(true, pushedAuthorizationRequests, dpopBoundAccessTokens);
  }

  /// These, and every authorization request is pushed.
  public Requirements withPush() {
    return with(pkce, true, dpopBoundAccessTokens);
  }

  /// These, and every token request has a DPoP proof.
  public Requirements withDpop() {
    return with(pkce, pushedAuthorizationRequests, true);
  }

  private Requirements with(boolean withPkce, boolean pushed, boolean dpopBound) {
    return new Requirements(
        withPkce,
        pushed,
        dpopBound,
        certificateBoundAccessTokens,
        authorizationDetailsTypes,
        profile,
        responseModes,
        rules);
  }

  /// These, and another rule.
  public Requirements with(ProfileRule rule) {
    Set<ProfileRule> more = EnumSet.of(rule);
    more.addAll(rules);
    return with(profile, responseModes, more);
  }

  /// These, with other types of authorization details.
  public Requirements withDetailsTypes(Set<String> types) {
    return new Requirements(
        pkce,
        pushedAuthorizationRequests,
        dpopBoundAccessTokens,
        certificateBoundAccessTokens,
        types,
        profile,
        responseModes,
        rules);
  }

  /// These, for a client of a profile.
  public Requirements with(Profile own) {
    return with(Optional.of(own), responseModes, rules);
  }

  /// These, answered in these modes alone.
  public Requirements withResponseModes(List<String> modes) {
    return with(profile, modes, rules);
  }

  private Requirements with(Optional<Profile> own, List<String> modes, Set<ProfileRule> more) {
    return new Requirements(
        pkce,
        pushedAuthorizationRequests,
        dpopBoundAccessTokens,
        certificateBoundAccessTokens,
        authorizationDetailsTypes,
        own,
        modes,
        more);
  }
}

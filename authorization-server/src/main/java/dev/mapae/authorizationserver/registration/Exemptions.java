package dev.mapae.authorizationserver.registration;

/// What clients that registered themselves are let off, since they are too old for it. All of it
/// makes them less safe.
///
/// @param pkce whether the confidential ones may do without PKCE
/// @param assertionAudience whether the `aud` of their assertions may be an endpoint, or one of
///   several, as OIDC Core §9 has it
/// @param scope whether the `scope` that they registered does not bound what they may ask for:
///   hosts of the Model Context Protocol register with that of their first request
public record Exemptions(boolean pkce, boolean assertionAudience, boolean scope) {
  /// Nothing.
  public static final Exemptions NONE = new Exemptions(false, false, false);
}

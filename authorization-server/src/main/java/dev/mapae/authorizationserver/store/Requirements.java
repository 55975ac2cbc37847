package dev.mapae.authorizationserver.store;

/// What a client is held to.
///
/// @param pkce whether its authorization requests need a `code_challenge` (RFC 7636)
/// @param pushedAuthorizationRequests whether it may ask in no other way (RFC 9126 §6)
/// @param dpopBoundAccessTokens whether every token request needs a DPoP proof (RFC 9449 §5.2)
/// @param certificateBoundAccessTokens whether every token request needs a client certificate (RFC
///   8705 §3.4)
public record Requirements(
    boolean pkce,
    boolean pushedAuthorizationRequests,
    boolean dpopBoundAccessTokens,
    boolean certificateBoundAccessTokens) {
  /// The client metadata that registers the last, and the server metadata that it is supported. RFC
  /// 8705 §3.3, §3.4.
  public static final String CERTIFICATE_BOUND = "tls_client_certificate_bound_access_tokens";

  /// Those of a client which says nothing about it.
  public static final Requirements PRESET = new Requirements(true, false, false, false);
}

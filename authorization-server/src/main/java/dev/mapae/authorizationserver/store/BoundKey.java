package dev.mapae.authorizationserver.store;

/// The DPoP key that handles of a grant are bound to: they are worth nothing without a proof of it.
/// RFC 9449 §5, §10.
///
/// @param jkt its thumbprint
/// @param from the first generation that is bound: the code by `dpop_jkt`, or the refresh tokens
///   that a public client got for a proof. What was handed out before needs no key
public record BoundKey(String jkt, int from) {}

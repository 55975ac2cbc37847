package dev.mapae.authorizationserver.store;

/// The key that handles of a grant are bound to: they are worth nothing without it. RFC 9449 §5,
/// §10, RFC 8705 §4.
///
/// @param from the first generation that is bound: the code by `dpop_jkt`, or the refresh tokens
///   that a public client got with a proof or certificate. What was handed out before needs no key
public record BoundKey(Confirmation key, int from) {}

package dev.mapae.resourceserver;

/// Finds out who sent a request. The one interface of this library: [ResourceServer] implements it
/// for access tokens, [BasicAuthenticator] for user-ids and passwords, and the adapters to HTTP
/// servers take any of them.
///
/// @param <P> what an accepted request is known by
@FunctionalInterface
public interface Authenticator<P> {
  /// Accepts or refuses a request. Whatever a stranger sends is answered by an outcome, never by an
  /// exception.
  ///
  /// One request may be asked about several times, by `authenticate` and then by a
  /// [ResourceServer#require(Requirement)] for one, as long as it is the same object each time: a
  /// DPoP proof is good for one [ResourceRequest].
  Outcome<P> authenticate(ResourceRequest request);
}

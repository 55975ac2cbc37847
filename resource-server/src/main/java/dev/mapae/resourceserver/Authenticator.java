package dev.mapae.resourceserver;

import java.util.Optional;

/// Finds out who sent a request. The one interface of this library: [ResourceServer] implements it
/// for access tokens, [BasicAuthenticator] for user-ids and passwords, and the adapters to HTTP
/// servers take any of them.
///
/// @param <P> what an accepted request is known by
public interface Authenticator<P> {
  /// Accepts or refuses a request. Whatever a stranger sends is answered by an outcome, never by an
  /// exception.
  ///
  /// One request may be asked about several times, by `authenticate` and then by a
  /// [ResourceServer#require(Requirement)] for one, as long as it is the same object each time: a
  /// DPoP proof is good for one [ResourceRequest].
  ///
  /// Whoever decides by the path goes by [ResourceRequest#uri], which is what the client asked for,
  /// and not where a server has forwarded that to.
  Outcome<P> authenticate(ResourceRequest request);

  /// What this API tells clients about itself. An adapter that stands in front of the document
  /// ([ProtectedResourceMetadata#isAskedFor]) answers it to everybody, before it asks who that is.
  /// RFC 9728 §3.
  ///
  /// One that stands in front of another has those of that one: forgotten, the document would be
  /// refused to whoever has no token yet. So it is no lambda.
  ///
  /// @return empty for an API that has none
  Optional<ProtectedResourceMetadata> metadata();
}

package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.store.Client;
import java.util.Map;
import java.util.Set;

/// The rules of client metadata, which are the same for a client that somebody declares.
@FunctionalInterface
public interface MetadataRules {
  /// Reads metadata of RFC 7591 §2.
  ///
  /// @param metadata what is known here, each member of its JSON type
  /// @param scopes all that a client may register
  /// @param detailsTypes likewise, RFC 9396 §10
  /// @return the client, without name, secrets and origin
  /// @throws dev.mapae.protocol.ProtocolException `invalid_redirect_uri` or
  ///   `invalid_client_metadata`
  Client read(Map<String, Object> metadata, Set<String> scopes, Set<String> detailsTypes);
}

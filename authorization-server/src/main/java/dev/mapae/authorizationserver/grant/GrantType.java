package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;

/// One way to come to a token: what a request of this `grant_type` has to prove.
public interface GrantType {
  /// The value of `grant_type`.
  String name();

  /// Verifies everything that a request has to prove, and spends nothing.
  ///
  /// @param client authenticated, and registered for this grant
  /// @throws dev.mapae.protocol.ProtocolException as the specification of the grant says
  Proof prove(Client client, Parameters form);

  /// Whether neither the proof nor what is issued for it takes a database.
  default boolean isComputed() {
    return false;
  }
}

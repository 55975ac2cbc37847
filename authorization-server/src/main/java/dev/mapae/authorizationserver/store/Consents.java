package dev.mapae.authorizationserver.store;

import java.util.Optional;

/// Keeps consents, one per person and client.
public interface Consents {
  Optional<Consent> find(String subject, String clientId);

  /// Keeps a consent in place of the one before. Durable before this returns.
  void remember(Consent consent);

  /// Forgets the consent and ends every grant that this person gave this client, in one
  /// transaction.
  void revoke(String subject, String clientId);
}

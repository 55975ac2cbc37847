package dev.mapae.authorizationserver.store;

import java.util.List;

/// Keeps the server's keys.
public interface Keys {
  /// All keys of the issuer, oldest first.
  List<SealedKey> all();

  /// Keeps the first keys of an issuer, unless another node was quicker; all of them or none.
  ///
  /// @return whether these are the ones
  boolean establish(List<SealedKey> keys);
}

package dev.mapae.authorizationserver.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Keeps the server's keys.
public interface Keys {
  /// All keys of the issuer, in the order in which they come into use.
  List<SealedKey> all();

  /// Adds and removes keys, all of them or none, if the keys are still those that were looked at.
  /// Of any number of nodes that look at the same keys and decide, one wins. Durable before this
  /// returns.
  ///
  /// @param seen all keys, as they were looked at; one with the id of before and another purpose is
  ///   another
  /// @param removed ids
  /// @return whether this caller won
  boolean change(Collection<SealedKey> seen, List<SealedKey> added, Set<String> removed);

  /// Keeps a key as it was sealed anew, unless another node did so meanwhile. Durable before this
  /// returns.
  ///
  /// @param seen the key as it was looked at
  /// @return whether this caller won
  boolean reseal(SealedKey seen, byte[] sealed);
}

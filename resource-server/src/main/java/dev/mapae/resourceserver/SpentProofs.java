package dev.mapae.resourceserver;

import java.time.Instant;
import java.time.InstantSource;

/// Remembers which DPoP proofs were used, so that none is good twice. RFC 9449 §11.1.
///
/// Where several nodes stand behind one address, each of them would take a stolen proof once. A
/// store that they share closes that; with Redis it is `SET id "" NX PXAT until`.
@FunctionalInterface
public interface SpentProofs {
  /// Spends a proof. Of any number of calls with the same id, at any number of nodes, exactly one
  /// answers true.
  ///
  /// @param id 43 characters of base64url that are of this proof alone
  /// @param until when it may be forgotten, since the proof is too old then
  /// @return whether it came for the first time
  /// @throws dev.mapae.protocol.ProtocolException `temporarily_unavailable` when nobody can tell
  ///   just now; the request is answered with 503 then
  boolean spend(String id, Instant until);

  /// The default: in the memory of this process, half a million at a time. When there are that many
  /// (each with a good token of its key), further requests with a proof are answered with 503 until
  /// some are too old.
  static SpentProofs inMemory(InstantSource clock) {
    return new SpentProofsInMemory(clock, 500_000);
  }
}

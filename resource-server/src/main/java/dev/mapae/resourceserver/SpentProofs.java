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
  /// @param until when it may be forgotten: a minute after the proof has become too old, since the
  ///   clock that tells when to forget may be ahead
  /// @return whether it came for the first time
  /// @throws dev.mapae.protocol.ProtocolException `temporarily_unavailable` when nobody can tell
  ///   just now; the request is answered with 503 then
  boolean spend(String id, Instant until);

  /// The default: in the memory of this process, half a million at a time. That is enough for some
  /// 2,500 requests a second, and takes up to 70 MB.
  static SpentProofs inMemory(InstantSource clock) {
    return inMemory(clock, 500_000);
  }

  /// The same with room for more, or less.
  ///
  /// @param capacity how many proofs are remembered, each for some three minutes. When there are
  ///   that many (each with a good token of its key), further requests with a proof are answered
  ///   with 503 until some are too old.
  /// @throws IllegalArgumentException for less than one
  static SpentProofs inMemory(InstantSource clock, int capacity) {
    return new SpentProofsInMemory(clock, capacity);
  }
}

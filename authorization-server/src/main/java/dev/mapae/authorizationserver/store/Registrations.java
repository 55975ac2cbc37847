package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// Keeps the clients that register themselves. [Clients] finds them. RFC 7591 §3, RFC 7592 §2.
public interface Registrations {
  /// Keeps a client that registers itself, durably before this returns.
  ///
  /// @param initialAccessToken the id of the one that it came with, which counts down with it
  /// @return false when that was used up, or is over, or there is a client of this name, which only
  ///   that of a metadata document can have chosen: then nothing is kept
  boolean register(Client client, Optional<String> initialAccessToken, Instant now);

  /// Replaces what a client registered itself, all of it but when it ends.
  ///
  /// @return false when there is no such client any more
  boolean replace(Client client);

  /// The same where nothing of it was changed since it was read.
  Replacement replace(Client read, Client client);

  /// What came of it.
  enum Replacement {
    REPLACED,
    /// Another was quicker; nothing is replaced then.
    CHANGED_MEANWHILE,
    /// There is no such client any more.
    GONE
  }

  /// Keeps a client that registered itself for good: somebody lets it have tokens.
  ///
  /// @return false when there is no such client any more
  boolean keep(String clientId);

  /// Deletes a client that registered itself. Whatever it was given is worth nothing from then on.
  void remove(String clientId);

  /// Deletes some clients that registered themselves and that nobody ever used.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

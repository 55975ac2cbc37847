package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;

/// Keeps which clients have still to be told that a session ended. Any node may tell them; each
/// attempt is that of one node.
public interface LogoutDeliveries {
  /// The clients that are due, the one that waits longest first.
  ///
  /// @param limit at most this many
  List<String> clientsDue(Instant now, int limit);

  /// What a client is due, the one that waits longest first.
  ///
  /// @param limit at most this many
  List<LogoutDelivery> due(String clientId, Instant now, int limit);

  /// Begins an attempt, if nobody else did since it was read: it counts one more, and is due again
  /// if nothing is heard of it.
  ///
  /// @param delivery as it was read; after this, it is [LogoutDelivery#attempted]
  /// @return false when somebody else was quicker
  boolean take(LogoutDelivery delivery, Instant dueAgain);

  /// Puts it off, unless somebody else tries it meanwhile.
  ///
  /// @param delivery with the refusals that it has by now
  void postpone(LogoutDelivery delivery, Instant dueAgain);

  /// Takes an attempt back that came to nothing, and puts it off, unless somebody else tries it
  /// meanwhile.
  ///
  /// @param taken as it was tried
  void giveBack(LogoutDelivery taken, Instant dueAgain);

  /// Puts off all that a client is owed, if it would be due before.
  void postponeAll(String clientId, Instant dueAgain);

  /// Deletes it, since the client knows or will never know, unless somebody else tries it
  /// meanwhile.
  ///
  /// @return whether it was deleted
  boolean remove(LogoutDelivery delivery);

  /// Deletes some rows that expired, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

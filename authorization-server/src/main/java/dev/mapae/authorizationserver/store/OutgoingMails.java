package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;

/// Keeps the mails that have yet to be sent. Those with a link, and others that must not be
/// missing, are added by the verb of the store that they tell of: [MailLinks#add],
/// [People#resetPassword]. Any node may send them; each attempt is that of one node.
public interface OutgoingMails {
  /// Keeps a mail that tells of what was done a moment ago, durably before this returns.
  void add(OutgoingMail mail);

  /// What is due, the one that waits longest first.
  ///
  /// @param limit at most this many
  List<OutgoingMail> due(Instant now, int limit);

  /// Begins an attempt, if nobody else did since it was read: it counts one more, and is due again
  /// if nothing is heard of it.
  ///
  /// @param mail as it was read; after this, it is [OutgoingMail#attempted]
  /// @return false when somebody else was quicker
  boolean take(OutgoingMail mail, Instant dueAgain);

  /// Puts it off, unless somebody else tries it meanwhile.
  void postpone(OutgoingMail mail, Instant dueAgain);

  /// Deletes it, since it was sent or never will be, unless somebody else tries it meanwhile.
  ///
  /// @return whether it was deleted
  boolean remove(OutgoingMail mail);

  /// Deletes some rows that expired, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// Keeps the links that went out by mail. A row is spent by deleting it, together with what it is
/// good for: [People#resetPassword], [People#confirmAddress]. Exactly one of any number of racers
/// does so.
public interface MailLinks {
  /// Keeps a link and the mail that it goes out with, in one transaction, durably before this
  /// returns.
  void add(MailLink link, OutgoingMail mail);

  /// Reads a link that nobody has used, whatever it is for.
  Optional<MailLink> find(String id, Instant now);

  /// Deletes some rows that expired, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

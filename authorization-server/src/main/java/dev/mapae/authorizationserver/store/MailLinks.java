package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// Keeps the links that went out by mail. A row is spent by deleting it, together with what it is
/// good for: [People#resetPassword], [People#confirmAddress], or by [#spend]. Exactly one of any
/// number of racers does so.
public interface MailLinks {
  /// Keeps a link and the mail that it goes out with, in one transaction, durably before this
  /// returns.
  default void add(MailLink link, OutgoingMail mail) {
    add(link, Optional.empty(), mail);
  }

  /// The same of a link by which somebody signs in.
  ///
  /// @param asked where, and for what, sealed
  void add(MailLink link, Optional<String> asked, OutgoingMail mail);

  /// Reads a link that nobody has used, whatever it is for.
  Optional<MailLink> find(String id, Instant now);

  /// What was kept with a link by which somebody signs in.
  Optional<String> asked(MailLink link, Instant now);

  /// Counts that somebody types the code beside a link, before it is looked at: at all nodes
  /// together, so that of many that come at once none slips by.
  ///
  /// @return false after [#MOST_TRIES], or when the link is not there any more
  boolean tryCode(MailLink link, Instant now);

  int MOST_TRIES = 5;

  /// Spends a link by which somebody signs in.
  ///
  /// @return false when it was spent before, or is over
  boolean spend(MailLink link, Instant now);

  /// Deletes some rows that expired, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

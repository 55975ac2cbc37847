package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps what people are shown of what happened to their accounts. Most of it comes with the verb
/// of another store, and is kept in its transaction.
public interface Activities {
  /// Keeps some that come by themselves. One that is there already is counted once more, and one of
  /// somebody who is gone is not kept.
  void add(List<Activity> activities);

  /// Those of a person, the latest first; without what only a later version knows, which may run
  /// beside this one.
  List<Activity> ofPerson(String subject, Instant now, int limit);

  /// Some of those.
  List<Activity> ofPerson(String subject, Section section, Instant now);

  /// Which.
  ///
  /// @param refusals whether failed sign-ins alone, which others cause, or all but those
  /// @param before the id of one that came after them; empty for the latest
  record Section(boolean refusals, Optional<String> before, int most) {}

  /// Whether a person signed in before that sign-in, as far as it is still kept.
  boolean hasSignInBefore(Activity signIn);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

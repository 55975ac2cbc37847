package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;

/// Keeps what people are shown of what happened to their accounts. Most of it comes with the verb
/// of another store, and is kept in its transaction.
public interface Activities {
  /// Keeps some that come by themselves. One that is there already is counted once more.
  void add(List<Activity> activities);

  /// Those of a person, the latest first; without what only a later version knows, which may run
  /// beside this one.
  List<Activity> ofPerson(String subject, Instant now, int limit);

  /// The same without failed sign-ins, which others cause, or those alone.
  List<Activity> ofPerson(String subject, boolean refusals, Instant now, int limit);

  /// Whether a person signed in before that sign-in, as far as it is still kept.
  boolean hasSignInBefore(Activity signIn);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}

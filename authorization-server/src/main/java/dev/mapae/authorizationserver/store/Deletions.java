package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps who wants to be deleted, and deletes them when it is due.
public interface Deletions {
  /// Notes that somebody who was not declared wants to be deleted, and ends their other sessions
  /// and all that they allowed, as [People#enable] does, and forgets their consents. What was noted
  /// before stays as it is.
  ///
  /// @param kept the session that stays
  /// @param due when it will be done
  /// @param noted what the person is shown of it, kept in the same transaction, here and below
  /// @return when it will be; empty when there is no such person, or the session is not there any
  ///   more
  Optional<Instant> request(Session kept, Instant now, Instant due, Activity... noted);

  /// When somebody will be deleted who wants to be.
  Optional<Instant> due(String subject);

  /// Lets somebody stay who wanted to be deleted.
  ///
  /// @return false when nothing of it was noted
  boolean takeBack(String subject, Activity... noted);

  /// The subjects of people whose time has come, the first due first.
  ///
  /// @param skipped so many of the first are left out
  List<String> due(Instant now, int skipped, int limit);

  /// Deletes somebody whose time has come, as [People#delete] does.
  ///
  /// @return false when they took it back meanwhile, or cannot be deleted by themselves any more
  boolean erase(String subject, Instant now);
}

package dev.mapae.authorizationserver.store;

import dev.mapae.authorizationserver.store.Enrolments.Change;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps which accounts at other providers are whose. Each change is durable before its verb
/// returns, and of one person, one at a time is made.
public interface UpstreamIdentities {
  /// The one of this id, see [UpstreamIdentity#id(String, String)].
  Optional<UpstreamIdentity> find(String id);

  /// Those of a person, the oldest first.
  List<UpstreamIdentity> ofPerson(String subject);

  /// Keeps one more of somebody who is signed in.
  ///
  /// @param by the session in which they say so
  /// @param noted what the person is shown of it, here and below
  Connected connect(UpstreamIdentity identity, Session by, Activity... noted);

  /// What came of it.
  enum Connected {
    DONE,
    /// It is somebody's already; perhaps theirs.
    TAKEN,
    /// They have as many as they may.
    MOST,
    /// The session ended meanwhile.
    ENDED
  }

  /// Makes somebody known together with it.
  ///
  /// @return false when the username, the verified address or the account is another's; then
  ///   nothing is kept
  boolean add(Person person, UpstreamIdentity identity, Activity... noted);

  /// Notes that somebody signed in by it; lost without harm.
  void use(String id, Instant now);

  /// Removes one, and ends all sessions of its person but this one, which it may have begun.
  ///
  /// @param ways by what people get in
  /// @return `LAST` where nothing of it would be left
  Change disconnect(String id, WaysIn ways, InSession by, Activity... noted);

  /// Removes all of somebody, and ends all their sessions and grants: whoever took the account over
  /// may have connected theirs.
  ///
  /// @return how many there were; with none nothing ended
  int removeAll(String subject, Instant now);

  /// Whether somebody gets in by anything.
  boolean hasWayIn(String subject, WaysIn ways);
}

package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Keeps sessions.
public interface Sessions {
  /// Keeps a new session, durably before this returns, if its person is enabled at that moment.
  ///
  /// @param noted what the person is shown of it, kept in the same transaction, here and below
  /// @return whether it was kept
  default boolean start(Session session, Activity... noted) {
    return start(session, Proof.NONE, noted);
  }

  /// The same, if what they showed is good at that moment: it may have been changed since it was
  /// verified.
  boolean start(Session session, Proof proof, Activity... noted);

  /// Keeps a session in place of another one of the same person, who signed in again: the grants
  /// that were given in the old one belong to the new one from now on. One transaction, durable
  /// before this returns.
  ///
  /// @return false when the old one is not there any more, or [#start] would not keep the new one;
  ///   nothing changed then
  default boolean renew(String oldId, Session session, Activity... noted) {
    return renew(oldId, session, Proof.NONE, noted);
  }

  /// The same, with what they showed as in [#start(Session, Proof, Activity...)].
  boolean renew(String oldId, Session session, Proof proof, Activity... noted);

  /// Reads a session with its person, in one query. An expired row may still be found.
  Optional<Found> find(String id);

  /// Moves the idle limit on; lost without harm in a crash.
  void touch(String id, Instant now);

  /// Ends a session and, of the grants given in it, those with `openid` and without
  /// `offline_access`, and owes the news to the clients that hear of it, in one transaction.
  /// Durable before this returns.
  ///
  /// @return the `client_id`s of those clients; empty when the session is not there any more: it
  ///   was ended, or another one took its place
  Optional<List<String>> end(Session session, Instant now, Activity... noted);

  /// Ends a session that its person saw among theirs, and did not begin, as [#end] does, in one
  /// transaction. Whoever began it may have begun more: what is forgotten is as with all others, in
  /// [#endOthers]. Durable before this returns.
  ///
  /// @param by in which they saw it
  /// @return whether it ended; false when one of both is not there any more: nothing changed then
  boolean endOther(Session by, Session session, Instant now, Activity... noted);

  /// Ends all sessions of a person but one, each as [#end] does, in one transaction. Durable before
  /// this returns.
  ///
  /// @param kept the session that goes on
  /// @param renewed the same under another id, so that nobody goes on with a copy of its cookie
  /// @return how many; empty when the kept one is not there any more: nothing changed then
  OptionalInt endOthers(Session kept, Session renewed, Instant now, Activity... noted);

  /// The sessions of a person that are still good, the one used last first.
  ///
  /// @param usedSince those that nobody used since then are not
  List<Opened> ofPerson(String subject, Instant now, Instant usedSince, int limit);

  /// The same, and all other grants that were given in it as well.
  ///
  /// @return empty when it is not there any more; nothing ended then
  Optional<List<String>> endWithLastingGrants(Session session, Instant now);

  /// The `client_id` of each client with grants that were given in a session and outlive it.
  ///
  /// @param now what has expired is of no use any more
  List<String> lastingGrants(Session session, Instant now);

  /// Deletes some expired rows, of this issuer and of those that are no longer served. A session
  /// whose time is up is not a sign-out, and its grants stay: those that a sign-out would end have
  /// no refresh token, and end with their access token anyway.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);

  /// What somebody showed to sign in.
  ///
  /// @param passwordHash of their password, if they showed one, or have one
  /// @param identity the id of the account at another provider by which they came, if they did so:
  ///   they must still have it
  record Proof(Optional<String> passwordHash, Second second, Optional<String> identity) {
    /// Nothing has to be so.
    public static final Proof NONE = new Proof(Optional.empty(), new Second.Any());

    public Proof(Optional<String> passwordHash, Second second) {
      this(passwordHash, second, Optional.empty());
    }
  }

  /// What somebody showed besides the password.
  sealed interface Second {
    /// It does not matter.
    record Any() implements Second {}

    /// Nothing, which is good for those who have no second factor.
    record Nothing() implements Second {}

    /// Something that is gone by that, as a recovery code. It is good for those who have a second
    /// factor, in place of which it was.
    record Spent() implements Second {}

    /// This, which they must still have.
    record This(String factorId) implements Second {}
  }

  record Found(Session session, Person person) {}

  /// A session as its person is shown it.
  ///
  /// @param since when they signed in first
  /// @param browser with which they did, as [BrowserName#text]; empty where that is not known
  /// @param remoteAddress from where; empty likewise
  record Opened(Session session, Instant since, String browser, String remoteAddress) {}
}

package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps people.
public interface People {
  Optional<Person> find(String subject);

  /// Finds the person who types this to sign in, without regard to case.
  Optional<Person> findByUsername(String username);

  /// Finds the person who types this to sign in: their username, or an address that they proved to
  /// be theirs, either without regard to case. A username comes before the address of another.
  Optional<Person> findToSignIn(String typed);

  /// Inserts somebody who was not declared, durably before this returns.
  ///
  /// @return false when the username, or the verified address, is another's; then nothing is kept
  boolean add(Person person);

  /// Since when browsers know somebody: what is older was forgotten when all their sessions were
  /// ended, or all others, as by a new password.
  ///
  /// @return empty for one of whom nobody noted that they signed in, and whose sessions were never
  ///   ended; the beginning of time for one who was there before such things were noted
  Optional<Instant> browsersKnownFrom(String subject);

  /// Whether it was noted that somebody signed in, or they were there before such things were. That
  /// their sessions were ended notes nothing of it.
  boolean isNotedToHaveSignedIn(String subject);

  /// Notes that somebody of whom nobody did signed in. Browsers that knew them before still do;
  /// only of those who were there before such things were noted, none is older than this.
  void knowBrowsersFrom(String subject, Instant at);

  /// Keeps somebody whom a site brings, by the subject that follows from what it knows them by: for
  /// the first time, or with the claims and roles that they have now. Whoever was disabled stays
  /// so. Durable before this returns.
  Brought bring(Person person);

  /// What came of it.
  enum Brought {
    NEW,
    CHANGED,
    /// Nothing is known of them that was not before, and nothing was written.
    SAME,
    /// The subject, the username or the verified address is another's, and nothing is changed.
    ANOTHERS
  }

  /// Spends a link that was sent to somebody, for a new password: their sessions end, all that they
  /// allowed, what is remembered of it, and all other links of theirs, and clients are told. One
  /// transaction, durable before this returns.
  ///
  /// @param passwordHash in PHC form
  /// @param notice a mail that says so
  /// @param noted what the person is shown of it, kept in the same transaction
  /// @return false when the link was spent before, or is over, or the person is disabled or has
  ///   another address by now; then nothing is changed
  boolean resetPassword(
      MailLink link, String passwordHash, OutgoingMail notice, Instant now, Activity... noted);

  /// Spends a link that was sent to an address, which is the verified one of the person from then
  /// on. All other links of theirs end where they had another one. One transaction, durable before
  /// this returns.
  ///
  /// @param notices mails that say so
  /// @param noted what the person is shown of it, kept in the same transaction
  Confirmed confirmAddress(
      MailLink link, List<OutgoingMail> notices, Instant now, Activity... noted);

  /// What came of it.
  enum Confirmed {
    DONE,
    /// The link was spent before, or is over, or is not good for them any more.
    LINK_GONE,
    /// Somebody else has proved meanwhile that the address is theirs, or signs in by it as their
    /// username. The link is spent.
    ANOTHERS
  }

  /// Lets somebody who was not declared sign in, or no longer; then their sessions end and all that
  /// they allowed, and clients are told. One transaction, durable before this returns.
  ///
  /// @return false when there is no such person
  boolean enable(String username, boolean enabled, Instant now);

  /// Deletes somebody who was not declared, and ends the same. Their username is free then.
  ///
  /// @return false when there is no such person
  boolean delete(String username, Instant now);

  /// Gives somebody another password, and ends their other sessions as [Sessions#endOthers] does,
  /// and links by which they could choose another one, or which would change their address, in one
  /// transaction. Durable before this returns.
  ///
  /// @param before the hash of the password that they have
  /// @param kept the session that goes on
  /// @param renewed the same under another id
  /// @param revoking whether all that the person allowed ends too, what is remembered of it as well
  /// @param noted what the person is shown of it, kept in the same transaction, here and below
  /// @return false when the password is another one by now, or the person or the session is gone
  boolean changePassword(
      Optional<String> before,
      String hash,
      Session kept,
      Session renewed,
      boolean revoking,
      Instant now,
      Activity... noted);

  /// Keeps another hash of the same password: sessions go on. Durable before this returns.
  ///
  /// @return false when the hash is another one by now, or the person is gone
  boolean rehash(String subject, String before, String hash);

  /// Changes claims of somebody who was not declared. Durable before this returns.
  ///
  /// @param claims the new values
  /// @param without the names of those that are taken away
  /// @return the person as they are now; empty when there is none, or they were declared
  Optional<Person> changeClaims(
      String subject, Map<String, Object> claims, Set<String> without, Activity... noted);

  /// The fingerprints of all declared people, by username as declared; empty where one was
  /// disabled.
  Map<String, String> fingerprints();

  /// Inserts a declared person, or replaces all but subject and password of the declared one with
  /// this username. A declared one with this subject and another username is renamed.
  ///
  /// @throws DeclarationRefusedException when the username, the subject or the verified address is
  ///   another's
  void declare(Person person, String fingerprint);

  /// Ends the same of somebody who is disabled. It ended when they were, but not by a node of a
  /// version before, which only disabled them.
  void endDisabled(String username, Instant now);

  /// Disables every declared person but these, and ends the same.
  ///
  /// @return the `sub` of each who was not disabled before
  List<String> disableDeclaredExcept(Set<String> usernames, Instant now);
}

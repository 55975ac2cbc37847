package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Changes what people have besides their password. Of one person, one change at a time is made;
/// each is durable before its verb returns.
public interface Enrolments {
  /// Keeps the first second factor of somebody who must have one, and ends all their sessions,
  /// which a password alone began.
  ///
  /// @param passwordHash of the password by which they came so far, if they did so by one
  /// @param once what is spent by it, in the same transaction
  /// @param noted what the person is shown of it, here and below
  /// @return false when they have one by now, are disabled or have another password, or what is
  ///   spent was spent before; nothing changed then
  boolean begin(
      Factor first, Optional<String> passwordHash, List<Once> once, Instant now, Activity... noted);

  /// Keeps one more. With the first second factor all sessions but this one end: a password alone
  /// may have begun them.
  Change add(Factor factor, List<Once> once, InSession by, Activity... noted);

  /// Removes a second factor and ends all sessions but this one, which it may have begun. The
  /// recovery codes go with the last.
  ///
  /// @param mayBeLast whether they need not have one
  /// @param ways by what people get in
  Change remove(String id, boolean mayBeLast, WaysIn ways, InSession by, Activity... noted);

  /// Keeps these in place of all recovery codes of somebody.
  ///
  /// @param by in which they do it
  /// @return how many there were; empty when they have no second factor, or the session ended
  ///   meanwhile, and nothing changed
  OptionalInt replaceRecoveryCodes(List<Factor> codes, Session by, Activity... noted);

  /// Keeps these where somebody has no recovery codes.
  ///
  /// @param by in which they do it
  /// @return `MADE`; `REFUSED` when they have some, or no second factor; or `ENDED`
  Change addRecoveryCodes(List<Factor> codes, Session by, Activity... noted);

  /// Removes everything, and ends all sessions of somebody and all their grants: whoever has what
  /// they lost may have begun them.
  ///
  /// @return how many there were; with none nothing ended
  int removeAll(String subject, Instant now);

  /// The session in which somebody makes a change.
  ///
  /// @param renewed the same under another id, which goes on where all others end
  record InSession(Session kept, Session renewed, Instant now) {}

  /// What came of it.
  enum Change {
    /// It was made, and the session is as it was.
    MADE,
    /// It was made; all other sessions ended, and this one is renewed.
    RENEWED,
    /// It was not: there is such a one, or as many as may be; there is none; or what is spent by it
    /// was spent before.
    REFUSED,
    /// It was not: it is the last one.
    LAST,
    /// It was not: they could not sign in any more.
    LAST_WAY_IN,
    /// It was not: the session ended meanwhile.
    ENDED
  }
}

package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// The codes and passkeys that people show, as far as those of one network are slowed that are
/// wrong, and what is shown besides a password in a browser in which its person signed in before by
/// itself.
///
/// @param refused what people are shown of it
public record TriedCodes(Guesses guesses, KnownBrowsers known, RefusedSignIns refused) {
  /// Somebody whose password was right, and who tries a code, or a passkey, from there.
  public Second second(Request request, String subject) {
    return new Second(
        this,
        request,
        subject,
        known.name(request, subject).map(browser -> browser + " " + subject));
  }

  /// What somebody shows besides their password.
  ///
  /// @param own the name of the person in a browser of theirs: whoever shares their address, and
  ///   has an account as well, keeps them from nothing there
  public record Second(TriedCodes codes, Request request, String subject, Optional<String> own) {
    /// Whether it is looked at.
    public boolean isAdmitted() {
      return codes.guesses.mayTryCode(request.remoteAddress(), own);
    }

    /// Whether a code of an app is looked at all the same where too many were wrong lately,
    /// wherever that was; then it counts by itself. Only in a browser in which this person signed
    /// in: by [#own] whoever reads their mailbox would make themselves new tries.
    boolean isAdmittedWhereTheySignedIn() {
      return codes
          .known
          .name(request)
          .filter(_ -> codes.known.isKnownBySignIn(request, subject))
          .filter(browser -> codes.guesses.admitsAppCode(browser, subject))
          .isPresent();
    }

    /// It was wrong; they are told of it.
    public void wrong() {
      codes.guesses.wrongCode(request.remoteAddress(), own);
      codes.refused.noteSecond(request, subject);
    }
  }

  /// Whether somebody may try a code from there that went to a mailbox.
  public boolean mayTryMailed(Request request) {
    return guesses.mayTryMailedCode(request.remoteAddress());
  }

  /// A code that went to a mailbox was wrong. Whose it is is told to nobody: who asked for it need
  /// not be them.
  public void wrongMailed(Request request) {
    guesses.wrongMailedCode(request.remoteAddress());
  }

  /// Whether somebody may try a passkey alone from there.
  boolean mayTryPasskey(Request request) {
    return guesses.mayTryPasskey(request.remoteAddress());
  }

  /// Whether it is worth while to look whose passkey that is where its network is slowed: somebody
  /// signed in there before, and it did not ask too often.
  boolean mayAskWhoseItIs(Request request) {
    return known.name(request).filter(guesses::mayAsk).isPresent();
  }

  /// Whether this person signed in there before: whoever shares their address keeps them from no
  /// passkey there, which nobody can guess.
  boolean isKnown(Request request, Person person) {
    return known.isKnown(request, person.subject());
  }

  /// A passkey alone was refused; its person is shown it, where it is known.
  void wrongPasskey(Request request, Optional<String> subject) {
    guesses.wrongPasskey(request.remoteAddress());
    subject.ifPresent(s -> refused.note(request, s));
  }
}

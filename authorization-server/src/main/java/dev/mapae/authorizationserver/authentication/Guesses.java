package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.pace.Paces.Count;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Throttle;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// How fast passwords may be guessed, at all nodes together: those of one username from one
/// network, those of one username, and all from one network; and those in a browser in which the
/// person signed in before, by themselves. NIST SP 800-63B §3.2.2.
///
/// Only wrong passwords count, whether or not there is such a person. Nobody is locked out for
/// good: it goes on at the pace. What a node counted itself it knows without asking, so that a
/// flood of guesses is none of queries; and what it lets through is bounded by that.
public final class Guesses {
  private final Paces paces;

  /// Of each browser with a name, while others are slowed.
  private final Pace asking;

  public Guesses(Paces paces, Ids ids, InstantSource clock) {
    Kind kind = Kind.USERNAME_AND_BROWSER;
    this.paces = paces;
    this.asking = new Pace(kind.apart(), kind.atOnce(), clock, ids.next());
  }

  /// Somebody who wants to try a password.
  final class Attempt {
    private final List<Count> strangers;
    private final Optional<String> browser;
    private final List<Count> known;

    private Attempt(List<Count> strangers, Optional<String> browser, List<Count> known) {
      this.strangers = strangers;
      this.browser = browser;
      this.known = known;
    }

    /// What the database is asked for, whoever they are.
    List<Throttle> throttles() {
      return Stream.concat(strangers.stream(), known.stream()).map(Count::throttle).toList();
    }

    /// Whether it is slowed without asking the database whether this browser knows them: where it
    /// would otherwise be, each browser in which anybody signed in has that asked at the pace.
    boolean isSlowedHere() {
      return paces.isSlowedHere(strangers) && browser.filter(Guesses.this::mayAsk).isEmpty();
    }

    /// The same where it is known whether it does.
    boolean isSlowedHere(boolean isKnown) {
      return paces.isSlowedHere(counts(isKnown));
    }

    /// Whether it is slowed.
    ///
    /// @param isKnown whether the person signed in before in this browser
    /// @param busy what the database said
    boolean isSlowed(boolean isKnown, Set<Throttle> busy) {
      return isSlowedHere(isKnown) || paces.isSlowed(counts(isKnown), busy);
    }

    /// It was wrong.
    void wrong(boolean isKnown) {
      paces.count(counts(isKnown));
    }

    private List<Count> counts(boolean isKnown) {
      return isKnown ? known : strangers;
    }
  }

  /// @param browser its name, if anybody signed in there before
  Attempt of(String username, Request request, Optional<String> browser) {
    String folded = Person.folded(username);
    String network = Pace.network(request.remoteAddress());
    return new Attempt(
        List.of(
            paces.of(Kind.USERNAME_AND_NETWORK, network + " " + folded),
            paces.of(Kind.USERNAME, folded),
            paces.of(Kind.NETWORK, network)),
        browser,
        browser.stream()
            .flatMap(name ->
                Stream.of(
                    paces.of(Kind.USERNAME_AND_BROWSER, name + " " + folded),
                    paces.of(Kind.USERNAME_IN_BROWSERS, folded)))
            .toList());
  }

  /// Whether the database may be asked once more whether a browser knows somebody, where all others
  /// there are slowed.
  ///
  /// @param browser its name
  boolean mayAsk(String browser) {
    return asking.admits(browser);
  }

  /// Whether one more code, or passkey beside a password, may be tried from there. Those of apps
  /// are counted for each person as well, in the database; recovery codes are too many to be
  /// guessed.
  ///
  /// @param own the name of the person in a browser in which they signed in before
  boolean mayTryCode(String remoteAddress, Optional<String> own) {
    return !paces.isSlowed(codes(remoteAddress, own));
  }

  /// Whether one more code of an app may be looked at of which the count of its person has no room;
  /// then it counts, right or wrong. Whoever knows the password keeps that count full, and the
  /// person out with it, but in a browser in which they signed in before.
  ///
  /// @param browser the name of one in which they did
  boolean admitsAppCode(String browser, String subject) {
    return paces.admits(
        List.of(
            paces.of(Kind.APP_CODES_OF_PERSON_AND_BROWSER, browser + " " + subject),
            paces.of(Kind.APP_CODES_IN_BROWSERS, subject)));
  }

  /// A code was wrong, or a passkey beside a password. Whoever comes as far as a code knew the
  /// password: those who do not, and guess that, are counted apart, and keep nobody from showing
  /// their code.
  void wrongCode(String remoteAddress, Optional<String> own) {
    paces.count(codes(remoteAddress, own));
  }

  /// Whether one more passkey alone may be tried from there.
  boolean mayTryPasskey(String remoteAddress) {
    return !paces.isSlowed(passkeys(remoteAddress));
  }

  /// A passkey alone was wrong. Anybody shows one: it keeps nobody from showing their code.
  void wrongPasskey(String remoteAddress) {
    paces.count(passkeys(remoteAddress));
  }

  /// Whether one more code that went to a mailbox may be tried from there.
  boolean mayTryMailedCode(String remoteAddress) {
    return !paces.isSlowed(mailedCodes(remoteAddress));
  }

  /// A code that went to a mailbox was wrong. Anybody asks for one, likewise.
  void wrongMailedCode(String remoteAddress) {
    paces.count(mailedCodes(remoteAddress));
  }

  private List<Count> mailedCodes(String remoteAddress) {
    return List.of(paces.ofNetwork(Kind.MAILED_CODES_OF_NETWORK, remoteAddress));
  }

  private List<Count> codes(String remoteAddress, Optional<String> own) {
    return List.of(
        own.map(name -> paces.of(Kind.CODES_OF_PERSON_AND_BROWSER, name))
            .orElseGet(() -> paces.ofNetwork(Kind.CODES_OF_NETWORK, remoteAddress)));
  }

  private List<Count> passkeys(String remoteAddress) {
    return List.of(paces.ofNetwork(Kind.PASSKEYS_OF_NETWORK, remoteAddress));
  }
}

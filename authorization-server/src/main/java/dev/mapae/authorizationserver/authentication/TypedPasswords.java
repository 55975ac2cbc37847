package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Throttles;
import java.time.InstantSource;
import java.util.Optional;

/// The passwords that people type, on the sign-in page and wherever it has to be sure that it is
/// them. What is wrong counts at all of these places together.
public final class TypedPasswords {
  private final SignInPolicy policy;
  private final Factors factors;
  private final Passwords passwords;
  private final PasswordUpgrade upgrade;
  private final Guesses guesses;
  private final Throttles throttles;
  private final KnownBrowsers known;
  private final RefusedSignIns refused;
  private final InstantSource clock;

  /// @param policy whether passwords let anybody in
  public TypedPasswords(
      SignInPolicy policy,
      Factors factors,
      People people,
      Passwords passwords,
      Guesses guesses,
      Throttles throttles,
      KnownBrowsers known,
      RefusedSignIns refused,
      InstantSource clock) {
    this.policy = policy;
    this.factors = factors;
    this.passwords = passwords;
    this.upgrade = new PasswordUpgrade(people, passwords);
    this.guesses = guesses;
    this.throttles = throttles;
    this.known = known;
    this.refused = refused;
    this.clock = clock;
  }

  /// Who has this username, or this verified address, and this password.
  ///
  /// @return empty when the person is unknown or disabled, the password is wrong, or passwords let
  ///   nobody in here. Which of them it is, time does not tell of people whose hash is one of ours
  ///   as it is made today; of those who came with a hash of another server, or have one of
  ///   settings before, and have not signed in since, it may tell that there is somebody.
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  Optional<Holder> holder(Request request, String username, String password) {
    if (!areTaken()) {
      return Optional.empty();
    }
    String typed = username.length() <= Person.MAX_USERNAME ? username : "";
    Guesses.Attempt guess = guesses.of(typed, request, known.name(request));
    if (guess.isSlowedHere()) {
      throw new TooManyGuesses();
    }
    Factors.Attempt attempt = factors.findToSignIn(typed, guess.throttles(), clock.instant());
    Optional<Holder> found = attempt.holder();
    boolean isKnown =
        found
            .filter(h -> known.isKnown(request, h.person().subject(), attempt::browsersKnownFrom))
            .isPresent();
    if (guess.isSlowed(isKnown, attempt.busy())) {
      throw new TooManyGuesses();
    }
    Runnable wrong =
        () -> {
          guess.wrong(isKnown);
          found.ifPresent(h -> refused.note(request, h.person().subject()));
        };
    boolean right =
        isRight(found.map(Holder::person).flatMap(Person::passwordHash), password, wrong);
    Optional<Holder> signedIn =
        found
            .filter(h -> right && h.person().enabled())
            .flatMap(h -> upgrade.of(h.person(), password).map(p -> new Holder(p, h.factors())));
    if (signedIn.isEmpty()) {
      wrong.run();
    }
    return signedIn;
  }

  /// Whether passwords let anybody in.
  public boolean areTaken() {
    return policy.has(Method.PASSWORD);
  }

  /// Whether somebody is asked for their password where it has to be sure that it is them.
  public boolean areAskedOf(Person person) {
    return areTaken() && person.passwordHash().isPresent();
  }

  /// Whether their password alone shows that somebody is who they are.
  public boolean areEnoughFor(Person person) {
    return areAskedOf(person) && factors.find(person.subject()).filter(Holder::hasSecond).isEmpty();
  }

  /// Whether somebody who is signed in types their password, as where it is to be changed; one that
  /// is wrong counts as it does on the sign-in page, and the person is shown it.
  ///
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  public boolean confirm(Request request, Person person, String password) {
    Guesses.Attempt guess = guesses.of(person.username(), request, known.name(request));
    boolean isKnown = known.isKnown(request, person.subject());
    if (guess.isSlowedHere(isKnown)
        || guess.isSlowed(isKnown, throttles.busy(guess.throttles(), clock.instant()))) {
      refused.note(request, person.subject());
      throw new TooManyGuesses();
    }
    Runnable wrong =
        () -> {
          guess.wrong(isKnown);
          refused.note(request, person.subject());
        };
    boolean right = isRight(person.passwordHash(), password, wrong);
    if (!right) {
      wrong.run();
    }
    return right;
  }

  /// A guess whose answer did not come in time was one all the same, where it cost something: those
  /// that cost the most would be free otherwise.
  private boolean isRight(Optional<String> hash, String password, Runnable wrong) {
    try {
      return passwords.verify(hash, password);
    } catch (Passwords.Busy e) {
      if (e.isBegun()) {
        wrong.run();
      }
      throw e;
    }
  }

  /// Too many passwords or codes were wrong lately, of this username or from there.
  public static final class TooManyGuesses extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyGuesses() {
      super("too many guesses", null, false, false);
    }
  }
}

package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.authentication.FirstFactor.Shown;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import dev.mapae.authorizationserver.store.Throttles;
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Who is signed in, and how they come to be.
public final class SignIn {
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final Factors factors;
  private final SecondFactorPolicy secondFactor;
  private final People people;
  private final Sessions sessions;
  private final Passwords passwords;
  private final PasswordUpgrade upgrade;
  private final Cookies cookies;
  private final Lifetimes lifetimes;
  private final Ids ids;
  private final InstantSource clock;
  private final Guesses guesses;
  private final Throttles throttles;
  private final Journal journal;
  private final RefusedSignIns refused;
  private final Comeback comeback;
  private final UsablePeople usable;
  private final SignInPolicy policy;
  private final KnownBrowsers known;
  private final Optional<Notices> notices;

  public SignIn(
      Factors factors,
      People people,
      SecondFactorPolicy secondFactor,
      Sessions sessions,
      Passwords passwords,
      Cookies cookies,
      Lifetimes lifetimes,
      Ids ids,
      InstantSource clock,
      Journal journal,
      RefusedSignIns refused,
      Comeback comeback,
      UsablePeople usable,
      SignInPolicy policy,
      Guesses guesses,
      Throttles throttles,
      KnownBrowsers known,
      Optional<Notices> notices) {
    this.factors = factors;
    this.secondFactor = secondFactor;
    this.people = people;
    this.sessions = sessions;
    this.passwords = passwords;
    this.upgrade = new PasswordUpgrade(people, passwords);
    this.cookies = cookies;
    this.lifetimes = lifetimes;
    this.ids = ids;
    this.clock = clock;
    this.guesses = guesses;
    this.throttles = throttles;
    this.journal = journal;
    this.refused = refused;
    this.comeback = comeback;
    this.usable = usable;
    this.policy = policy;
    this.known = known;
    this.notices = notices;
  }

  /// The session of this browser, if it is still good and its person is enabled, and signed in as
  /// they must.
  public Optional<Sessions.Found> current(Request request) {
    return cookies.session(request).flatMap(this::current);
  }

  private Optional<Sessions.Found> current(String id) {
    Instant now = clock.instant();
    Optional<Sessions.Found> found = look(id);
    found
        .map(Sessions.Found::session)
        .filter(s -> s.usedAt().plus(TOUCH).isBefore(now))
        .ifPresent(s -> sessions.touch(s.id(), now));
    return found;
  }

  /// The session of this id, likewise, for somebody else than its person: it is not used by that.
  public Optional<Sessions.Found> look(String id) {
    Instant now = clock.instant();
    return sessions
        .find(id)
        .filter(f -> usable.test(f.person()))
        .filter(f -> secondFactor.isMetBy(f.session(), f.person()))
        .filter(f -> now.isBefore(f.session().expiresAt()))
        .filter(f -> now.isBefore(f.session().usedAt().plus(lifetimes.of(Lifetime.SESSION_IDLE))));
  }

  /// The session of this browser to be ended: also one that nobody used for too long, or whose
  /// person is disabled, for clients may still take them for signed in.
  public Optional<Sessions.Found> toEnd(Request request) {
    return cookies.session(request).flatMap(sessions::find);
  }

  /// Whether somebody may sign in who proved who they are.
  public boolean isUsable(Person person) {
    return usable.test(person);
  }

  /// What a right password leads to, or a link that went out by mail.
  public sealed interface Entrance {
    /// Into a session.
    record In(Session session) implements Entrance {}

    /// To a second factor: that which the person has, or has to set up.
    record Further(FirstFactor first) implements Entrance {}

    /// The same with what the audit says of it.
    default Entrance by(String name, String value) {
      return switch (this) {
        case In in -> in;
        case Further(var first) -> new Further(first.by(name, value));
      };
    }
  }

  /// Verifies a password and starts a session, always a new one, so that none can be fixed
  /// beforehand; or, for somebody who has a second factor, or must, no session yet. Whoever wanted
  /// to be deleted stays: many people only ever sign in to applications, and would not learn of it
  /// otherwise.
  ///
  /// @return empty when the person is unknown or disabled, the password is wrong, or passwords let
  ///   nobody in here. Which of them it is, time does not tell of people whose hash is one of ours;
  ///   of those who came with a hash of another server and have not signed in since, it may tell
  ///   that there is somebody.
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  /// @throws AddressUnconfirmed when the password is right and the account of no use yet
  public Optional<Entrance> byPassword(Request request, String username, String password) {
    if (!takesPasswords()) {
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
            .filter(h -> isKnown(request, h.person().subject(), attempt::browsersKnownFrom))
            .isPresent();
    if (guess.isSlowed(isKnown, attempt.busy())) {
      throw new TooManyGuesses();
    }
    Runnable wrong = () -> guess.wrong(isKnown);
    boolean right =
        isRight(found.map(Holder::person).flatMap(Person::passwordHash), password, wrong);
    Optional<Holder> signedIn =
        found
            .filter(h -> right && h.person().enabled())
            .flatMap(h -> upgrade.of(h.person(), password).map(p -> new Holder(p, h.factors())));
    if (signedIn.isEmpty()) {
      wrong.run();
      found.ifPresent(h -> refused.note(request, h.person().subject()));
    }
    signedIn.map(Holder::person).ifPresent(this::requireConfirmed);
    return signedIn.flatMap(holder -> enter(request, holder));
  }

  /// Whether passwords let anybody in.
  public boolean takesPasswords() {
    return policy.has(Method.PASSWORD);
  }

  /// Whether somebody is asked for their password where it has to be sure that it is them.
  public boolean asksPasswordOf(Person person) {
    return takesPasswords() && person.passwordHash().isPresent();
  }

  /// Whether their password alone shows that somebody is who they are.
  public boolean isByPasswordAlone(Person person) {
    return asksPasswordOf(person)
        && factors.find(person.subject()).filter(Holder::hasSecond).isEmpty();
  }

  /// Whether somebody who is signed in types their password, as where it is to be changed; one that
  /// is wrong counts as it does on the sign-in page, and the person is shown it.
  ///
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  public boolean confirms(Request request, Person person, String password) {
    Guesses.Attempt guess = guesses.of(person.username(), request, known.name(request));
    boolean isKnown = isKnown(request, person.subject());
    if (guess.isSlowedHere(isKnown)
        || guess.isSlowed(isKnown, throttles.busy(guess.throttles(), clock.instant()))) {
      refused.note(request, person.subject());
      throw new TooManyGuesses();
    }
    Runnable wrong = () -> guess.wrong(isKnown);
    boolean right = isRight(person.passwordHash(), password, wrong);
    if (!right) {
      wrong.run();
      refused.note(request, person.subject());
    }
    return right;
  }

  /// The name of this browser, if somebody signed in in it before and that is good still.
  public Optional<String> knownBrowser(Request request, String subject) {
    return known.name(request).filter(_ -> isKnown(request, subject));
  }

  private boolean isKnown(Request request, String subject) {
    return isKnown(request, subject, () -> people.browsersKnownFrom(subject).orElse(Instant.EPOCH));
  }

  private boolean isKnown(Request request, String subject, Supplier<Instant> from) {
    return known.since(request, subject).filter(since -> !since.isBefore(from.get())).isPresent();
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

  /// A session under a new id, to take the place of the one under the old.
  public Session renewed(Session session) {
    return session.under(ids.next());
  }

  /// The same of somebody who showed two factors in it by now.
  ///
  /// @param amr of the second
  public Session renewed(Session session, List<String> amr) {
    return new Session(
        ids.next(),
        session.firstId(),
        session.subject(),
        session.authenticatedAt(),
        Acr.MULTI_FACTOR,
        FirstFactor.of(session).amr(amr),
        clock.instant(),
        session.expiresAt());
  }

  /// Tells the browser which session somebody began in it, and that they are known there from now
  /// on.
  public Response begin(Request request, Response response, Session session) {
    return known.remember(request, tell(response, session), session.subject());
  }

  /// Tells the browser which session it is in from now on.
  private Response tell(Response response, Session session) {
    return cookies.withSession(response, session.id());
  }

  /// When somebody came here by the sign-in of a session: of one who signed in at another place it
  /// may be long after that. Where sessions were to last longer then than they do now nobody knows,
  /// and it is taken for when they signed in.
  public Instant begunAt(Session session) {
    Instant begun = session.expiresAt().minus(lifetimes.of(Lifetime.SESSION));
    return begun.isAfter(clock.instant()) ? session.authenticatedAt() : begun;
  }

  /// What it leads to that somebody signed in elsewhere: as after a right password here.
  ///
  /// @param at when they did
  /// @param amr how; two factors if `mfa` is among it
  /// @return empty when they are disabled, or as [#start]
  public Optional<Entrance> elsewhere(
      Request request, Holder holder, Instant at, List<String> amr) {
    if (!isUsable(request, holder)) {
      return Optional.empty();
    }
    return amr.contains("mfa")
        ? start(
                request,
                holder.person(),
                new Proof(Optional.empty(), new Second.Any()),
                at,
                Acr.MULTI_FACTOR,
                amr)
            .map(Entrance.In::new)
        : enter(
            request,
            holder,
            amr.contains(Shown.PASSWORD) ? Acr.PASSWORD : Acr.UPSTREAM,
            Shown.elsewhere(at, amr));
  }

  /// Starts a session of somebody who just made their account, with a password.
  ///
  /// @return empty when they were disabled meanwhile
  public Optional<Entrance> asNew(Request request, Person person) {
    return secondFactor.isRequiredOf(person)
        ? Optional.of(further(person, Shown.password(clock.instant())))
        : open(
                request,
                person,
                new Proof(person.passwordHash(), new Second.Nothing()),
                clock.instant(),
                Acr.PASSWORD,
                List.of(Shown.PASSWORD))
            .map(Entrance.In::new);
  }

  private Optional<Entrance> enter(Request request, Holder holder) {
    return enter(request, holder, Acr.PASSWORD, Shown.password(clock.instant()));
  }

  /// Starts a session of somebody who used a link or a code that went to their mailbox, as
  /// [#byPassword] does of one whose password was right: whoever has a second factor, or must, is
  /// asked for it all the same.
  ///
  /// @return empty when they are not there any more, are disabled, or their password was changed
  public Optional<Entrance> byEmail(Request request, String subject) {
    return factors
        .find(subject)
        .filter(holder -> isUsable(request, holder))
        .flatMap(holder -> enter(request, holder, Acr.EMAIL, Shown.email(clock.instant())));
  }

  /// Starts a session of somebody whom another provider vouches for, as [#byPassword] does.
  ///
  /// @param identity the id of the account there, which is theirs
  /// @param at when they signed in there
  /// @return empty when they are disabled, or may not be let in yet
  public Optional<Entrance> byUpstream(
      Request request, Holder holder, String identity, Instant at) {
    if (!isUsable(request, holder)) {
      return Optional.empty();
    }
    return enter(request, holder, Acr.UPSTREAM, Shown.upstream(at, identity));
  }

  /// The same; where they may not, they are shown that somebody tried.
  private boolean isUsable(Request request, Holder holder) {
    boolean may = usable.test(holder.person());
    if (!may) {
      refused.note(request, holder.person().subject());
    }
    return may;
  }

  private Optional<Entrance> enter(Request request, Holder holder, String acr, Shown shown) {
    Person person = holder.person();
    return holder.hasSecond() || secondFactor.isRequiredOf(person)
        ? Optional.of(further(person, shown))
        : start(
                request,
                person,
                new Proof(person.passwordHash(), new Second.Nothing(), shown.identity()),
                shown.at(),
                acr,
                shown.amr())
            .map(Entrance.In::new);
  }

  private Entrance further(Person person, Shown shown) {
    return new Entrance.Further(FirstFactor.of(ids.next(), person, clock.instant(), shown));
  }

  /// Whether somebody may try a code from there.
  public boolean mayTryCode(Request request) {
    return guesses.mayTryCode(request.remoteAddress());
  }

  /// What was shown after the password was wrong; the person is shown it.
  public void wrongSecond(Request request, String subject) {
    guesses.wrongCode(request.remoteAddress());
    refused.noteSecond(request, subject);
  }

  /// A code that went to a mailbox was wrong. Whose it is is told to nobody: who asked for it need
  /// not be them.
  public void wrongMailedCode(Request request) {
    guesses.wrongCode(request.remoteAddress());
  }

  /// Whether somebody may try a passkey alone from there.
  boolean mayTryPasskey(Request request) {
    return guesses.mayTryPasskey(request.remoteAddress());
  }

  /// A passkey alone was refused; its person is shown it, where it is known.
  void wrongPasskey(Request request, Optional<String> subject) {
    guesses.wrongPasskey(request.remoteAddress());
    subject.ifPresent(s -> refused.note(request, s));
  }

  /// Makes sure that an account is of use to somebody who proved that it is theirs.
  ///
  /// @throws AddressUnconfirmed when it is of none yet
  public void requireConfirmed(Person person) {
    if (!usable.isConfirmed(person)) {
      throw new AddressUnconfirmed(person);
    }
  }

  /// An account is of no use until its address is confirmed.
  public static final class AddressUnconfirmed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Person person;

    AddressUnconfirmed(Person person) {
      super("an address to be confirmed", null, false, false);
      this.person = person;
    }

    public Person person() {
      return person;
    }
  }

  /// Too many passwords or codes were wrong lately, of this username or from there.
  public static final class TooManyGuesses extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyGuesses() {
      super("too many guesses", null, false, false);
    }
  }

  /// Whoever comes back before they are deleted stays.
  ///
  /// @param proof what they showed
  /// @param at when they did
  Optional<Session> start(
      Request request, Person person, Proof proof, Instant at, String acr, List<String> amr) {
    Optional<Session> started = open(request, person, proof, at, acr, amr);
    started.ifPresent(session -> comeback.of(request, session.subject()));
    return started;
  }

  /// What two factors lead to: a session, or the one that was there goes on.
  ///
  /// @param second what they showed after the first
  /// @param amr of the second
  /// @return empty when it cannot: as [#start], or the one that was there ended meanwhile
  Optional<Session> further(
      Request request, FirstFactor first, Person person, Second second, List<String> amr) {
    return first.session().isPresent()
        ? goOn(first.session().get(), new Proof(Optional.empty(), second), first.amr(amr))
        : start(
            request,
            person,
            new Proof(person.passwordHash(), second, first.shown().identity()),
            first.shown().at(),
            Acr.MULTI_FACTOR,
            first.amr(amr));
  }

  /// Goes on with a session of somebody who showed more, under another id. It is no older and no
  /// younger than it was: they did not show everything again.
  ///
  /// @return empty when it ended meanwhile
  private Optional<Session> goOn(Session before, Proof proof, List<String> amr) {
    Session session = renewed(before, amr);
    return sessions.renew(before.id(), session, proof) ? Optional.of(session) : Optional.empty();
  }

  /// @param person as they were when they proved who they are
  /// @return empty when they were disabled meanwhile, or what they showed is no longer good
  private Optional<Session> open(
      Request request, Person person, Proof proof, Instant at, String acr, List<String> amr) {
    Instant now = clock.instant();
    String subject = person.subject();
    Optional<Session> before = toEnd(request).map(Sessions.Found::session);
    Optional<Session> own = before.filter(s -> s.subject().equals(subject));
    String id = ids.next();
    Session session =
        new Session(
            id,
            own.map(Session::firstId).orElse(id),
            subject,
            at,
            acr,
            amr,
            now,
            now.plus(lifetimes.of(Lifetime.SESSION)));
    Activity noted = journal.signIn(request, session);
    // Their old one may have ended meanwhile, or a form was sent twice; they are who they are.
    boolean started =
        own.filter(s -> sessions.renew(s.id(), session, proof, noted)).isPresent()
            || sessions.start(session, proof, noted);
    if (started && own.isEmpty()) {
      before.ifPresent(s -> sessions.end(s, now));
    }
    if (started && own.isEmpty() && !isKnown(request, subject)) {
      notices.ifPresent(n -> n.newBrowser(request, person, noted));
    }
    return Optional.of(session).filter(_ -> started);
  }
}

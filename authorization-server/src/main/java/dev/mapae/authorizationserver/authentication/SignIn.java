package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Ids;
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
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Who is signed in, and how they come to be.
public final class SignIn {
  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int MAX_USERNAME = 256;

  private final Factors factors;
  private final SecondFactorPolicy secondFactor;
  private final Sessions sessions;
  private final Passwords passwords;
  private final PasswordUpgrade upgrade;
  private final Cookies cookies;
  private final Lifetimes lifetimes;
  private final Ids ids;
  private final InstantSource clock;
  private final Guesses guesses;
  private final Journal journal;
  private final RefusedSignIns refused;
  private final Comeback comeback;
  private final UsablePeople usable;

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
      UsablePeople usable) {
    this.factors = factors;
    this.secondFactor = secondFactor;
    this.sessions = sessions;
    this.passwords = passwords;
    this.upgrade = new PasswordUpgrade(people, passwords);
    this.cookies = cookies;
    this.lifetimes = lifetimes;
    this.ids = ids;
    this.clock = clock;
    this.guesses = new Guesses(ids, clock);
    this.journal = journal;
    this.refused = refused;
    this.comeback = comeback;
    this.usable = usable;
  }

  /// The session of this browser, if it is still good and its person is enabled, and signed in as
  /// they must.
  public Optional<Sessions.Found> current(Request request) {
    Instant now = clock.instant();
    Optional<Sessions.Found> found =
        cookies
            .session(request)
            .flatMap(sessions::find)
            .filter(f -> usable.test(f.person()))
            .filter(f -> secondFactor.isMetBy(f.session(), f.person()))
            .filter(f -> now.isBefore(f.session().expiresAt()))
            .filter(
                f -> now.isBefore(f.session().usedAt().plus(lifetimes.of(Lifetime.SESSION_IDLE))));
    found
        .map(Sessions.Found::session)
        .filter(s -> s.usedAt().plus(TOUCH).isBefore(now))
        .ifPresent(s -> sessions.touch(s.id(), now));
    return found;
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

  /// What a right password leads to.
  public sealed interface Entrance {
    /// Into a session.
    record In(Session session) implements Entrance {}

    /// To a second factor: that which the person has, or has to set up.
    record Further(FirstFactor first) implements Entrance {}
  }

  /// Verifies a password and starts a session, always a new one, so that none can be fixed
  /// beforehand; or, for somebody who has a second factor, or must, no session yet. Whoever wanted
  /// to be deleted stays: many people only ever sign in to applications, and would not learn of it
  /// otherwise.
  ///
  /// @return empty when the person is unknown or disabled, or the password is wrong. Which of them
  ///   it is, time does not tell of people whose hash is one of ours; of those who came with a hash
  ///   of another server and have not signed in since, it may tell that there is somebody.
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  /// @throws AddressUnconfirmed when the password is right and the account of no use yet
  public Optional<Entrance> byPassword(Request request, String username, String password) {
    boolean isName = username.length() <= MAX_USERNAME;
    String guessed = isName ? username : "";
    if (!guesses.mayTry(guessed, request.remoteAddress())) {
      throw new TooManyGuesses();
    }
    Optional<Holder> found = isName ? factors.findToSignIn(username) : Optional.empty();
    boolean right =
        isRight(
            request, guessed, found.map(Holder::person).flatMap(Person::passwordHash), password);
    Optional<Holder> signedIn =
        found
            .filter(h -> right && h.person().enabled())
            .flatMap(h -> upgrade.of(h.person(), password).map(p -> new Holder(p, h.factors())));
    if (signedIn.isEmpty()) {
      guesses.wrong(guessed, request.remoteAddress());
      found.ifPresent(h -> refused.note(request, h.person().subject()));
    }
    signedIn
        .map(Holder::person)
        .filter(p -> !usable.isConfirmed(p))
        .ifPresent(p -> {
          throw new AddressUnconfirmed(p);
        });
    return signedIn.flatMap(holder -> enter(request, holder));
  }

  /// Whether somebody who is signed in types their password, as where it is to be changed; one that
  /// is wrong counts as it does on the sign-in page, and the person is shown it.
  ///
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TooManyGuesses when too many were wrong lately
  public boolean confirms(Request request, Person person, String password) {
    if (!guesses.mayTry(person.username(), request.remoteAddress())) {
      refused.note(request, person.subject());
      throw new TooManyGuesses();
    }
    boolean right = isRight(request, person.username(), person.passwordHash(), password);
    if (!right) {
      guesses.wrong(person.username(), request.remoteAddress());
      refused.note(request, person.subject());
    }
    return right;
  }

  /// A guess whose answer did not come in time was one all the same, where it cost something: those
  /// that cost the most would be free otherwise.
  private boolean isRight(
      Request request, String username, Optional<String> hash, String password) {
    try {
      return passwords.verify(hash, password);
    } catch (Passwords.Busy e) {
      if (e.isBegun()) {
        guesses.wrong(username, request.remoteAddress());
      }
      throw e;
    }
  }

  /// A session under a new id, to take the place of the one under the old.
  public Session renewed(Session session) {
    return session.under(ids.next());
  }

  /// The same of somebody who showed two factors in it by now.
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

  /// Tells the browser which session it is in from now on.
  public Response tell(Response response, Session session) {
    return cookies.withSession(response, session.id());
  }

  /// Starts a session of somebody who just made their account, with a password.
  ///
  /// @return empty when they were disabled meanwhile
  public Optional<Entrance> asNew(Request request, Person person) {
    return secondFactor.isRequiredOf(person)
        ? Optional.of(further(person))
        : open(
                request,
                person,
                new Proof(person.passwordHash(), new Second.Nothing()),
                clock.instant(),
                Acr.PASSWORD,
                List.of("pwd"))
            .map(Entrance.In::new);
  }

  private Optional<Entrance> enter(Request request, Holder holder) {
    Person person = holder.person();
    return holder.hasSecond() || secondFactor.isRequiredOf(person)
        ? Optional.of(further(person))
        : start(
                request,
                person,
                new Proof(person.passwordHash(), new Second.Nothing()),
                clock.instant(),
                Acr.PASSWORD,
                List.of("pwd"))
            .map(Entrance.In::new);
  }

  /// Starts a session of somebody whom another provider vouches for, as [#byPassword] does.
  ///
  /// @param identity the id of the account there, which is theirs
  /// @param at when they signed in there
  /// @return empty when they are disabled, or may not be let in yet
  public Optional<Entrance> byUpstream(
      Request request, Holder holder, String identity, Instant at) {
    Person person = holder.person();
    if (!usable.test(person)) {
      refused.note(request, person.subject());
      return Optional.empty();
    }
    if (holder.hasSecond() || secondFactor.isRequiredOf(person)) {
      FirstFactor.Upstream from = new FirstFactor.Upstream(identity, at);
      return Optional.of(
          new Entrance.Further(FirstFactor.of(ids.next(), person, clock.instant(), from)));
    }
    return start(
            request,
            person,
            new Proof(person.passwordHash(), new Second.Nothing(), Optional.of(identity)),
            at,
            Acr.UPSTREAM,
            List.of())
        .map(Entrance.In::new);
  }

  private Entrance further(Person person) {
    return new Entrance.Further(FirstFactor.of(ids.next(), person, clock.instant()));
  }

  /// Whether somebody may try a code from there.
  boolean mayTryCode(Request request) {
    return guesses.mayTryCode(request.remoteAddress());
  }

  /// What was shown after the password was wrong; the person is shown it.
  public void wrongSecond(Request request, String subject) {
    guesses.wrongCode(request.remoteAddress());
    refused.noteSecond(request, subject);
  }

  /// A passkey alone was refused; its person is shown it, where it is known.
  void wrongPasskey(Request request, Optional<String> subject) {
    guesses.wrongCode(request.remoteAddress());
    subject.ifPresent(s -> refused.note(request, s));
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
  /// @param second what they showed after the password
  /// @return empty when it cannot: as [#start], or the one that was there ended meanwhile
  Optional<Session> further(
      Request request, FirstFactor first, Person person, Second second, List<String> amr) {
    return first.session().isPresent()
        ? goOn(first.session().get(), new Proof(Optional.empty(), second), amr)
        : start(
            request,
            person,
            new Proof(
                person.passwordHash(),
                second,
                first.upstream().map(FirstFactor.Upstream::identity)),
            first.authenticatedAt(),
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
    return Optional.of(session).filter(_ -> started);
  }
}

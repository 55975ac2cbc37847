package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.authentication.FirstFactor.Shown;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
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

  private final UsablePeople usable;
  private final SecondFactorPolicy secondFactor;
  private final Factors factors;
  private final Sessions sessions;
  private final BegunSessions begun;
  private final TypedPasswords passwords;
  private final TriedCodes codes;
  private final Cookies cookies;
  private final Lifetimes lifetimes;
  private final RefusedSignIns refused;
  private final Ids ids;
  private final InstantSource clock;

  /// @param usable who may be let in
  /// @param secondFactor who must show more than one factor
  public SignIn(
      UsablePeople usable,
      SecondFactorPolicy secondFactor,
      Factors factors,
      Sessions sessions,
      BegunSessions begun,
      TypedPasswords passwords,
      TriedCodes codes,
      Cookies cookies,
      Lifetimes lifetimes,
      RefusedSignIns refused,
      Ids ids,
      InstantSource clock) {
    this.usable = usable;
    this.secondFactor = secondFactor;
    this.factors = factors;
    this.sessions = sessions;
    this.begun = begun;
    this.passwords = passwords;
    this.codes = codes;
    this.cookies = cookies;
    this.lifetimes = lifetimes;
    this.refused = refused;
    this.ids = ids;
    this.clock = clock;
  }

  /// What people type to show that it is them.
  public TypedPasswords passwords() {
    return passwords;
  }

  /// What else they show.
  public TriedCodes codes() {
    return codes;
  }

  /// What comes of it.
  public BegunSessions begunSessions() {
    return begun;
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
  /// @return empty as [TypedPasswords#holder]
  /// @throws Passwords.Busy when too many are signing in just now
  /// @throws TypedPasswords.TooManyGuesses when too many were wrong lately
  /// @throws AddressUnconfirmed when the password is right and the account of no use yet
  public Optional<Entrance> byPassword(Request request, String username, String password) {
    Optional<Holder> holder = passwords.holder(request, username, password);
    holder.map(Holder::person).ifPresent(this::requireConfirmed);
    return holder.flatMap(h -> enter(request, h, Acr.PASSWORD, Shown.password(clock.instant())));
  }

  /// What it leads to that somebody signed in elsewhere: as after a right password here.
  ///
  /// @param at when they did
  /// @param amr how; two factors if `mfa` is among it
  /// @return empty when they are disabled, or as [BegunSessions#start]
  public Optional<Entrance> elsewhere(
      Request request, Holder holder, Instant at, List<String> amr) {
    if (!isUsable(request, holder)) {
      return Optional.empty();
    }
    return amr.contains("mfa")
        ? begun
            .start(
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
        : begun
            .open(
                request,
                person,
                new Proof(person.passwordHash(), new Second.Nothing()),
                clock.instant(),
                Acr.PASSWORD,
                List.of(Shown.PASSWORD))
            .map(Entrance.In::new);
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
        : begun
            .start(
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
}

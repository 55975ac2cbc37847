package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Sessions as they begin, and go on under another id.
public final class BegunSessions {
  private final Sessions sessions;
  private final Cookies cookies;
  private final KnownBrowsers known;
  private final Comeback comeback;
  private final Optional<Notices> notices;
  private final Journal journal;
  private final Lifetimes lifetimes;
  private final Ids ids;
  private final InstantSource clock;

  public BegunSessions(
      Sessions sessions,
      Cookies cookies,
      KnownBrowsers known,
      Comeback comeback,
      Optional<Notices> notices,
      Journal journal,
      Lifetimes lifetimes,
      Ids ids,
      InstantSource clock) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.known = known;
    this.comeback = comeback;
    this.notices = notices;
    this.journal = journal;
    this.lifetimes = lifetimes;
    this.ids = ids;
    this.clock = clock;
  }

  /// A session as it goes on under another id.
  ///
  /// @param known whether its person was known in this browser before it does: all that browsers
  ///   know of them may be forgotten with the change for which it does. It is read before that:
  ///   what another change forgets in the same moment stays known in this one browser, as if it had
  ///   come second; that is accepted
  public record Renewal(Session session, boolean known) {}

  /// A session under a new id, to take the place of the one under the old.
  public Renewal renewal(Request request, Session session) {
    return new Renewal(session.under(ids.next()), isKnown(request, session.subject()));
  }

  /// The same of somebody who showed two factors in it by now.
  ///
  /// @param amr of the second
  public Renewal renewal(Request request, Session session, List<String> amr) {
    return new Renewal(renewed(session, amr), isKnown(request, session.subject()));
  }

  private Session renewed(Session session, List<String> amr) {
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

  /// Tells the browser under which id the session in it goes on. Whoever is known there by then
  /// goes on to be: nobody is by a session that was copied, or of which the browser was forgotten.
  public Response goOn(Request request, Response response, Renewal renewal) {
    Response told = tell(response, renewal.session());
    return renewal.known() ? remember(request, told, renewal.session().subject()) : told;
  }

  /// Tells the browser that somebody is known there from now on who was before.
  public Response remember(Request request, Response response, String subject) {
    return known.remember(request, response, subject);
  }

  /// Whether somebody signed in in this browser before, and is known there since.
  public boolean isKnown(Request request, String subject) {
    return known.isKnownBySignIn(request, subject);
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

  /// Starts a session, in place of the one that was in this browser.
  ///
  /// @param person as they were when they proved who they are
  /// @return empty when they were disabled meanwhile, or what they showed is no longer good
  Optional<Session> open(
      Request request, Person person, Proof proof, Instant at, String acr, List<String> amr) {
    Instant now = clock.instant();
    String subject = person.subject();
    Optional<Session> before =
        cookies.session(request).flatMap(sessions::find).map(Sessions.Found::session);
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
    if (started && own.isEmpty() && !known.isKnownBySignIn(request, subject)) {
      notices.ifPresent(n -> n.newBrowser(request, person, noted));
    }
    return Optional.of(session).filter(_ -> started);
  }
}

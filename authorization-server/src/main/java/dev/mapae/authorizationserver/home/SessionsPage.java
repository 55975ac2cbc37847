package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.BegunSessions.Renewal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.OpenSession;
import dev.mapae.authorizationserver.interaction.AccountPages.OpenSessions;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where somebody is signed in. Ending a session there is what signing out in it would be.
public record SessionsPage(
    FrontDoor door,
    Sessions sessions,
    Lifetimes lifetimes,
    Journal journal,
    Audit audit,
    InstantSource clock)
    implements PersonalPage<OpenSessions> {
  private static final int MOST = 1000;

  private static final Paging<Sessions.Opened> PAGING =
      new Paging<>(opened -> Paging.Mark.of(opened.session().usedAt(), opened.session().id()), 10);

  @Override
  public Outcome<OpenSessions> get(Request request) {
    return door.open(
        request,
        AccountPlace.SESSIONS,
        who ->
            content(
                request,
                who,
                door.done(request, AccountPlace.SESSIONS, who).map(Integer::parseInt).orElse(0)));
  }

  /// With the field `session`, an id, or `others` with the value `end`.
  @Override
  public Outcome<OpenSessions> post(Request request) {
    return door.take(
        request,
        AccountPlace.SESSIONS,
        (who, form) ->
            form.one("others").filter("end"::equals).isPresent()
                ? endOthers(request, who)
                : endOne(request, who, form));
  }

  private Outcome<OpenSessions> endOne(Request request, Sessions.Found who, Parameters form) {
    // It is good for nothing after that.
    boolean known = door.isKnown(request, who);
    boolean ended =
        form.one("session")
            .flatMap(id -> other(who, id))
            .filter(session ->
                sessions.endOther(who.session(), session, clock.instant(), noted(request, who)))
            .isPresent();
    if (!ended) {
      return door.back(request, AccountPlace.SESSIONS, who.session(), "0");
    }
    told(request, who, 1);
    return door.backKnown(request, AccountPlace.SESSIONS, who, known, "1");
  }

  private Outcome<OpenSessions> endOthers(Request request, Sessions.Found who) {
    Renewal renewal = door.signIn().begunSessions().renewal(request, who.session());
    OptionalInt ended =
        sessions.endOthers(who.session(), renewal.session(), clock.instant(), noted(request, who));
    if (ended.isEmpty()) {
      return get(request); // they were signed out meanwhile
    }
    told(request, who, ended.getAsInt());
    return door.backRenewed(
        request, AccountPlace.SESSIONS, renewal, String.valueOf(ended.getAsInt()));
  }

  private OpenSessions content(Request request, Sessions.Found who, int ended) {
    List<Sessions.Opened> all = open(who);
    Paging.Part<Sessions.Opened> part = PAGING.part(all, request.queryParameters().one("before"));
    return new OpenSessions(
        part.shown().stream()
            .map(opened ->
                new OpenSession(
                    opened.session().id(),
                    BrowserName.of(opened.browser()),
                    opened.remoteAddress(),
                    opened.since(),
                    opened.session().usedAt(),
                    opened.session().id().equals(who.session().id())))
            .toList(),
        all.stream().anyMatch(opened -> !opened.session().id().equals(who.session().id())),
        ended,
        part.older());
  }

  private List<Sessions.Opened> open(Sessions.Found who) {
    Instant now = clock.instant();
    return sessions.ofPerson(
        who.person().subject(), now, now.minus(lifetimes.of(Lifetime.SESSION_IDLE)), MOST);
  }

  private Activity noted(Request request, Sessions.Found who) {
    return journal.of(Activity.Kind.SESSIONS_ENDED, request, who.person().subject());
  }

  private void told(Request request, Sessions.Found who, int ended) {
    if (ended > 0) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.SESSIONS_ENDED, request)
              .with("sub", who.person().subject())
              .with("sessions", String.valueOf(ended)));
    }
  }

  /// A session of the same person elsewhere.
  private Optional<Session> other(Sessions.Found who, String id) {
    return open(who).stream()
        .map(Sessions.Opened::session)
        .filter(session -> session.id().equals(id) && !id.equals(who.session().id()))
        .findFirst();
  }
}

package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages.OwnData;
import dev.mapae.authorizationserver.interaction.AccountPages.OwnData.Fault;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where people take their data with them, and where they leave. Who leaves is signed out
/// everywhere at once, and deleted after a while, unless they sign in before.
public record DataPage(
    FrontDoor door,
    PersonalData data,
    Paces paces,
    Deletions deletions,
    Sessions sessions,
    Activities activities,
    Lifetimes lifetimes,
    Journal journal,
    Audit audit,
    InstantSource clock,
    Optional<Notices> notices)
    implements PersonalPage<OwnData> {
  @Override
  public Outcome<OwnData> get(Request request) {
    return door.open(request, AccountPlace.DATA, who -> content(who, false, Optional.empty()));
  }

  /// With the field `do`: `export`; or `delete` together with `confirm`, which is `delete` too.
  @Override
  public Outcome<OwnData> post(Request request) {
    return door.take(
        request,
        AccountPlace.DATA,
        (who, form) ->
            switch (form.one("do").orElse("")) {
              case "export" -> export(request, who);
              case "delete" -> delete(request, who, form);
              default ->
                  door.show(request, AccountPlace.DATA, who, content(who, false, Optional.empty()));
            });
  }

  private OwnData content(Sessions.Found who, boolean requested, Optional<Fault> fault) {
    return new OwnData(
        who.person().origin() == Origin.DECLARED,
        deletions.due(who.person().subject()),
        grace(),
        requested,
        fault);
  }

  private Duration grace() {
    return lifetimes.of(Lifetime.DELETION_GRACE);
  }

  private Outcome<OwnData> export(Request request, Sessions.Found who) {
    String subject = who.person().subject();
    if (!paces.admits(List.of(paces.of(Kind.EXPORTS_OF_PERSON, subject)))) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.DATA_EXPORT_REFUSED, request)
              .with("sub", subject)
              .with("reason", "too_many"));
      return door.show(
          request, AccountPlace.DATA, who, content(who, false, Optional.of(Fault.TOO_MANY)));
    }
    byte[] json = data.of(who.person()).bytes();
    activities.add(
        List.of(journal.ofTheHourAndAddress(Activity.Kind.DATA_EXPORTED, request, subject)));
    audit.record(AuditEvent.of(AuditEvent.Type.DATA_EXPORTED, request).with("sub", subject));
    return new Outcome.GoOn<>(
        Response.of(200, Response.JSON, json)
            .noStore()
            .with("Content-Disposition", "attachment; filename=\"account.json\"")
            .with("X-Content-Type-Options", "nosniff")
            .with("Content-Security-Policy", "default-src 'none'; sandbox"));
  }

  private Outcome<OwnData> delete(Request request, Sessions.Found who, Parameters form) {
    boolean confirmed = form.one("confirm").filter("delete"::equals).isPresent();
    if (confirmed && who.person().origin() != Origin.DECLARED) {
      Instant now = clock.instant();
      String subject = who.person().subject();
      boolean known = door.isKnown(request, who);
      Optional<Instant> due =
          deletions.request(
              who.session(),
              now,
              now.plus(grace()),
              journal.of(Activity.Kind.DELETION_REQUESTED, request, subject));
      if (due.isEmpty()) {
        return get(request); // they were signed out meanwhile
      }
      audit.record(
          AuditEvent.of(AuditEvent.Type.DELETION_REQUESTED, request)
              .with("sub", subject)
              .with("due", due.get().toString()));
      notices.ifPresent(n -> n.changed(request, who.person(), Change.DELETION_REQUESTED));
      // This one too: from now on every sign-in is somebody who comes back.
      sessions.endWithLastingGrants(who.session(), now);
      return door.showSignedOut(
          request, AccountPlace.DATA, who, known, content(who, true, Optional.empty()));
    }
    return door.show(
        request,
        AccountPlace.DATA,
        who,
        content(who, false, Optional.of(Fault.UNCONFIRMED).filter(_ -> !confirmed)));
  }
}

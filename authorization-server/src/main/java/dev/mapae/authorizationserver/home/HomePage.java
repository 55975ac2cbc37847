package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;

/// The first of the account pages. Who wanted to be deleted and comes back takes it back here.
public record HomePage(FrontDoor door, Deletions deletions, Journal journal, Audit audit)
    implements PersonalPage<Home> {
  @Override
  public Outcome<Home> get(Request request) {
    return door.open(request, AccountPlace.HOME, who -> content(who, false));
  }

  /// With the field `keep`, which is `account`.
  @Override
  public Outcome<Home> post(Request request) {
    return door.take(
        request,
        AccountPlace.HOME,
        (who, form) ->
            door.show(request, AccountPlace.HOME, who, content(who, keep(request, who, form))));
  }

  private Home content(Sessions.Found who, boolean kept) {
    return new Home(deletions.due(who.person().subject()), kept);
  }

  private boolean keep(Request request, Sessions.Found who, Parameters form) {
    String subject = who.person().subject();
    boolean kept =
        form.one("keep").filter("account"::equals).isPresent()
            && deletions.takeBack(
                subject, journal.of(Activity.Kind.DELETION_TAKEN_BACK, request, subject));
    if (kept) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.DELETION_TAKEN_BACK, request).with("sub", subject));
    }
    return kept;
  }
}

package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.OutgoingMails;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people by mail what somebody did with their account who may not be them. NIST SP 800-63B
/// §4.6.
///
/// It is written right after what it tells of, and not together with it: what was done is at
/// `/account/activity` in any case. To an address that nobody proved to be theirs nothing goes.
public final class Notices {
  private static final Logger log = LoggerFactory.getLogger(Notices.class);

  private final Issuer issuer;
  private final Outbox outbox;
  private final OutgoingMails rows;
  private final Activities activities;
  private final People people;
  private final Pages pages;
  private final boolean ofNewBrowsers;
  private final Paces paces;
  private final Audit audit;

  /// @param ofNewBrowsers whether sign-ins in a new browser are told
  public Notices(
      Issuer issuer,
      Outbox outbox,
      OutgoingMails rows,
      Activities activities,
      People people,
      Pages pages,
      boolean ofNewBrowsers,
      Paces paces,
      Audit audit) {
    this.issuer = issuer;
    this.outbox = outbox;
    this.rows = rows;
    this.activities = activities;
    this.people = people;
    this.pages = pages;
    this.ofNewBrowsers = ofNewBrowsers;
    this.paces = paces;
    this.audit = audit;
  }

  /// Somebody signed in where they did not before, unless it is the first time at all.
  ///
  /// @param noted what they are shown of that sign-in
  public void newBrowser(Request request, Person person, Activity noted) {
    orLogged(() -> newBrowserOrNot(request, person, noted));
  }

  private void newBrowserOrNot(Request request, Person person, Activity noted) {
    if (ofNewBrowsers && person.verifiedAddress().isPresent() && isOfSomebodyWhoWasHere(noted)) {
      tell(
          Kind.NOTICES_OF_BROWSERS,
          request,
          person,
          () ->
              new Occasion.NewBrowser(
                  person,
                  BrowserName.of(noted.browser()),
                  noted.at(),
                  issuer.url(AccountPlace.SESSIONS.path())));
    }
  }

  /// Whether they signed in before. Activities are kept for some time, so who has none may be new,
  /// or somebody who was away for long. Nobody was known in any browser before such things were
  /// noted: the first sign-in since is not told of those who come often.
  private boolean isOfSomebodyWhoWasHere(Activity noted) {
    boolean lately = activities.hasSignInBefore(noted);
    Optional<Instant> from = people.browsersKnownFrom(noted.subject());
    boolean early = from.filter(Instant.EPOCH::equals).isPresent();
    boolean wasHere = people.isNotedToHaveSignedIn(noted.subject());
    if (early || !wasHere) {
      people.knowBrowsersFrom(noted.subject(), noted.at());
    }
    // Of those who were away for long nothing else is left.
    return lately ? !early : wasHere;
  }

  /// What somebody signs in with changed.
  public void changed(Request request, Person person, Change change) {
    orLogged(() ->
        tell(
            change == Change.DELETION_REQUESTED
                ? Kind.NOTICES_OF_DELETIONS
                : Kind.NOTICES_OF_CHANGES,
            request,
            person,
            () ->
                new Occasion.AccountChanged(
                    person.username(), change, issuer.url(change.place().path()))));
  }

  /// What was done is done: that it could not be told undoes nothing of it.
  private static void orLogged(Runnable notice) {
    try {
      notice.run();
    } catch (RuntimeException e) {
      log.error("Nobody was told what was done with an account", e);
    }
  }

  private void tell(Kind kind, Request request, Person person, Supplier<Occasion> occasion) {
    if (person.verifiedAddress().isEmpty()) {
      return;
    }
    if (!paces.admits(List.of(paces.of(kind, person.subject())))) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.MAIL_UNDELIVERED, request)
              .with("sub", person.subject())
              .with("reason", "too_many"));
      return;
    }
    rows.add(
        outbox.row(
            person.verifiedAddress(),
            pages.letter(request, languages(person), occasion.get()),
            Outbox.A_DAY));
  }

  /// That of the person comes first: who did it may be somebody else. OIDC Core §5.1, `locale`.
  private static List<String> languages(Person person) {
    return person.claims().get("locale") instanceof String locale ? List.of(locale) : List.of();
  }
}

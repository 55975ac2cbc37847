package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.OutgoingMails;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Tells people by mail what somebody did with their account who may not be them. NIST SP 800-63B
/// §4.6.
///
/// It is written right after what it tells of, and not together with it: what was done is at
/// `/account/activity` in any case. To an address that nobody proved to be theirs nothing goes.
public final class Notices {
  /// Of one person: whoever can sign in must not fill their mailbox.
  private static final Duration APART = Duration.ofMinutes(5);

  private static final int AT_ONCE = 10;

  private final Issuer issuer;
  private final Outbox outbox;
  private final OutgoingMails rows;
  private final Activities activities;
  private final Pages pages;
  private final boolean ofNewBrowsers;
  private final Pace browsers;
  private final Pace changes;

  /// @param ofNewBrowsers whether sign-ins in a new browser are told
  public Notices(
      Issuer issuer,
      Outbox outbox,
      OutgoingMails rows,
      Activities activities,
      Pages pages,
      boolean ofNewBrowsers,
      Ids ids,
      InstantSource clock) {
    this.issuer = issuer;
    this.outbox = outbox;
    this.rows = rows;
    this.activities = activities;
    this.pages = pages;
    this.ofNewBrowsers = ofNewBrowsers;
    this.browsers = new Pace(APART, AT_ONCE, clock, ids.next());
    this.changes = new Pace(APART, AT_ONCE, clock, ids.next());
  }

  /// Somebody signed in where they did not before, unless it is the first time at all.
  ///
  /// @param noted what they are shown of that sign-in
  public void newBrowser(Request request, Person person, Activity noted) {
    if (ofNewBrowsers
        && person.verifiedAddress().isPresent()
        && activities.hasSignInBefore(noted)) {
      tell(
          browsers,
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

  /// What somebody signs in with changed.
  public void changed(Request request, Person person, Change change) {
    tell(
        changes,
        request,
        person,
        () ->
            new Occasion.AccountChanged(
                person.username(), change, issuer.url(AccountPlace.SECURITY.path())));
  }

  private void tell(Pace pace, Request request, Person person, Supplier<Occasion> occasion) {
    if (person.verifiedAddress().isPresent() && pace.admits(person.subject())) {
      rows.add(
          outbox.row(
              person.verifiedAddress(),
              pages.letter(request, languages(person), occasion.get()),
              Outbox.A_DAY));
    }
  }

  /// That of the person comes first: who did it may be somebody else. OIDC Core §5.1, `locale`.
  private static List<String> languages(Person person) {
    return person.claims().get("locale") instanceof String locale ? List.of(locale) : List.of();
  }
}

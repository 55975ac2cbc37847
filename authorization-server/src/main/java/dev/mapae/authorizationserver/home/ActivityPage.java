package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Happened;
import dev.mapae.authorizationserver.interaction.AccountPages.History;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Sessions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What happened to somebody's account.
public record ActivityPage(
    FrontDoor door,
    Activities activities,
    Function<String, Optional<Client>> clients,
    InstantSource clock)
    implements PersonalPage<History> {
  private static final int SHOWN = 40;
  private static final int REFUSALS_SHOWN = 20;

  @Override
  public Outcome<History> get(Request request) {
    return door.open(request, AccountPlace.ACTIVITY, this::content);
  }

  /// It has no form.
  @Override
  public Outcome<History> post(Request request) {
    return get(request);
  }

  /// Whoever guesses cannot push what the person did off the page.
  private History content(Sessions.Found who) {
    return new History(
        happened(who.person().subject(), false, SHOWN),
        happened(who.person().subject(), true, REFUSALS_SHOWN));
  }

  private List<Happened> happened(String subject, boolean refusals, int limit) {
    return activities.ofPerson(subject, refusals, clock.instant(), limit).stream()
        .sorted(Comparator.comparing(Activity::at).reversed())
        .map(one ->
            new Happened(
                one.kind(),
                one.at(),
                one.times(),
                one.remoteAddress(),
                BrowserName.of(one.browser()),
                one.clientId(),
                one.clientId().flatMap(clients)))
        .toList();
  }
}

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
import java.util.Optional;
import java.util.function.Function;

/// What happened to somebody's account.
public record ActivityPage(
    FrontDoor door,
    Activities activities,
    Function<String, Optional<Client>> clients,
    InstantSource clock)
    implements PersonalPage<History> {
  private static final int SHOWN = 100;

  @Override
  public Outcome<History> get(Request request) {
    return door.open(request, AccountPlace.ACTIVITY, this::content);
  }

  /// It has no form.
  @Override
  public Outcome<History> post(Request request) {
    return get(request);
  }

  private History content(Sessions.Found who) {
    return new History(
        activities.ofPerson(who.person().subject(), clock.instant(), SHOWN).stream()
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
            .toList());
  }
}

package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;

/// The first of the account pages.
public record HomePage(FrontDoor door) implements PersonalPage<Home> {
  @Override
  public Outcome<Home> get(Request request) {
    return door.open(request, AccountPlace.HOME, _ -> new Home());
  }

  /// It has no form.
  @Override
  public Outcome<Home> post(Request request) {
    return get(request);
  }
}

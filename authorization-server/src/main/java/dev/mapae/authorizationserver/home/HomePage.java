package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.authentication.Comeback;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;

/// The first of the account pages. Who is to be deleted and is still signed in, as by a node of a
/// version that does not know of it, takes it back here.
public record HomePage(FrontDoor door, Deletions deletions, Comeback comeback)
    implements PersonalPage<Home> {
  private static final String KEPT = "kept";

  @Override
  public Outcome<Home> get(Request request) {
    return door.open(
        request,
        AccountPlace.HOME,
        who ->
            content(
                who, door.done(request, AccountPlace.HOME, who).filter(KEPT::equals).isPresent()));
  }

  /// With the field `keep`, which is `account`.
  @Override
  public Outcome<Home> post(Request request) {
    return door.take(
        request,
        AccountPlace.HOME,
        (who, form) ->
            door.back(
                request, AccountPlace.HOME, who.session(), keep(request, who, form) ? KEPT : ""));
  }

  private Home content(Sessions.Found who, boolean kept) {
    return new Home(deletions.due(who.person().subject()), kept);
  }

  private boolean keep(Request request, Sessions.Found who, Parameters form) {
    return form.one("keep").filter("account"::equals).isPresent()
        && comeback.of(request, who.person().subject());
  }
}

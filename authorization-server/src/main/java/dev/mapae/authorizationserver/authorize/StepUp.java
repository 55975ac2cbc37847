package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.Optional;

/// Whether somebody who is signed in has yet to show more. RFC 9470 §4.
///
/// @param elsewhere whether people may show a second factor where they sign in, and it is not here
/// @param signIn by what people sign in here
public record StepUp(Factors factors, boolean elsewhere, SignIn signIn) {
  /// Whether somebody has to sign in once more, now by their password: they came by what is weaker
  /// or is compared with nothing, before this was asked for.
  ///
  /// @param firstSight when it was asked for: whoever came by the same after that gets no further
  public boolean isByPassword(NeededAcr needed, Sessions.Found who, Instant firstSight) {
    String acr = who.session().acr();
    return !elsewhere
        && !needed.isMetBy(acr)
        && !Acr.reachedBy(acr).contains(Acr.PASSWORD)
        && needed.isMetBy(Acr.PASSWORD)
        && signIn.asksPasswordOf(who.person())
        && !who.session().authenticatedAt().isAfter(firstSight)
        && factors.find(who.person().subject()).filter(Holder::hasSecond).isEmpty();
  }

  /// What they signed in with, if it will do.
  ///
  /// @return empty for one who has a second factor to show
  /// @throws ProtocolException `unmet_authentication_requirements` for one who has none: whoever
  ///   found their browser could set one up
  public Optional<Sessions.Found> of(NeededAcr needed, Sessions.Found who) {
    Optional<Session> met = needed.metBy(who.session());
    if (met.isEmpty()
        && !elsewhere
        && factors.find(who.person().subject()).filter(Holder::hasSecond).isEmpty()) {
      throw NeededAcr.unmet();
    }
    return met.map(session -> new Sessions.Found(session, who.person()));
  }
}

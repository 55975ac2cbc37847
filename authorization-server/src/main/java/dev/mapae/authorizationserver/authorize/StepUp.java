package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// Whether somebody who is signed in has yet to show more. RFC 9470 §4.
///
/// @param elsewhere whether people may show a second factor where they sign in, and it is not here
public record StepUp(Factors factors, boolean elsewhere) {
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

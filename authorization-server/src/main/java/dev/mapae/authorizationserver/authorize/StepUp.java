package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.Optional;

/// Whether somebody who is signed in has yet to show more. RFC 9470 §4.
///
/// @param elsewhere where people sign in, if it is not here
/// @param signIn by what people sign in here
public record StepUp(Factors factors, Optional<SignInElsewhere> elsewhere, SignIn signIn) {
  /// Whether somebody came after this was asked for, and so for this.
  boolean isCome(Sessions.Found who, Instant firstSight) {
    return signIn.begunSessions().begunAt(who.session()).isAfter(firstSight);
  }

  /// Whether somebody has to sign in once more, now by their password: they came by what is weaker
  /// or is compared with nothing, before this was asked for.
  ///
  /// @param firstSight when it was asked for: whoever came by the same after that gets no further
  public boolean isByPassword(NeededAcr needed, Sessions.Found who, Instant firstSight) {
    String acr = who.session().acr();
    return !needed.isMetBy(acr)
        && !Acr.reachedBy(acr).contains(Acr.PASSWORD)
        && needed.isMetBy(Acr.PASSWORD)
        && (elsewhere.isPresent() || signIn.passwords().areAskedOf(who.person()))
        && !isCome(who, firstSight)
        && !hasSecond(who);
  }

  /// What they signed in with, if it will do.
  ///
  /// @return empty for one who has a second factor to show
  /// @throws ProtocolException `unmet_authentication_requirements` for one who has none: whoever
  ///   found their browser could set one up
  public Optional<Sessions.Found> of(NeededAcr needed, Sessions.Found who) {
    Optional<Session> met = needed.metBy(who.session());
    if (met.isEmpty()
        && !hasSecond(who)
        // For a second factor of theirs they go there again, and for a password they just did.
        && (elsewhere.filter(SignInElsewhere::secondFactor).isEmpty()
            || needed.isMetBy(Acr.PASSWORD))) {
      throw NeededAcr.unmet();
    }
    return met.map(session -> new Sessions.Found(session, who.person()));
  }

  private boolean hasSecond(Sessions.Found who) {
    return factors.find(who.person().subject()).filter(Holder::hasSecond).isPresent();
  }
}

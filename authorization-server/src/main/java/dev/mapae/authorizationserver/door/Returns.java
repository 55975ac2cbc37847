package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.door.SealedSteps.Outcome;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.SpentIds;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Takes what browsers bring back from a site, once, and of the browser that was sent there.
record Returns(Visits visits, SealedSteps steps, SpentIds spentIds, InstantSource clock) {
  /// What came of it.
  sealed interface Taken {
    record Now(Outcome outcome) implements Taken {}

    /// It was taken before.
    record Before() implements Taken {}
  }

  /// Takes an outcome, if the browser brings one.
  ///
  /// One that another browser brings is spent as well: whoever was made to sign in for the browser
  /// of somebody else comes with it in their own, and then it must not be good in the first one.
  ///
  /// @throws dev.mapae.protocol.ProtocolException for one that is not for this browser, request and
  ///   step, or came too late
  Optional<Taken> brought(Request request, DoorStep step) {
    return request
        .queryParameters()
        .one(Visits.OUTCOME)
        .map(sealed -> take(step, visits.of(request), sealed));
  }

  private Taken take(DoorStep step, Visit visit, String sealed) {
    Outcome outcome = steps.outcome(step, visit, sealed).orElseThrow(SiteDoor::over);
    boolean spent =
        spentIds
            .spend(
                List.of(
                    Once.of(
                        Once.Kind.INTERACTION,
                        "",
                        outcome.id(),
                        clock.instant().plus(SealedSteps.LIFETIME).plus(SealedSteps.WAY_BACK))))
            .isPresent();
    // Login CSRF, row 18 of the known mistakes.
    if (!SecretKey.same(outcome.browser(), visit.browser())) {
      throw SiteDoor.over();
    }
    return spent ? new Taken.Before() : new Taken.Now(outcome);
  }
}

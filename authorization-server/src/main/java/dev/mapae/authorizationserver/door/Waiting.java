package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import java.time.Instant;
import java.util.Optional;

/// A browser that was sent to a site: what the site presents to learn what is asked, and to answer.
/// It is no row: all of this is in the handle, sealed.
///
/// @param id random; its outcome is taken once
/// @param step what is asked
/// @param visit where it stands, with its cookie
/// @param until when it is over
/// @param subject who was signed in; empty for nobody
/// @param form what a consent is bound to, as the hidden field `step` of our own form; empty
///   elsewhere
/// @param session by whose id it was asked; likewise
record Waiting(
    String id,
    DoorStep step,
    Visit visit,
    Instant until,
    Optional<String> subject,
    String form,
    String session) {
  /// Tells nothing of the cookie.
  @Override
  public String toString() {
    return "Waiting[" + step + "]";
  }
}

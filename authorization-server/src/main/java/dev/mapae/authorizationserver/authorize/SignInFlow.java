package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.Person;
import java.time.Instant;
import java.util.Optional;

/// One of the flows in which people sign in, as whoever signs them in elsewhere sees it. As the
/// steps of the pages, its methods throw what becomes the error page.
public interface SignInFlow {
  /// Where its pages are.
  SignInPlace place();

  /// What has to be done before anybody signs in; empty for nothing.
  default Optional<Response> first(Request request) {
    return Optional.empty();
  }

  /// Where a browser stands that came to sign in, and has its cookie.
  Visit visit(Request request);

  /// What somebody has to sign in for.
  ///
  /// @param request of whoever asks: the browser, or the site
  /// @param signedIn who is by now
  SignInWanted wanted(Request request, Visit visit, Optional<Person> signedIn);

  /// When it is over, at the latest.
  default Instant over(Visit visit) {
    return visit.firstSight().plus(Visits.LASTS);
  }

  /// What becomes of it when they do not want to.
  Response declined(Request request, Visit visit);
}

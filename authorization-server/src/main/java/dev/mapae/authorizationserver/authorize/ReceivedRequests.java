package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Received.Source;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.jar.Passed;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.jar.RequestObjects.FetchedObject;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Set;
import java.util.function.Function;

/// Finds out what a browser came with: parameters, a request object, or a reference to one or to
/// what was pushed. RFC 6749 §4.1.1, RFC 9101 §5, RFC 9126 §4.
///
/// @param clients the enabled client that parameters name; throws for the person
record ReceivedRequests(
    Function<Parameters, Client> clients,
    RequestPolicy policy,
    RequestObjects objects,
    PushedRequests pushed,
    Visits visits) {

  /// Reads what a browser came with to the authorization endpoint. A request object that it refers
  /// to is fetched here, once, and goes on by value, so that what a person decides about is what
  /// was read in the beginning.
  ///
  /// @throws ProtocolException to be shown to the person
  Received arrived(Visit visit) {
    Parameters asked = visit.parameters();
    if (!asked.has("request_uri") || PushedRequests.isMeantBy(asked)) {
      return received(visit);
    }
    Client client = clients.apply(asked);
    if (policy.isPushRequired(client)) {
      // It is refused for that, and nothing has to be fetched to say so.
      return new Received(visit, asked, new Source.Url());
    }
    try {
      FetchedObject fetched = objects.fetch(client, asked);
      Parameters byValue = asked.without(Set.of("request_uri")).with("request", fetched.object());
      return opened(client, visits.fetched(visit.with(byValue, fetched.at())));
    } catch (ProtocolException e) {
      return new Received(visit, asked, new Source.Unreadable(e));
    }
  }

  /// Reads what a browser came with to one of our pages.
  ///
  /// @throws ProtocolException to be shown to the person
  Received received(Visit visit) {
    Parameters asked = visit.parameters();
    if (PushedRequests.isMeantBy(asked)) {
      var _ = clients.apply(asked);
      PushedRequests.Found found = pushed.find(asked, visit.firstSight());
      return new Received(
          visit,
          found.request().parameters(),
          new Source.Pushed(found.row(), found.request().signed()));
    }
    if (asked.has("request_uri")) {
      return new Received(visit, asked, new Source.Unreadable(elsewhere()));
    }
    if (!asked.has("request")) {
      return new Received(visit, asked, new Source.Url());
    }
    return opened(clients.apply(asked), visit);
  }

  private Received opened(Client client, Visit visit) {
    Parameters asked = visit.parameters();
    try {
      return new Received(
          visit,
          objects.open(client, asked, passed(visit), visit.firstSight()),
          new Source.RequestObject());
    } catch (ProtocolException e) {
      return new Received(visit, asked, new Source.Unreadable(e));
    }
  }

  private Passed passed(Visit visit) {
    return visits.isFetched(visit) ? Passed.BY_REFERENCE : Passed.BY_VALUE;
  }

  private static ProtocolException elsewhere() {
    return new ProtocolError.InvalidRequestUri(
            "A request_uri belongs to the authorization endpoint. Go back to the application and"
                + " start again.")
        .exception();
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.ProtocolException;

/// Reads the authorization request that a page of ours is shown for.
record PageRequests(AuthorizationRequests requests, AuthorizationResponses responses) {
  /// Reads it again: what is refused here is shown on our page.
  AuthorizationRequest read(Request request, Visit visit) {
    try {
      Received received = requests.received(visit);
      return requests.read(requests.replyTo(received), received);
    } catch (ProtocolException e) {
      responses.record(request, "", e.error());
      throw e;
    }
  }
}

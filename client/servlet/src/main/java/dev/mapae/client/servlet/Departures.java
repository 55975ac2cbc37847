package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.protocol.Parameters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The sign-ins of one session that are under way, one for each open tab, as many as are
/// reasonable.
final class Departures {
  private static final int MAX_UNDER_WAY = 8;

  /// One of them.
  ///
  /// @param returnTo path and query of the page that wanted the sign-in
  record Departure(AuthorizationRequest request, String returnTo) {}

  private final Deque<Departure> underWay = new ArrayDeque<>();

  synchronized void add(Departure departure) {
    underWay.addLast(departure);
    if (underWay.size() > MAX_UNDER_WAY) {
      underWay.removeFirst();
    }
  }

  /// The one that this answers. Each is finished once.
  synchronized Optional<Departure> take(Parameters answer, AuthorizationCode flow) {
    Optional<Departure> found =
        underWay.stream().filter(d -> flow.isAnswer(d.request(), answer)).findFirst();
    found.ifPresent(underWay::remove);
    return found;
  }
}

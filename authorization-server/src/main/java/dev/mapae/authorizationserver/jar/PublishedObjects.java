package dev.mapae.authorizationserver.jar;

import static java.util.Objects.requireNonNull;

import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// The request objects at the `request_uris` of clients. RFC 9101 §5.2.3, OIDC Core §6.2.3.
///
/// Strangers can have them fetched, so that it is only those URIs that a client registered, and
/// these at a bounded rate.
final class PublishedObjects {
  private static final int MAX_PUBLISHED = 1_000;

  private final Fetcher fetcher;
  private final InstantSource clock;

  // Last used last. Guarded by this. Whoever registers by themselves, as many as they like, crowds
  // out only their like.
  private final Map<Origin, LinkedHashMap<Place, PublishedObject>> published =
      new EnumMap<>(Origin.class);

  /// Requests that wait for objects of clients of one origin, so that slow servers do not take the
  /// place of requests that need none.
  private static final int MAX_WAITING = 128;

  private final Map<Origin, Semaphore> places = new EnumMap<>(Origin.class);

  private record Place(String clientId, String uri) {}

  PublishedObjects(Fetcher fetcher, InstantSource clock) {
    this.fetcher = fetcher;
    this.clock = clock;
    for (Origin origin : Origin.values()) {
      places.put(origin, new Semaphore(MAX_WAITING));
    }
  }

  /// Gets the object at a URI that the client registered.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request_uri`, or
  ///   `temporarily_unavailable`
  String get(Client client, String uri) {
    return at(client, uri).get(requireNonNull(places.get(client.origin())));
  }

  private synchronized PublishedObject at(Client client, String uri) {
    LinkedHashMap<Place, PublishedObject> ofOrigin =
        published.computeIfAbsent(client.origin(), o -> new LinkedHashMap<>());
    Place place = new Place(client.id(), uri);
    PublishedObject known = ofOrigin.remove(place);
    PublishedObject object =
        known == null ? new PublishedObject(uri, client.origin(), fetcher, clock) : known;
    ofOrigin.put(place, object);
    if (ofOrigin.size() > MAX_PUBLISHED) {
      ofOrigin.pollFirstEntry();
    }
    return object;
  }
}

package dev.mapae.playground;

import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.AuthorizationServerMetadata;
import dev.mapae.client.Tokens;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the page remembers for one browser: the scenes that were played, and the tokens that they
/// gave. Whoever uses one holds its monitor, so that a browser plays one scene at a time.
final class Session {
  private static final int MAX_SCENES = 12;

  /// Tokens and the server that they came from.
  record Holding(AuthorizationServerMetadata server, Tokens tokens) {}

  /// An authorization request whose answer has not come yet.
  ///
  /// @param steps what was sent so far
  record Departure(
      AuthorizationServerMetadata server, AuthorizationRequest request, List<Step> steps) {}

  /// An authorization response whose code was redeemed.
  record Arrival(Departure departure, URI callback) {}

  private final String id;
  private final String formToken;
  private final Map<Flow, Deque<Scene>> scenes = new EnumMap<>(Flow.class);
  private final Map<Flow, Holding> holdings = new EnumMap<>(Flow.class);
  private Optional<Departure> departure = Optional.empty();
  private Optional<Arrival> arrival = Optional.empty();
  private int played;

  Session(String id, String formToken) {
    this.id = id;
    this.formToken = formToken;
  }

  /// The value of the cookie.
  String id() {
    return id;
  }

  /// What every form of this browser carries, and nobody else knows.
  String formToken() {
    return formToken;
  }

  List<Scene> scenes(Flow flow) {
    return List.copyOf(scenes.getOrDefault(flow, new ArrayDeque<>()));
  }

  /// Keeps a scene; the oldest ones of a flow make room.
  Scene add(Flow flow, String name, Recording recording) {
    played++;
    Scene scene = new Scene(played, name, recording.steps(), recording.tokens());
    Deque<Scene> kept = scenes.computeIfAbsent(flow, f -> new ArrayDeque<>());
    kept.addLast(scene);
    if (kept.size() > MAX_SCENES) {
      kept.removeFirst();
    }
    return scene;
  }

  /// Forgets a flow, tokens and all.
  void forget(Flow flow) {
    scenes.remove(flow);
    holdings.remove(flow);
    if (flow == Flow.AUTHORIZATION_CODE) {
      departure = Optional.empty();
      arrival = Optional.empty();
    }
  }

  Optional<Holding> holding(Flow flow) {
    return Optional.ofNullable(holdings.get(flow));
  }

  void hold(Flow flow, Holding holding) {
    holdings.put(flow, holding);
  }

  void depart(Departure started) {
    departure = Optional.of(started);
  }

  /// The request whose answer has come; it is answered once. Its scene makes way for the one that
  /// shows the whole flow.
  Optional<Departure> takeDeparture() {
    Optional<Departure> taken = departure;
    departure = Optional.empty();
    Deque<Scene> kept = scenes.getOrDefault(Flow.AUTHORIZATION_CODE, new ArrayDeque<>());
    if (taken.isPresent()
        && !kept.isEmpty()
        && kept.getLast().steps().equals(taken.get().steps())) {
      kept.removeLast();
    }
    return taken;
  }

  void arrive(Arrival arrived) {
    arrival = Optional.of(arrived);
  }

  Optional<Arrival> arrival() {
    return arrival;
  }
}

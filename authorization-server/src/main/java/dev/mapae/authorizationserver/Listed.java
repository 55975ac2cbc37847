package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// An endpoint in the table of contents: its routes and its line in the metadata come from here.
///
/// @param member of the metadata (`token_endpoint`, …); empty for a second address
/// @param path below the issuer
/// @param readers whose scripts may read its answers
record Listed(
    String member,
    String path,
    Endpoint endpoint,
    List<String> methods,
    Optional<Predicate<String>> readers) {

  /// An endpoint that nobody's scripts may read yet; without methods it answers GET and POST.
  Listed(String member, String path, Endpoint endpoint, String... methods) {
    this(
        member,
        path,
        endpoint,
        methods.length == 0 ? List.of("GET", "POST") : List.of(methods),
        Optional.empty());
  }

  Listed readableBy(Predicate<String> origins) {
    return new Listed(member, path, endpoint, methods, Optional.of(origins));
  }

  /// @param errors renders what fails, so that scripts may read that, too
  List<Route> routes(String base, ErrorBoundary errors) {
    Endpoint answering = errors.around(endpoint);
    List<Route> routes = methods.stream().map(m -> new Route(m, base + path, answering)).toList();
    return readers.map(origins -> Cors.open(routes, origins)).orElse(routes);
  }

  /// What the metadata names, with its path below the issuer.
  static Map<String, String> named(List<Listed> all) {
    Map<String, String> named = new LinkedHashMap<>();
    all.stream().filter(l -> !l.member().isEmpty()).forEach(l -> named.put(l.member(), l.path()));
    return named;
  }
}

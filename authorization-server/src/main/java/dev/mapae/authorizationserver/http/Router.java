package dev.mapae.authorizationserver.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds who answers a request. Paths are exact; one that ends in `/*` answers everything below it.
public final class Router implements Endpoint {
  private final Map<String, Map<String, Route>> exact = new LinkedHashMap<>();
  private final Map<String, Map<String, Route>> below = new LinkedHashMap<>();
  private final ErrorBoundary errors;

  public Router(List<Route> routes, ErrorBoundary errors) {
    this.errors = errors;
    for (Route route : routes) {
      boolean tree = route.path().endsWith("/*");
      String path = tree ? route.path().substring(0, route.path().length() - 1) : route.path();
      Route before =
          (tree ? below : exact)
              .computeIfAbsent(path, p -> new LinkedHashMap<>())
              .put(route.method(), route);
      if (before != null) {
        throw new IllegalStateException("two routes for " + route.method() + " " + route.path());
      }
    }
  }

  /// Answers a request: 404 for an unknown path, 405 with `Allow` for an unknown method.
  @Override
  public Response handle(Request request) {
    Map<String, Route> methods = methods(request.path());
    if (methods.isEmpty()) {
      return Response.text(404, "There is nothing here.\n");
    }
    return route(methods, request.method())
        .map(route -> errors.handle(route.endpoint(), request))
        .orElseGet(() -> notAllowed(methods));
  }

  @Override
  public boolean isComputed(Request request) {
    return route(methods(request.path()), request.method())
        .filter(route -> route.endpoint().isComputed(request))
        .isPresent();
  }

  /// The path of the route that answers a path, for metrics: one of a fixed number of values.
  public Optional<String> template(String path) {
    Map<String, Route> methods = methods(path);
    return methods.isEmpty()
        ? Optional.empty()
        : Optional.of(methods.values().iterator().next().path());
  }

  private Map<String, Route> methods(String path) {
    Map<String, Route> found = exact.get(path);
    if (found != null) {
      return found;
    }
    for (Map.Entry<String, Map<String, Route>> tree : below.entrySet()) {
      if (path.startsWith(tree.getKey())) {
        return tree.getValue();
      }
    }
    return Map.of();
  }

  private static Optional<Route> route(Map<String, Route> methods, String method) {
    return Optional.ofNullable(methods.get(method.equals("HEAD") ? "GET" : method));
  }

  private static Response notAllowed(Map<String, Route> methods) {
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return Response.text(405, "This method is not answered here.\n")
        .with("Allow", String.join(", ", allowed));
  }
}

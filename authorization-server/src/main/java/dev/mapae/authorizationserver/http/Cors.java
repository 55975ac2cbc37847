package dev.mapae.authorizationserver.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Lets pages of other origins read answers: metadata by any, the endpoints that clients call by
/// the origins of public clients. Never with credentials. Fetch standard, CORS protocol.
public final class Cors {
  private Cors() {}

  /// Routes that the scripts of some origins may call, with the preflight that browsers send first.
  ///
  /// @param allowed whether an origin, as browsers write it, may read the answers
  public static List<Route> open(List<Route> routes, Predicate<String> allowed) {
    List<Route> out = new ArrayList<>();
    routes.forEach(route ->
        out.add(
            new Route(
                route.method(), route.path(), new ReadableAnswers(route.endpoint(), allowed))));
    routes.stream()
        .map(Route::path)
        .distinct()
        .forEach(path ->
            out.add(new Route("OPTIONS", path, r -> preflight(r, allowed, methods(routes, path)))));
    return out;
  }

  /// The origin of a redirect URI, as browsers write it: in lower case, without the usual port. RFC
  /// 6454 §6.2.
  ///
  /// @return empty for one that is not on the web
  public static Optional<String> origin(String redirectUri) {
    try {
      URI uri = new URI(redirectUri).parseServerAuthority();
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
        return Optional.empty();
      }
      boolean usual = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      return Optional.of(scheme + "://" + host + (usual ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private record ReadableAnswers(Endpoint endpoint, Predicate<String> allowed) implements Endpoint {
    @Override
    public Response handle(Request request) {
      // Asked first: whatever fails here must fail before the endpoint has spent anything.
      Optional<String> reader = request.headers().first("Origin").filter(allowed);
      Response response = endpoint.handle(request).with("Vary", "Origin");
      return reader
          .map(origin ->
              response
                  .with("Access-Control-Allow-Origin", origin)
                  .with("Access-Control-Expose-Headers", "DPoP-Nonce, WWW-Authenticate"))
          .orElse(response);
    }

    /// Whose script may read may be asked of the database.
    @Override
    public boolean isComputed(Request request) {
      return request.headers().first("Origin").isEmpty() && endpoint.isComputed(request);
    }
  }

  private static String methods(List<Route> routes, String path) {
    return routes.stream()
        .filter(route -> route.path().equals(path))
        .map(Route::method)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Response preflight(Request request, Predicate<String> allowed, String methods) {
    Response response = Response.of(204).with("Vary", "Origin");
    return request
        .headers()
        .first("Origin")
        .filter(allowed)
        .map(origin ->
            response
                .with("Access-Control-Allow-Origin", origin)
                .with("Access-Control-Allow-Methods", methods)
                // Clients send headers of their own (MCP-Protocol-Version). The asterisk stands for
                // all of them but Authorization, and only where there are no credentials.
                .with("Access-Control-Allow-Headers", "*, Authorization")
                .with("Access-Control-Max-Age", "600"))
        .orElse(response);
  }
}

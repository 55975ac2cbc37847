package dev.mapae.distribution.health;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.protocol.Json;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Whether the server lives and whether it is ready, for whoever starts and watches it.
public final class Health {
  private Health() {}

  /// `/health/live` and `/health/ready`, below the origin whatever the issuer's path.
  ///
  /// @param ready whether the database answers and a signing key is loaded
  public static List<Route> routes(BooleanSupplier ready) {
    return List.of(
        new Route("GET", "/health/live", request -> status(true)),
        new Route("GET", "/health/ready", request -> status(ready.getAsBoolean())));
  }

  private static Response status(boolean up) {
    return Response.json(up ? 200 : 503, Json.object().with("status", up ? "up" : "down"))
        .with("Cache-Control", "no-store");
  }
}

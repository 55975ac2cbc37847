package dev.mapae.authorizationserver.logo;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Shows the logos of clients from here. RFC 7591 §2: a page that had it from `logo_uri` would tell
/// its host who is about to sign in where.
public final class LogoEndpoint implements Endpoint {
  private static final Set<String> PLACES = Set.of("same-origin", "none");

  private final LogoLinks links;

  /// One for each kind of clients: strangers crowd nobody else's out.
  private final Map<Origin, Logos> logos = new EnumMap<>(Origin.class);

  /// @param seed which nobody knows
  public LogoEndpoint(LogoLinks links, Fetcher fetcher, InstantSource clock, String seed) {
    this.links = links;
    for (Origin origin : Origin.values()) {
      logos.put(origin, new Logos(fetcher, clock, seed + origin));
    }
  }

  @Override
  public Response handle(Request request) {
    return Optional.of(request.path())
        .filter(_ -> isForPage(request))
        .flatMap(links::client)
        .flatMap(client -> logo(client, request.remoteAddress()))
        .map(logo ->
            Response.of(200, logo.contentType(), logo.bytes())
                .with("Cache-Control", "private, max-age=3600"))
        .orElseGet(() -> Response.text(404, "There is nothing here.\n").noStore())
        .with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        .with("Cross-Origin-Resource-Policy", "same-origin")
        .with("X-Content-Type-Options", "nosniff");
  }

  /// Whether a page of ours asks, or a person who typed it: no page elsewhere has the server fetch.
  /// Old browsers do not say (Fetch Metadata Request Headers §2.3).
  private static boolean isForPage(Request request) {
    return request.headers().first("Sec-Fetch-Site").map(PLACES::contains).orElse(true);
  }

  private Optional<Logo> logo(Client client, String remoteAddress) {
    Logos ofSame = Objects.requireNonNull(logos.get(client.origin()));
    return LogoLinks.uri(client).flatMap(uri -> ofSame.of(client, uri, remoteAddress));
  }
}

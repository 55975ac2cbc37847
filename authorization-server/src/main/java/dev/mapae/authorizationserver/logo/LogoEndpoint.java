package dev.mapae.authorizationserver.logo;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Client;
import java.time.InstantSource;
import java.util.Optional;

/// Shows the logos of clients from here. RFC 7591 §2: a page that had it from `logo_uri` would tell
/// its host who is about to sign in where.
public final class LogoEndpoint implements Endpoint {
  private final LogoLinks links;
  private final Logos logos;

  /// @param seed which nobody knows
  public LogoEndpoint(LogoLinks links, Fetcher fetcher, InstantSource clock, String seed) {
    this.links = links;
    this.logos = new Logos(fetcher, clock, seed);
  }

  @Override
  public Response handle(Request request) {
    return links
        .client(request.path())
        .flatMap(client -> logo(client, request.remoteAddress()))
        .map(logo ->
            Response.of(200, logo.contentType(), logo.bytes())
                .with("Cache-Control", "private, max-age=3600"))
        .orElseGet(() -> Response.text(404, "There is nothing here.\n").noStore())
        .with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        .with("Cross-Origin-Resource-Policy", "same-origin")
        .with("X-Content-Type-Options", "nosniff");
  }

  private Optional<Logo> logo(Client client, String remoteAddress) {
    return LogoLinks.uri(client).flatMap(uri -> logos.of(client, uri, remoteAddress));
  }
}

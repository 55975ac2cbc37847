package dev.mapae.client.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;

/// Tells requests that pages of this application send from those of other sites. RFC 9700 §4.7.
final class OwnPages {
  /// A request that the person made by hand comes from no page.
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private final String origin;

  /// @param redirectUri at the origin that browsers know this application by
  OwnPages(URI redirectUri) {
    this.origin = WebLogin.origin(redirectUri);
  }

  /// Browsers that say nothing of the site, as over plain http, say at least the origin of whatever
  /// may change something.
  boolean sent(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String from = request.getHeader("Origin");
    return site == null ? from == null || from.equals(origin) : OWN.contains(site);
  }
}

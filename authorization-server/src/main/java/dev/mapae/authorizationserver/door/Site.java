package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;

/// Where browsers are sent.
///
/// @param url without fragment
record Site(String url) {
  static final String PARAMETER = "interaction";

  /// Sends a browser there.
  Response send(String handle) {
    return Response.seeOther(
            url
                + (url.indexOf('?') < 0 ? "?" : "&")
                + Parameters.empty().with(PARAMETER, handle).encode())
        .noStore()
        .with("Referrer-Policy", "no-referrer");
  }
}

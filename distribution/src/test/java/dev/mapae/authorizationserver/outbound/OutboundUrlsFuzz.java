package dev.mapae.authorizationserver.outbound;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Loopback;
import java.net.URI;

/// URLs that clients name for the server to call.
public final class OutboundUrlsFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String url = FuzzTarget.text(input);
    try {
      URI uri = OutboundUrls.parse(url);
      holds(uri.toString().equals(url), "another one is called");
      // An @ behind it is none.
      String authority = url.substring(url.indexOf("://") + 3).split("[/?]", 2)[0];
      holds(authority.indexOf('@') < 0, "user information");
      holds(
          uri.getScheme().equalsIgnoreCase("https") || Loopback.isHost(uri.getHost()), "in clear");
    } catch (NotFetched e) {
      holds(!e.reason().isBlank(), "it does not say why");
    }
  }
}

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
      holds(url.indexOf('@') < 0 || url.indexOf('/', 8) < url.indexOf('@'), "user information");
      holds(
          uri.getScheme().equalsIgnoreCase("https") || Loopback.isHost(uri.getHost()), "in clear");
    } catch (NotFetched e) {
      holds(!e.reason().isBlank(), "it does not say why");
    }
  }
}

package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import java.net.URI;
import java.util.List;

/// Makes the frame of a page in the language of whoever asks for it.
final class Frames {
  private final Assets assets;
  private final String server;

  Frames(Issuer issuer, Assets assets) {
    this.assets = assets;
    this.server = URI.create(issuer.value()).getRawAuthority();
  }

  /// Makes a frame.
  ///
  /// @param uiLocales from the request, best first
  Frame of(Request request, List<String> uiLocales) {
    return new Frame(Messages.of(Language.of(uiLocales, request)), assets, server);
  }
}

package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import java.net.URI;
import java.util.List;

/// Makes the frame of a page in the language of whoever asks for it.
final class Frames {
  private final Assets assets;
  private final String server;
  private final boolean passkeys;

  Frames(Issuer issuer, Assets assets) {
    this.assets = assets;
    this.passkeys = isName(URI.create(issuer.value()).getHost());
    this.server = URI.create(issuer.value()).getRawAuthority();
  }

  private static boolean isName(String host) {
    return !host.contains(":") && host.chars().anyMatch(Character::isLetter);
  }

  /// Makes a frame.
  ///
  /// @param uiLocales from the request, best first
  Frame of(Request request, List<String> uiLocales) {
    return new Frame(Messages.of(Language.of(uiLocales, request)), assets, server, passkeys);
  }
}

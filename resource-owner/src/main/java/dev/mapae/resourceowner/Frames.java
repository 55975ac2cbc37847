package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes the frame of a page in the language of whoever asks for it, and in the name of whoever it
/// is about.
final class Frames {
  private final Assets assets;
  private final String server;
  private final boolean passkeys;
  private final Languages languages;
  private final Dress own;
  private final Map<String, Dress> clients;
  private final Overrides.Served overrides;

  Frames(Issuer issuer, Assets assets) {
    this(issuer, assets, Looks.PRESET);
  }

  Frames(Issuer issuer, Assets assets, Looks looks) {
    this.assets = assets;
    this.passkeys = isName(URI.create(issuer.value()).getHost());
    this.server = URI.create(issuer.value()).getRawAuthority();
    this.languages = looks.overrides().languages();
    Dress dress = Dress.of(looks.branding(), assets);
    this.own = dress;
    this.clients =
        looks.clients().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, client -> dress.with(client.getValue(), assets)));
    this.overrides = looks.overrides().served(assets);
  }

  private static boolean isName(String host) {
    return !host.contains(":") && host.chars().anyMatch(Character::isLetter);
  }

  Languages languages() {
    return languages;
  }

  /// Makes the frame of a page of the manual of errors, which speaks just our languages.
  Frame ofManual(Request request) {
    Language language = Languages.OURS.of(Language.uiLocales(request), request);
    return frame(language, own);
  }

  /// Makes a frame of the server's own.
  ///
  /// @param uiLocales from the request, best first
  Frame of(Request request, List<String> uiLocales) {
    return frame(languages.of(uiLocales, request), own);
  }

  /// Makes the frame of a page that belongs to the request of a client. One that registered itself
  /// looks like the server's own: nobody has looked at it.
  Frame of(Request request, List<String> uiLocales, Optional<Client> client) {
    return frame(
        languages.of(uiLocales, request),
        client
            .filter(it -> !it.isSelfRegistered())
            .flatMap(it -> Optional.ofNullable(clients.get(it.id())))
            .orElse(own));
  }

  private Frame frame(Language language, Dress dress) {
    return new Frame(languages.messages(language), assets, server, passkeys, dress, overrides);
  }
}

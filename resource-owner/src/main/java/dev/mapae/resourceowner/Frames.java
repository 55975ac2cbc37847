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
  private final Wear own;
  private final Map<String, Wear> clients;

  /// What a frame wears in one name.
  private record Wear(Dress dress, Languages languages, Overrides.Served overrides) {
    static Wear of(Look own, Assets assets) {
      return new Wear(
          Dress.of(own.branding(), assets),
          own.overrides().languages(),
          own.overrides().served(assets));
    }

    /// The same for a client.
    Wear with(Look client, Assets assets) {
      return new Wear(
          dress.with(client.branding(), assets),
          client.overrides() == Overrides.NONE ? languages : client.overrides().languages(),
          client.overrides().served(assets, overrides));
    }
  }

  Frames(Issuer issuer, Assets assets) {
    this(issuer, assets, Looks.PRESET);
  }

  Frames(Issuer issuer, Assets assets, Looks looks) {
    this.assets = assets;
    this.passkeys = isName(URI.create(issuer.value()).getHost());
    this.server = URI.create(issuer.value()).getRawAuthority();
    Wear wear = Wear.of(looks.own(), assets);
    this.own = wear;
    this.clients =
        looks.clients().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, client -> wear.with(client.getValue(), assets)));
  }

  private static boolean isName(String host) {
    return !host.contains(":") && host.chars().anyMatch(Character::isLetter);
  }

  Assets assets() {
    return assets;
  }

  Languages languages() {
    return own.languages();
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
    return frame(languages().of(uiLocales, request), own);
  }

  /// Makes the frame of a page that belongs to the request of a client. One that registered itself
  /// looks like the server's own: nobody has looked at it.
  Frame of(Request request, List<String> uiLocales, Optional<Client> client) {
    return frame(
        languages().of(uiLocales, request),
        client
            .filter(it -> !it.isSelfRegistered())
            .flatMap(it -> Optional.ofNullable(clients.get(it.id())))
            .orElse(own));
  }

  private Frame frame(Language language, Wear wear) {
    return new Frame(
        wear.languages().messages(language),
        assets,
        server,
        passkeys,
        wear.dress(),
        wear.overrides());
  }
}

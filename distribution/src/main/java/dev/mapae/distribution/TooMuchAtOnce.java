package dev.mapae.distribution;

import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.distribution.settings.Settings;
import java.util.List;
import java.util.stream.Stream;

/// Clients that ask for more than has room on the consent page where their requests have no
/// `scope`, and so ask for all that they are registered for.
record TooMuchAtOnce(Settings settings, List<Client> clients) {
  List<String> notes() {
    List<Resource> apis = settings.declarations().resources();
    Catalog catalog = new Catalog(settings.issuer().value(), apis, settings.openIdScopes());
    RequestedScopes words = new RequestedScopes(() -> catalog);
    List<String> audience = apis.stream().map(Resource::uri).toList();
    return clients.stream()
        .filter(client -> !client.skipConsent() && asksPeople(client))
        .flatMap(client -> {
          int room =
              PageRoom.of(
                  words.of(client.presetScope().filter(catalog::declares), audience),
                  List.of(),
                  List.of());
          return room <= PageRoom.OF_PAGE
              ? Stream.empty()
              : Stream.of(
                  "client %s: without 'scope' its requests ask for all that it is registered for, which takes %d of the %d bytes that there are for it on the consent page, and are refused; have it send a 'scope'"
                      .formatted(client.id(), room, PageRoom.OF_PAGE));
        })
        .toList();
  }

  private static boolean asksPeople(Client client) {
    return client.grantTypes().contains("authorization_code")
        || client.grantTypes().contains("urn:ietf:params:oauth:grant-type:device_code");
  }
}

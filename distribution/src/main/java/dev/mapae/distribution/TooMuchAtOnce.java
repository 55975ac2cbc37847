package dev.mapae.distribution;

import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.UsablePeople;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Clients that ask for more than has room on the consent page where their requests have no
/// `scope`, and so ask for all that they are registered for, of one API.
record TooMuchAtOnce(Settings settings, List<Client> clients) {
  List<String> notes() {
    Catalog catalog =
        new Catalog(
            settings.issuer().value(),
            settings.declarations().resources(),
            settings.openIdScopes());
    Decision decision = new Decision(() -> catalog, () -> true, new UsablePeople(false));
    RequestedScopes words = new RequestedScopes(() -> catalog);
    return clients.stream()
        .filter(client -> !client.skipConsent() && asksPeople(client))
        .flatMap(client -> {
          int room =
              asked(client, catalog, decision)
                  .mapToInt(all ->
                      PageRoom.of(words.of(all.scope(), all.audience()), List.of(), List.of()))
                  .max()
                  .orElse(0);
          return room <= PageRoom.OF_PAGE
              ? Stream.empty()
              : Stream.of(
                  "client %s: without 'scope' its requests ask for all that it is registered for, which takes %d of the %d bytes that there are for it on the consent page, and are refused; have it send a 'scope'"
                      .formatted(client.id(), room, PageRoom.OF_PAGE));
        })
        .toList();
  }

  /// What its requests without `scope` come down to: without `resource` as well, and with each that
  /// there is.
  private static Stream<Permission> asked(Client client, Catalog catalog, Decision decision) {
    return Stream.concat(
            Stream.of(List.<String>of()),
            catalog.resources().stream().map(api -> List.of(api.uri())))
        .flatMap(resources -> {
          try {
            return Stream.of(
                decision.precheck(
                    new Wish(
                        client,
                        Optional.empty(),
                        Optional.empty(),
                        resources,
                        List.of(),
                        Optional.empty())));
          } catch (ProtocolException e) {
            return Stream.empty(); // it is refused for another reason
          }
        });
  }

  private static boolean asksPeople(Client client) {
    return client.grantTypes().contains("authorization_code")
        || client.grantTypes().contains("urn:ietf:params:oauth:grant-type:device_code");
  }
}

package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceowner.ResourceOwnerPages;
import dev.mapae.storage.DatabaseAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A server in process on a database that is there already, which others may share: it finds what
/// was declared, and declares nothing.
final class Node implements AutoCloseable {
  private final Stores stores;
  private final AuthorizationServer server;
  private final Router router;

  Node(DatabaseAddress database, InstantSource clock) {
    Issuer issuer = TestServer.ISSUER;
    stores = database.open(issuer.value());
    ResourceOwnerPages pages = new ResourceOwnerPages(issuer);
    server =
        new AuthorizationServer(
            new AuthorizationServer.Parts(
                issuer,
                Profile.OAUTH_2_1,
                stores,
                List.of(new byte[32]),
                Optional.of(KeySchedule.PRESET_PERIOD),
                Lifetimes.PRESET,
                new Passwords.Cost(8, 1, 1),
                _ -> false,
                List.of(),
                false,
                false,
                false,
                Optional.empty(),
                RegistrationPolicy.CLOSED,
                List.of(),
                false,
                SecondFactorPolicy.OPTIONAL,
                List.of(),
                SignInPolicy.PRESET,
                Optional.empty(),
                Optional.empty(),
                pages,
                Fetcher.none(),
                event -> {},
                clock,
                new SecureRandom()));
    List<Route> routes = new ArrayList<>(server.routes());
    routes.addAll(pages.routes(server.interaction()));
    router = new Router(routes, server.errors());
  }

  /// @param headers names and values in turn
  Response get(String url, String... headers) {
    return ask("GET", url, Parameters.empty(), headers);
  }

  /// @param headers names and values in turn
  Response post(String url, Parameters form, String... headers) {
    return ask("POST", url, form, headers);
  }

  private Response ask(String method, String url, Parameters form, String... headers) {
    return router.handle(
        TestServer.request(
            method,
            url,
            form,
            IntStream.range(0, headers.length / 2)
                .mapToObj(i -> Map.entry(headers[2 * i], headers[2 * i + 1]))
                .toList()));
  }

  @Override
  public void close() {
    server.close();
    stores.close();
  }
}

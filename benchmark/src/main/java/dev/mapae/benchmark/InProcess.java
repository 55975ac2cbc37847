package dev.mapae.benchmark;

import dev.mapae.authorizationserver.AuthorizationServer;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceowner.ResourceOwnerPages;
import dev.mapae.storage.DatabaseAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The authorization server without sockets: requests go straight into its router.
final class InProcess implements AutoCloseable {
  private final ScratchFolder folder = ScratchFolder.create();
  private final Stores stores;
  private final AuthorizationServer server;
  private final Router router;

  InProcess() {
    Issuer issuer = new Issuer("https://id.example.com");
    stores = new DatabaseAddress.Sqlite(folder.resolve("mapae.db")).open(issuer.value());
    server =
        new AuthorizationServer(
            new AuthorizationServer.Parts(
                issuer,
                Profile.OAUTH_2_1,
                stores,
                List.of(new byte[32]),
                Optional.of(KeySchedule.PRESET_PERIOD),
                Lifetimes.PRESET,
                Passwords.Cost.PRESET,
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
                new ResourceOwnerPages(issuer),
                Fetcher.none(),
                event -> {},
                InstantSource.system(),
                new SecureRandom()));
    server.reconcile(declarations());
    router = new Router(server.routes(), server.errors());
  }

  Response handle(Request request) {
    return router.handle(request);
  }

  private static Declarations declarations() {
    return new Declarations(
        List.of(
            new DeclaredClient(
                new Client(
                    MeasuredServer.CLIENT,
                    Origin.DECLARED,
                    true,
                    Credentials.of("client_secret_basic"),
                    Optional.empty(),
                    Set.of("client_credentials"),
                    List.of(),
                    Scope.of("playlist.read"),
                    false,
                    Requirements.PRESET,
                    RequestObjectPolicy.PRESET,
                    Duration.ZERO,
                    Lifetimes.PRESET,
                    ResponseAlgorithms.PRESET,
                    ClientLogout.PRESET,
                    Map.of()),
                List.of(MeasuredServer.SECRET))),
        List.of(),
        List.of(
            new Resource(
                "https://api.example.com/",
                "Music API",
                Origin.DECLARED,
                true,
                AccessTokenFormat.JWT,
                "at+jwt",
                Resource.PRESET_ALG,
                Set.of(),
                Optional.empty(),
                List.of(new DeclaredScope("playlist.read", Map.of(), Set.of())))));
  }

  @Override
  public void close() {
    server.close();
    stores.close();
    folder.close();
  }
}

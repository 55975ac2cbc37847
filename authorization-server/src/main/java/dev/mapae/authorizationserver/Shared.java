package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.RestingFetcher;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.registration.InForce;
import dev.mapae.authorizationserver.registration.SelfRegistered;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Following;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the capabilities of one server have in common, made first and once: its keys, its caches,
/// what goes on beside requests, and how browsers and clients are known again.
final class Shared {
  final Ids ids;
  final ServerKeys keys;
  final Handles handles;
  final Sealing sealing;
  final Passwords passwords;
  final ClientSecrets secrets;

  /// For what clients name.
  final Fetcher fetcher;

  final ClientKeys clientKeys;
  final Following<Client> clients;
  final CurrentCatalog catalog;
  final Profiles profiles;
  final InForce inForce;
  final PublicClientOrigins publicClientOrigins;
  final UsablePeople usable;
  final ErrorBoundary errors;
  final Housekeeping housekeeping;
  final Cookies cookies;
  final Visits visits;
  final Journal journal;
  final Paces paces;
  private final KeyRotation rotation;

  Shared(Parts parts) {
    String issuer = parts.issuer().value();
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    this.ids = new Ids(parts.random());

    var encryption = new KeyEncryption(parts.keyEncryptionKeys(), issuer, parts.random());
    var schedule = new KeySchedule(parts.keyRotation(), parts.lifetimes());
    this.rotation =
        new KeyRotation(stores, new NewKeys(encryption, parts.random()), parts.audit(), clock);
    rotation.tend(schedule);
    this.keys = new ServerKeys(stores.keys(), encryption, clock);
    this.handles = new Handles(issuer, keys);
    this.sealing = new Sealing(Purpose.SEALING, issuer, keys, parts.random());
    this.passwords = new Passwords(parts.passwordHashing());
    this.secrets =
        new ClientSecrets(
            keys, new Sealing(Purpose.SECRET, issuer, keys, parts.random()), stores.clients());
    this.fetcher = new RestingFetcher(parts.fetcher(), clock);
    this.clientKeys = new ClientKeys(fetcher, clock);

    this.clients = new Following<>(stores.clients()::find);
    this.catalog = new CurrentCatalog(issuer, stores.resources(), parts.openIdScopes());
    this.profiles = new Profiles(parts.profile(), parts.lifetimes());
    this.inForce =
        new InForce(
            new SelfRegistered(
                parts.registration().exemptions(), parts.registration().documents(), catalog),
            profiles,
            parts.requireSignedRequestObject(),
            parts.requirePushedAuthorizationRequests());
    this.publicClientOrigins = new PublicClientOrigins(stores.clients(), inForce);
    this.usable =
        new UsablePeople(parts.mail().filter(Mailing::requireVerifiedAddress).isPresent());
    this.errors = new ErrorBoundary(parts.issuer().url(Paths.ERRORS));
    this.housekeeping =
        new Housekeeping(
            stores,
            clock,
            System::nanoTime,
            List.of(
                keys::refresh, clients::refresh, publicClientOrigins::refresh, catalog::refresh));
    housekeeping.also(Duration.ofSeconds(1), secrets::rekey);
    housekeeping.also(Duration.ofHours(1), () -> rotation.tend(schedule));

    this.cookies = new Cookies(parts.issuer(), handles);
    this.visits = new Visits(parts.issuer(), keys, cookies, ids, clock);
    this.journal = new Journal(ids::next, clock);
    this.paces = new Paces(issuer, keys, stores.throttles(), ids, clock);
  }

  /// A client as every flow finds it, by its `client_id`.
  Optional<Client> findClient(String id) {
    return clients.find(id).map(inForce);
  }

  /// Makes keys that are not there yet, before anything is written down that needs them.
  void ensure(Set<KeyKind> kinds) {
    if (!keys.get().hasAll(kinds)) {
      rotation.ensure(kinds);
      keys.refresh();
    }
  }
}

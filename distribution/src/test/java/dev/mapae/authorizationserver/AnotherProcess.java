package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.key.Fingerprints;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Reconciles the samples into a database, in a process of its own: sets have another order there.
final class AnotherProcess {
  private AnotherProcess() {}

  public static void main(String[] arguments) {
    System.out.print(reconcile(TestDatabase.address(arguments[0])));
  }

  static int reconcile(DatabaseAddress address) {
    var random = new SecureRandom();
    var issuer = TestServer.ISSUER.value();
    try (Stores stores = address.openBeside(issuer)) {
      var encryption = new KeyEncryption(List.of(TestServer.keyEncryptionKey()), issuer, random);
      var clock = new TestClock();
      new KeyRotation(stores, new NewKeys(encryption, random), event -> {}, clock)
          .tend(new KeySchedule(Optional.empty(), Lifetimes.PRESET));
      var keys = new ServerKeys(stores.keys(), encryption, clock);
      return new Reconciliation(
              stores,
              new Fingerprints(keys),
              new ClientSecrets(
                  keys, new Sealing(Purpose.SECRET, issuer, keys, random), stores.clients()),
              new Passwords(new Passwords.Cost(8, 1, 1)),
              new Ids(random),
              event -> {},
              clock)
          .reconcile(Declared.with(Samples.declarations(), many()));
    }
  }

  /// So many that two processes agree on their order by chance once in a hundred times.
  static DeclaredClient many() {
    String[] names = IntStream.range(0, 50).mapToObj(i -> "name " + i).toArray(String[]::new);
    return Samples.confidential(
        Samples.client("many").grants(names).exchange(ExchangeScene.policy(names)));
  }
}

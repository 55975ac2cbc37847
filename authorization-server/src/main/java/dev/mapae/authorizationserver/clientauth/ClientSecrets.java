package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoredSecret;
import java.util.function.Supplier;

/// Keeps client secrets as HMACs under a key of the server. They are long and random, so this is as
/// good as a slow hash and costs microseconds.
public final class ClientSecrets {
  private final Supplier<KeyRing> keys;
  private final Rekeying rekeying;

  public ClientSecrets(Supplier<KeyRing> keys, Clients clients) {
    this.keys = keys;
    this.rekeying = new Rekeying(clients);
  }

  /// What to keep of a secret.
  ///
  /// @param clientId part of what is hashed, so that equal secrets of two clients do not show
  public StoredSecret store(String clientId, String secret) {
    SecretKey key = keys.get().current(Purpose.SECRET);
    return new StoredSecret(key.id(), mac(key, clientId, secret));
  }

  /// Whether a client has this secret; every one of its secrets is compared, each in constant time.
  /// One that is under an older key will be kept under the one of today.
  public boolean matches(Client client, String secret) {
    boolean matches = false;
    for (StoredSecret stored : client.secrets()) {
      if (matches(client.id(), stored, secret)) {
        matches = true;
        if (keys.get().isRetired(Purpose.SECRET, stored.keyId())) {
          rekeying.add(client.id(), stored, store(client.id(), secret));
        }
      }
    }
    return matches;
  }

  private boolean matches(String clientId, StoredSecret stored, String secret) {
    return keys.get()
        .byId(Purpose.SECRET, stored.keyId())
        .filter(key -> SecretKey.same(mac(key, clientId, secret), stored.mac()))
        .isPresent();
  }

  /// Keeps the secrets that were used and are under an older key under the one of today.
  public void rekey() {
    rekeying.run();
  }

  // What is kept is never decoded, so that nothing in a database can make this fail.
  private static String mac(SecretKey key, String clientId, String secret) {
    return key.macText("client_secret", clientId, secret);
  }
}

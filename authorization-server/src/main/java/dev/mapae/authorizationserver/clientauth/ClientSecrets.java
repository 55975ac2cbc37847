package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.clientauth.ClientAuthenticationMethod.Presented;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.StoredSecret.Form;
import dev.mapae.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Keeps client secrets under a key of the server: as HMACs, which is as good as a slow hash for
/// what is long and random and costs microseconds, or sealed where the secret itself is needed.
public final class ClientSecrets {
  static final String UNKNOWN = "No such client, or a wrong secret.";

  private final Supplier<KeyRing> keys;
  private final Sealing sealing;
  private final Rekeying rekeying;

  /// @param sealing with keys of the purpose `SECRET`
  public ClientSecrets(Supplier<KeyRing> keys, Sealing sealing, Clients clients) {
    this.keys = keys;
    this.sealing = sealing;
    this.rekeying = new Rekeying(clients);
  }

  /// Whether a client authenticates with a secret.
  public static boolean isNeededBy(Client client) {
    return isNeededFor(client.credentials().method());
  }

  /// Whether a `token_endpoint_auth_method` is one with a secret.
  public static boolean isNeededFor(String method) {
    return method.startsWith("client_secret_");
  }

  /// How the secrets of a client are kept.
  public static Form form(Client client) {
    return client.credentials().method().equals(ClientSecretJwt.NAME) ? Form.SEALED : Form.MAC;
  }

  /// Whether a client has this secret, in whatever form it is kept.
  public boolean has(Client client, String secret) {
    return matches(client, secret)
        || anyOpened(
            client,
            opened -> MessageDigest.isEqual(opened, secret.getBytes(StandardCharsets.UTF_8)));
  }

  /// What to keep of a secret of a client.
  public StoredSecret store(Client client, String secret) {
    SecretKey key = keys.get().current(Purpose.SECRET);
    // The client is part of what is made of it, so that equal secrets of two clients do not show,
    // and none can be put in the place of another.
    return form(client) == Form.SEALED
        ? new StoredSecret(
            key.id(),
            Form.SEALED,
            sealing.seal(use(client), secret.getBytes(StandardCharsets.UTF_8)))
        : new StoredSecret(key.id(), Form.MAC, mac(key, client.id(), secret));
  }

  /// Seals something else of a client that others could present.
  ///
  /// @param use what it is
  public StoredSecret seal(String use, String clientId, String text) {
    return new StoredSecret(
        keys.get().current(Purpose.SECRET).id(),
        Form.SEALED,
        sealing.seal(use + " " + clientId, text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Opens what [#seal] made for the same.
  public Optional<String> open(String use, String clientId, StoredSecret sealed) {
    return sealing
        .open(use + " " + clientId, sealed.kept())
        .map(text -> new String(text, StandardCharsets.UTF_8));
  }

  /// A secret as a client sent it.
  Presented presented(String method, String clientId, String secret) {
    return new Presented(
        method,
        clientId,
        UNKNOWN,
        client -> {
          if (!matches(client, secret)) {
            throw new ProtocolError.InvalidClient(UNKNOWN).exception();
          }
          return List.of();
        });
  }

  /// Whether a client has this secret; every one of its secrets is compared, each in constant time.
  /// One that is under an older key will be kept under the one of today.
  private boolean matches(Client client, String secret) {
    boolean matches = false;
    for (StoredSecret stored : client.credentials().secrets()) {
      if (matches(client.id(), stored, secret)) {
        matches = true;
        rekey(client, stored, secret);
      }
    }
    return matches;
  }

  private boolean matches(String clientId, StoredSecret stored, String secret) {
    return keys.get()
        .byId(Purpose.SECRET, stored.keyId())
        .filter(key -> SecretKey.same(mac(key, clientId, secret), stored.kept()))
        .isPresent();
  }

  /// Whether one of a client's secrets, opened, is what somebody looks for. One that is under an
  /// older key will be kept under the one of today.
  boolean anyOpened(Client client, Predicate<byte[]> wanted) {
    for (StoredSecret stored : client.credentials().secrets()) {
      Optional<byte[]> secret =
          stored.form() == Form.SEALED
              ? sealing.open(use(client), stored.kept()).filter(wanted)
              : Optional.empty();
      if (secret.isPresent()) {
        rekey(client, stored, new String(secret.get(), StandardCharsets.UTF_8));
        return true;
      }
    }
    return false;
  }

  private void rekey(Client client, StoredSecret stored, String secret) {
    if (keys.get().isRetired(Purpose.SECRET, stored.keyId())) {
      rekeying.add(client.id(), stored, store(client, secret));
    }
  }

  /// Keeps the secrets that were used and are under an older key under the one of today.
  public void rekey() {
    rekeying.run();
  }

  private static String use(Client client) {
    return "client_secret " + client.id();
  }

  // What is kept is never decoded, so that nothing in a database can make this fail.
  private static String mac(SecretKey key, String clientId, String secret) {
    return key.macText("client_secret", clientId, secret);
  }
}

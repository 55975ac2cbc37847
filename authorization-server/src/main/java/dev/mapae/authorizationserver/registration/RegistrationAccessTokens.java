package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.StoredSecret.Form;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes registration access tokens and recognises them. RFC 7592 §3.
///
/// They last as long as the client (RFC 7592 §5), so they are kept as client secrets are, as an
/// HMAC under a key that lives as long as something is under it.
final class RegistrationAccessTokens {
  /// Lets secret scanners find one that leaked.
  private static final String PREFIX = "mapae_ra_";

  private final Supplier<KeyRing> keys;
  private final Ids ids;

  RegistrationAccessTokens(Supplier<KeyRing> keys, Ids ids) {
    this.keys = keys;
    this.ids = ids;
  }

  String make() {
    return PREFIX + ids.next() + ids.next();
  }

  /// What to keep of the token of a client.
  StoredSecret store(String clientId, String token) {
    SecretKey key = keys.get().current(Purpose.SECRET);
    return new StoredSecret(key.id(), Form.MAC, mac(key, clientId, token));
  }

  /// Whether this is the token of this client, and of no other.
  boolean matches(Client client, String token) {
    Optional<StoredSecret> stored = client.registration().flatMap(Registration::accessToken);
    return stored
        .flatMap(s -> keys.get().byId(Purpose.SECRET, s.keyId()))
        .filter(key -> SecretKey.same(mac(key, client.id(), token), stored.get().kept()))
        .isPresent();
  }

  private static String mac(SecretKey key, String clientId, String token) {
    return key.macText("registration_access_token", clientId, token);
  }
}

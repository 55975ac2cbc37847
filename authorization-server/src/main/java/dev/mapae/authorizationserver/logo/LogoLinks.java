package dev.mapae.authorizationserver.logo;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// Where the logos of clients are shown from. A link names a client and what its `logo_uri` was,
/// under a MAC: only who was shown a page of that day or the one before has it, so that no stranger
/// makes this server fetch.
///
/// @param clients finds a client by its `client_id`
public record LogoLinks(
    Issuer issuer,
    Supplier<KeyRing> keys,
    Function<String, Optional<Client>> clients,
    InstantSource clock) {
  private static final int LONGEST = 4096;

  /// The path of the logo of a client; empty for one that has none.
  public Optional<String> of(Client client) {
    return uri(client)
        .map(uri -> {
          String version = version(uri);
          String mac = mac(keys.get().current(Purpose.MAC), client.id(), version, today());
          return base() + encoded(client.id()) + "." + version + "." + mac;
        });
  }

  /// Whose logo a path is of; empty for one that this server did not make, or that was made for
  /// another logo of the client.
  Optional<Client> client(String path) {
    if (!path.startsWith(base()) || path.length() > LONGEST) {
      return Optional.empty();
    }
    String[] parts = path.substring(base().length()).split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return decoded(parts[0])
        .filter(id ->
            keys.get().all(Purpose.MAC).stream()
                .anyMatch(key -> isMac(parts[2], key, id, parts[1])))
        .flatMap(clients)
        .filter(Client::enabled)
        .filter(client -> uri(client).filter(uri -> version(uri).equals(parts[1])).isPresent());
  }

  static Optional<String> uri(Client client) {
    return Optional.ofNullable(client.display().get("logo_uri"));
  }

  /// Everything below it.
  public String base() {
    return issuer.path() + Paths.LOGOS;
  }

  /// The clock of the node that made it may be ahead.
  private boolean isMac(String mac, SecretKey key, String clientId, String version) {
    long today = today();
    return LongStream.rangeClosed(today - 1, today + 1)
        .anyMatch(day -> SecretKey.same(mac(key, clientId, version, day), mac));
  }

  private String mac(SecretKey key, String clientId, String version, long day) {
    return key.macText("logo", issuer.value(), clientId, version, Long.toString(day));
  }

  private long today() {
    return clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
  }

  private static String version(String uri) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(uri.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.Client;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/// What parsers of the server need of it: its keys, its time, and a client.
public final class FuzzedServer {
  public static final TestServer SERVER = new TestServer();
  public static final Supplier<KeyRing> KEYS = keys();

  private FuzzedServer() {}

  private static Supplier<KeyRing> keys() {
    List<byte[]> encryption = List.of(TestServer.keyEncryptionKey());
    return new ServerKeys(
        SERVER.stores.keys(),
        new KeyEncryption(encryption, TestServer.ISSUER.value(), new SecureRandom()),
        SERVER.clock);
  }

  /// A client with these redirect URIs.
  public static Client client(String... redirectUris) {
    return Samples.client("c", redirectUris).build("none");
  }
}

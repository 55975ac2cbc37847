package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.store.Client;

/// Who asks people each time, whatever they answered before: a client that nobody here knows, and
/// one of which nobody can tell which program on the device it is. RFC 8252 §8.6.
public final class AskedEachTime {
  private AskedEachTime() {}

  /// By a client that is answered there.
  static boolean by(Client client, VerifiedRedirectUri answered) {
    return by(client, answered.isOnDevice());
  }

  /// By a client wherever it is answered.
  public static boolean by(Client client) {
    return by(
        client,
        !client.redirectUris().isEmpty()
            && client.redirectUris().stream().allMatch(VerifiedRedirectUri::isOnDevice));
  }

  private static boolean by(Client client, boolean onDevice) {
    return client.isSelfRegistered() || client.isAnyProgram(onDevice);
  }
}

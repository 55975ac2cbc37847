package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Optional;

/// Whose clients know a person by one pairwise name. OIDC Core §8.1.
///
/// @param isHost whether a host names it; otherwise it is that of a single client
/// @param name the host, or the `client_id`
public record Sector(boolean isHost, String name) {
  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

  /// That of a client; empty for one that knows people by their public name.
  public static Optional<Sector> of(Client client) {
    if (!client.subjects().pairwise()) {
      return Optional.empty();
    }
    return Optional.of(
        client
            .subjects()
            .sectorIdentifier(client.redirectUris())
            .filter(host -> !client.isSelfRegistered() || isAnsweredWithin(host, client))
            .map(host -> new Sector(true, host))
            .orElseGet(() -> new Sector(false, client.id())));
  }

  /// Anybody can register redirect URIs of somebody else, and learns names of that sector unless
  /// its owner listed each of them, and the client is told of people nowhere else: not by a device,
  /// on one, or in logout tokens.
  private static boolean isAnsweredWithin(String host, Client client) {
    return client.subjects().sectorIdentifierUri().isPresent()
        && !client.grantTypes().contains(DEVICE)
        && client.redirectUris().stream().allMatch(uri -> uri.startsWith("https://"))
        && client
            .logout()
            .backchannelUri()
            .map(uri -> SubjectPolicy.hosts(List.of(uri)).contains(host))
            .orElse(true);
  }
}

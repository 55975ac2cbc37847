package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// The names by which clients know people, `sub`: public, or pairwise. OIDC Core §8, §8.1.
///
/// A pairwise one is a MAC, which is kept nowhere and leads nowhere without its key. It is never
/// read back: to know whom a client means, what it says is compared with what it would know that
/// person by.
///
/// @param keys which are asked for the one of pairwise subjects
public record Subjects(String issuer, ServerKeys keys) {
  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

  /// What a client knows a person by.
  public String of(Client client, Person person) {
    return of(client, person.subject());
  }

  /// The same for a person of whom only our own name is at hand.
  public String of(Client client, String subject) {
    if (!client.subjects().pairwise()) {
      return subject;
    }
    Optional<String> host =
        isAnswerable(client)
            ? client.subjects().sectorIdentifier(client.redirectUris())
            : Optional.empty();
    return keys.pairwise()
        .macText(
            "pairwise",
            issuer,
            host.isPresent() ? "host" : "client",
            host.orElseGet(client::id),
            subject);
  }

  /// Whether the redirect URIs of a client tell whose it is. Anybody can register those of somebody
  /// else, but is not answered there, and so learns no name of that sector. What is answered
  /// elsewhere is a sector of its own, unless the operator vouches for it.
  private static boolean isAnswerable(Client client) {
    return !client.isSelfRegistered()
        || (!client.grantTypes().contains(DEVICE)
            && client.redirectUris().stream().allMatch(uri -> uri.startsWith("https://")));
  }
}

package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sector;
import java.util.Optional;

/// The names by which clients know people, `sub`: public, or pairwise. OIDC Core §8, §8.1.
///
/// A pairwise one is a MAC, which is kept nowhere and leads nowhere without its key. It is never
/// read back: to know whom a client means, what it says is compared with what it would know that
/// person by.
///
/// @param keys which are asked for the one of pairwise subjects
public record Subjects(String issuer, ServerKeys keys) {
  /// What a client knows a person by.
  public String of(Client client, Person person) {
    return of(client, person.subject());
  }

  /// The same for a person of whom only our own name is at hand.
  public String of(Client client, String subject) {
    Optional<Sector> sector = Sector.of(client);
    if (sector.isEmpty()) {
      return subject;
    }
    return keys.pairwise()
        .macText(
            "pairwise",
            issuer,
            sector.get().isHost() ? "host" : "client",
            sector.get().name(),
            subject);
  }
}

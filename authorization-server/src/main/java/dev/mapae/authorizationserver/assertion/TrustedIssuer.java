package dev.mapae.authorizationserver.assertion;

import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Another server whose word about who somebody is the operator takes. RFC 7523 §2.1, §3.
///
/// @param issuer the `iss` of its assertions
/// @param keys by which it signs them
/// @param subjects whom their `sub` means here
/// @param clients which may come with them
/// @param scope what they may get at most
public record TrustedIssuer(
    String issuer, ClientKeySource keys, Subjects subjects, Set<String> clients, Scope scope) {
  public TrustedIssuer {
    clients = Set.copyOf(clients);
  }

  /// Whom a `sub` of that server means here.
  public sealed interface Subjects {
    /// The username of a person, if it means one.
    Optional<String> username(String subject);

    /// Whoever has it as their username, to the letter.
    record Usernames() implements Subjects {
      @Override
      public Optional<String> username(String subject) {
        return Optional.of(subject);
      }
    }

    /// One of these, and nobody else.
    record Listed(Map<String, String> usernames) implements Subjects {
      public Listed {
        usernames = Map.copyOf(usernames);
      }

      @Override
      public Optional<String> username(String subject) {
        return Optional.ofNullable(usernames.get(subject));
      }
    }
  }
}

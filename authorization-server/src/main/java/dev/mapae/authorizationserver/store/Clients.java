package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps clients. Readers on the hot path go through a cache that follows [Changes].
public interface Clients {
  Optional<Client> find(String clientId);

  List<Client> all();

  /// All but those that registered themselves, and so many of these at most.
  List<Client> withSelfRegistered(int most);

  /// The fingerprints of all declared clients, by `client_id`; empty where one was disabled.
  Map<String, String> fingerprints();

  /// Inserts or replaces a declared client, in force when this returns.
  ///
  /// @param fingerprint keyed, of the declaration; equal ones cost nothing at the next start
  /// @throws DeclarationRefusedException when there is one that was not declared
  void declare(Client client, String fingerprint);

  /// Keeps a secret of a client under another key, unless the client was changed meanwhile.
  ///
  /// @return whether it is under the other key now
  boolean rekey(String clientId, StoredSecret before, StoredSecret after);

  /// Disables every declared client but these.
  void disableDeclaredExcept(Set<String> clientIds);
}

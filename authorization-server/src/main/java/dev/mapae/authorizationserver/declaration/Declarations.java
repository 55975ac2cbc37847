package dev.mapae.authorizationserver.declaration;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import java.util.List;
import java.util.Optional;

/// Everything that the configuration file declares, read and checked.
public record Declarations(
    List<DeclaredClient> clients, List<DeclaredPerson> people, List<Resource> resources) {
  public Declarations {
    clients = List.copyOf(clients);
    people = List.copyOf(people);
    resources = List.copyOf(resources);
  }

  /// A client as the file declares it.
  ///
  /// @param client with no secrets yet
  /// @param secrets in clear, none for a public client
  public record DeclaredClient(Client client, List<String> secrets) {
    public DeclaredClient {
      secrets = List.copyOf(secrets);
    }

    /// Tells nothing of the secrets.
    @Override
    public String toString() {
      return "DeclaredClient[" + client.id() + "]";
    }
  }

  /// A person as the file declares them.
  ///
  /// @param person with an empty `subject` unless the file declares `sub`, and with the declared
  ///   `password_hash`
  /// @param password in clear
  public record DeclaredPerson(Person person, Optional<String> password) {
    /// Tells nothing of the password.
    @Override
    public String toString() {
      return "DeclaredPerson[" + person.username() + "]";
    }
  }
}

package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;
import java.util.Optional;

/// What the sign-out page shows.
///
/// @param person who is signed in; empty when nobody is
/// @param client that sent the person here, where one did
/// @param destination where the person goes then; empty when they stay here
/// @param others the clients that were allowed something in this session for when the person is
///   away, which outlives it
/// @param action where the form posts to
/// @param step the value of the hidden field `step`
/// @param formTargets where the answer may lead, as sources for `form-action`
public record SignOutPrompt(
    Optional<Person> person,
    Optional<Client> client,
    Optional<Destination> destination,
    List<Client> others,
    String action,
    String step,
    List<String> formTargets) {
  public SignOutPrompt {
    others = List.copyOf(others);
    formTargets = List.copyOf(formTargets);
  }
}

package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.Resource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The declarations of [Samples] with some entries changed.
public final class Declared {
  private Declared() {}

  /// With these clients in place of those of the same names.
  static Declarations withAll(Declarations all, DeclaredClient... clients) {
    Declarations declared = all;
    for (DeclaredClient client : clients) {
      declared = with(declared, client);
    }
    return declared;
  }

  /// With this client in place of the one of the same name.
  public static Declarations with(Declarations all, DeclaredClient client) {
    return new Declarations(
        instead(all.clients(), client, c -> c.client().id().equals(client.client().id())),
        all.people(),
        all.resources());
  }

  static Declarations with(Declarations all, DeclaredPerson person) {
    return new Declarations(
        all.clients(),
        instead(
            all.people(), person, p -> p.person().username().equals(person.person().username())),
        all.resources());
  }

  static Declarations with(Declarations all, Resource resource) {
    return new Declarations(
        all.clients(),
        all.people(),
        instead(all.resources(), resource, r -> r.uri().equals(resource.uri())));
  }

  /// Without the client, person or resource of this name.
  static Declarations without(Declarations all, String name) {
    return new Declarations(
        all.clients().stream().filter(c -> !c.client().id().equals(name)).toList(),
        all.people().stream().filter(p -> !p.person().username().equals(name)).toList(),
        all.resources().stream().filter(r -> !r.uri().equals(name)).toList());
  }

  private static <T> List<T> instead(List<T> all, T one, Predicate<T> same) {
    return Stream.concat(all.stream().filter(same.negate()), Stream.of(one)).toList();
  }
}

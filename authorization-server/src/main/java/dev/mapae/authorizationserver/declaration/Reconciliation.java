package dev.mapae.authorizationserver.declaration;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the database agree with what the configuration file declares. Unchanged entries, by a
/// keyed fingerprint, cost nothing; entries that vanished are disabled, never deleted; what was
/// made in other ways is left alone.
public final class Reconciliation {
  private final Stores stores;
  private final Supplier<KeyRing> keys;
  private final ClientSecrets secrets;
  private final Passwords passwords;
  private final Ids ids;

  public Reconciliation(
      Stores stores, Supplier<KeyRing> keys, ClientSecrets secrets, Passwords passwords, Ids ids) {
    this.stores = stores;
    this.keys = keys;
    this.secrets = secrets;
    this.passwords = passwords;
    this.ids = ids;
  }

  /// Reconciles everything.
  ///
  /// @throws DeclarationRefusedException when an entry has the name of one that was not declared,
  ///   or a person the `sub` of another
  /// @return how many entries were changed
  /// @throws SharedSubject when the `sub` of a person is the `client_id` of a client
  public int reconcile(Declarations declared) {
    var clientIds = declared.clients().stream().map(e -> e.client().id()).toList();
    declared.people().stream()
        .map(DeclaredPerson::person)
        .filter(p -> clientIds.contains(p.subject()))
        .findFirst()
        .ifPresent(p -> {
          throw new SharedSubject(p.subject());
        });
    return resources(declared) + clients(declared) + people(declared);
  }

  private int resources(Declarations declared) {
    Map<String, String> known = stores.resources().fingerprints();
    int changed = 0;
    for (Resource resource : declared.resources()) {
      String fingerprint = fingerprint(resource);
      if (!fingerprint.equals(known.get(resource.uri()))) {
        stores.resources().declare(resource, fingerprint);
        changed++;
      }
    }
    var uris = declared.resources().stream().map(Resource::uri).collect(Collectors.toSet());
    if (!uris.containsAll(known.keySet())) {
      stores.resources().disableDeclaredExcept(uris);
    }
    return changed;
  }

  private int clients(Declarations declared) {
    Map<String, String> known = stores.clients().fingerprints();
    int changed = 0;
    for (DeclaredClient entry : declared.clients()) {
      Client c = entry.client();
      String fingerprint = fingerprint(entry);
      if (!fingerprint.equals(known.get(c.id()))) {
        if (stores.people().find(c.id()).isPresent()) {
          throw new SharedSubject(c.id());
        }
        var stored = entry.secrets().stream().map(s -> secrets.store(c.id(), s)).toList();
        stores.clients().declare(c.withSecrets(stored), fingerprint);
        changed++;
      }
    }
    var clientIds =
        declared.clients().stream().map(e -> e.client().id()).collect(Collectors.toSet());
    if (!clientIds.containsAll(known.keySet())) {
      stores.clients().disableDeclaredExcept(clientIds);
    }
    return changed;
  }

  private int people(Declarations declared) {
    Map<String, String> known = stores.people().fingerprints();
    int changed = 0;
    for (DeclaredPerson entry : declared.people()) {
      Person p = entry.person();
      String fingerprint = fingerprint(p);
      if (!fingerprint.equals(known.get(p.username()))) {
        stores.people().declare(complete(entry), fingerprint);
        changed++;
      }
    }
    var usernames =
        declared.people().stream().map(e -> e.person().username()).collect(Collectors.toSet());
    if (!usernames.containsAll(known.keySet())) {
      stores.people().disableDeclaredExcept(usernames);
    }
    return changed;
  }

  /// A declared password applies only when the person is created: it is hashed only then.
  private Person complete(DeclaredPerson entry) {
    Person p = entry.person();
    if (stores.people().findByUsername(p.username()).isPresent()
        || stores.people().find(p.subject()).isPresent()) {
      return p;
    }
    if (stores.clients().find(p.subject()).isPresent()) {
      throw new SharedSubject(p.subject());
    }
    Optional<String> hash = entry.password().map(passwords::hash).or(p::passwordHash);
    String subject = p.subject().isEmpty() ? ids.next() : p.subject();
    return new Person(subject, p.username(), p.origin(), p.enabled(), hash, p.roles(), p.claims());
  }

  private String fingerprint(Object... facts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            keys.get()
                .current(Purpose.SECRET)
                .mac("declaration", Json.write(ordered(List.of(facts)))));
  }

  /// Sets and maps of records have another order in each process, and a fingerprint needs one that
  /// stays.
  private static Object ordered(@Nullable Object fact) {
    return switch (fact) {
      case null -> List.of();
      case Number number -> number;
      case Boolean flag -> flag;
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), ordered(value)));
        yield sorted;
      }
      case Set<?> set -> set.stream().map(String::valueOf).sorted().toList();
      case List<?> list -> list.stream().map(Reconciliation::ordered).toList();
      case Optional<?> optional -> optional.stream().map(Reconciliation::ordered).toList();
      case Object other -> other.toString();
    };
  }

  private String fingerprint(DeclaredClient entry) {
    Client c = entry.client();
    return fingerprint(
        c.id(),
        c.origin(),
        c.enabled(),
        c.authMethod(),
        c.grantTypes(),
        c.redirectUris(),
        c.scope(),
        c.skipConsent(),
        c.requirePkce(),
        c.refreshTokenReuseGrace(),
        c.lifetimes().chosen(),
        c.idTokenAlg(),
        c.display(),
        entry.secrets());
  }

  private String fingerprint(Resource r) {
    return fingerprint(
        r.uri(),
        r.name(),
        r.origin(),
        r.enabled(),
        r.format(),
        r.accessTokenTyp(),
        r.introspectionClients(),
        r.defaultScope(),
        r.scopes().stream().map(s -> List.of(s.name(), s.descriptions(), s.roles())).toList());
  }

  /// A password is no part of it: it applies only when the person is created.
  private String fingerprint(Person p) {
    return fingerprint(p.subject(), p.username(), p.origin(), p.enabled(), p.roles(), p.claims());
  }

  /// A person and a client would have the same `sub`, and whoever reads that alone would take one
  /// for the other. RFC 9068 §5.
  public static final class SharedSubject extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SharedSubject(String subject) {
      super("the sub " + subject + " of a person is the client_id of a client; change one of them");
    }
  }
}

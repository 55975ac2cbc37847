package dev.mapae.authorizationserver.declaration;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
  /// @return how many entries were changed
  public int reconcile(Declarations declared) {
    return resources(declared) + clients(declared) + people(declared);
  }

  private int resources(Declarations declared) {
    Map<String, String> known = stores.resources().fingerprints();
    int changed = 0;
    for (Resource resource : declared.resources()) {
      String fingerprint = fingerprint(stable(resource));
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
      String fingerprint = fingerprint(stable(c) + "\n" + String.join("\n", entry.secrets()));
      if (!fingerprint.equals(known.get(c.id()))) {
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
      String fingerprint = fingerprint(stable(p));
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
    if (stores.people().findByUsername(p.username()).isPresent()) {
      return p;
    }
    Optional<String> hash = entry.password().map(passwords::hash).or(p::passwordHash);
    String subject = p.subject().isEmpty() ? ids.next() : p.subject();
    return new Person(subject, p.username(), p.origin(), p.enabled(), hash, p.roles(), p.claims());
  }

  private String fingerprint(String declaration) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(keys.get().current(Purpose.SECRET).mac("declaration", declaration));
  }

  // Sets and maps of records have no order of their own; a fingerprint needs one.
  private static String stable(Client c) {
    return c.withSecrets(java.util.List.of()).toString()
        + new TreeSet<>(c.grantTypes())
        + new TreeMap<>(c.display());
  }

  private static String stable(Resource r) {
    StringBuilder out =
        new StringBuilder(r.uri() + r.name() + r.format() + r.accessTokenTyp())
            .append(new TreeSet<>(r.introspectionClients()))
            .append(r.defaultScope());
    r.scopes()
        .forEach(s ->
            out.append(s.name())
                .append(new TreeMap<>(s.descriptions()))
                .append(new TreeSet<>(s.roles())));
    return out.toString();
  }

  private static String stable(Person p) {
    return p.subject() + p.username() + new TreeSet<>(p.roles()) + new TreeMap<>(p.claims());
  }
}

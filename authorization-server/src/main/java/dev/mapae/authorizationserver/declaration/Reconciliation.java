package dev.mapae.authorizationserver.declaration;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.key.Fingerprints;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the database agree with what the configuration file declares. Unchanged entries, by a
/// keyed fingerprint, cost nothing; entries that vanished are disabled, never deleted; what was
/// made in other ways is left alone.
public final class Reconciliation {
  private final Stores stores;
  private final Fingerprints fingerprints;
  private final ClientSecrets secrets;
  private final Passwords passwords;
  private final Ids ids;
  private final Audit audit;
  private final InstantSource clock;

  public Reconciliation(
      Stores stores,
      Fingerprints fingerprints,
      ClientSecrets secrets,
      Passwords passwords,
      Ids ids,
      Audit audit,
      InstantSource clock) {
    this.stores = stores;
    this.fingerprints = fingerprints;
    this.secrets = secrets;
    this.passwords = passwords;
    this.ids = ids;
    this.audit = audit;
    this.clock = clock;
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
      String facts = facts(resource);
      String kept = known.getOrDefault(resource.uri(), "");
      if (isToBeWritten(kept, facts)) {
        stores.resources().declare(resource, fingerprints.of(facts));
        changed += changes(kept, facts);
      }
    }
    var uris = declared.resources().stream().map(Resource::uri).collect(Collectors.toSet());
    if (anyVanished(known, uris)) {
      stores.resources().disableDeclaredExcept(uris);
    }
    return changed;
  }

  private int clients(Declarations declared) {
    Map<String, String> known = stores.clients().fingerprints();
    int changed = 0;
    for (DeclaredClient entry : declared.clients()) {
      Client c = entry.client();
      String facts = facts(entry);
      String kept = known.getOrDefault(c.id(), "");
      if (isToBeWritten(kept, facts)) {
        if (stores.people().find(c.id()).isPresent()) {
          throw new SharedSubject(c.id());
        }
        var stored = entry.secrets().stream().map(s -> secrets.store(c, s)).toList();
        stores.clients().declare(c.withSecrets(stored), fingerprints.of(facts));
        changed += changes(kept, facts);
      }
    }
    var clientIds =
        declared.clients().stream().map(e -> e.client().id()).collect(Collectors.toSet());
    if (anyVanished(known, clientIds)) {
      stores.clients().disableDeclaredExcept(clientIds);
    }
    return changed;
  }

  private int people(Declarations declared) {
    Map<String, String> known = stores.people().fingerprints();
    int changed = 0;
    for (DeclaredPerson entry : declared.people()) {
      Person p = entry.person();
      String facts = facts(p);
      String kept = known.getOrDefault(p.username(), "");
      if (isToBeWritten(kept, facts)) {
        if (kept.isEmpty() && known.containsKey(p.username())) {
          stores.people().endDisabled(p.username(), clock.instant());
        }
        stores.people().declare(complete(entry), fingerprints.of(facts));
        changed += changes(kept, facts);
      }
    }
    var usernames =
        declared.people().stream().map(e -> e.person().username()).collect(Collectors.toSet());
    if (anyVanished(known, usernames)) {
      stores
          .people()
          .disableDeclaredExcept(usernames, clock.instant())
          .forEach(subject ->
              audit.record(
                  AuditEvent.ofServer(AuditEvent.Type.PERSON_DISABLED).with("sub", subject)));
    }
    return changed;
  }

  /// Whether there is one to disable; the fingerprint of one that was disabled before is empty.
  private static boolean anyVanished(Map<String, String> known, Set<String> declared) {
    return known.entrySet().stream()
        .anyMatch(e -> !e.getValue().isEmpty() && !declared.contains(e.getKey()));
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

  /// An entry is written when it changed, and also when the key of its fingerprint made room for
  /// another: a client's secrets then come under that one too.
  private boolean isToBeWritten(String fingerprint, String facts) {
    return !fingerprints.isOf(fingerprint, facts) || fingerprints.isOld(fingerprint);
  }

  private int changes(String fingerprint, String facts) {
    return fingerprints.isOf(fingerprint, facts) ? 0 : 1;
  }

  private static String facts(Object... facts) {
    return Json.write(ordered(List.of(facts)));
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

  private static String facts(DeclaredClient entry) {
    Client c = entry.client();
    return facts(
        c.id(),
        c.origin(),
        c.enabled(),
        facts(c.credentials()),
        c.keySource(),
        c.grantTypes(),
        c.redirectUris(),
        c.scope(),
        c.skipConsent(),
        facts(c.requirements()),
        facts(c.requestObjects()),
        c.refreshTokenReuseGrace(),
        c.lifetimes().chosen(),
        c.responses().signing(),
        c.responses().encryption(),
        List.of(
            c.logout().postLogoutRedirectUris(),
            c.logout().backchannelUri(),
            c.logout().frontchannelUri()),
        c.display(),
        c.tokenExchange().resources(),
        c.tokenExchange().impersonation(),
        c.tokenExchange().mayAct(),
        List.of(c.subjects().pairwise(), c.subjects().sectorIdentifierUri()),
        c.claims(),
        List.of(c.authentication().maxAge(), c.authentication().acrValues()),
        entry.secrets());
  }

  // Component by component, since Java makes the `toString` of a record when it is first called,
  // and
  // a start would wait for that.

  private static List<Object> facts(Credentials c) {
    return List.of(
        c.method(),
        c.secrets(),
        c.assertions().alg(),
        c.assertions().insecureAudience(),
        c.certificateSubject());
  }

  private static List<Object> facts(Requirements r) {
    return List.of(
        r.pkce(),
        r.pushedAuthorizationRequests(),
        r.dpopBoundAccessTokens(),
        r.certificateBoundAccessTokens(),
        r.authorizationDetailsTypes(),
        r.profile(),
        r.responseModes(),
        r.rules());
  }

  // What came later is there only where somebody chose it: an upgrade changes nobody's entry.

  private static List<Object> facts(RequestObjectPolicy p) {
    List<Object> facts =
        List.of(p.required(), p.uris(), p.signingAlg(), p.encryptionAlg(), p.encryptionEnc());
    return p.expRequired() ? facts : Stream.concat(facts.stream(), Stream.of("no exp")).toList();
  }

  private static List<Object> facts(DeclaredScope s) {
    List<Object> facts = List.of(s.name(), s.descriptions(), s.roles(), s.claims());
    return s.optional() ? facts : Stream.concat(facts.stream(), Stream.of("required")).toList();
  }

  private static String facts(Resource r) {
    return facts(
        r.uri(),
        r.name(),
        r.origin(),
        r.enabled(),
        r.format(),
        r.accessTokenTyp(),
        r.accessTokenAlg(),
        r.introspectionClients(),
        r.defaultScope(),
        r.scopes().stream().map(Reconciliation::facts).toList(),
        r.authorizationDetailsTypes().stream()
            .map(t -> List.of(t.name(), t.descriptions(), t.roles(), t.remembered(), t.schema()))
            .toList());
  }

  /// A password is no part of it: it applies only when the person is created.
  private static String facts(Person p) {
    // Who has a verified address is written once more than by versions that kept none apart.
    return p.verifiedAddress().isPresent()
        ? facts(p.subject(), p.username(), p.origin(), p.enabled(), p.roles(), p.claims(), "email")
        : facts(p.subject(), p.username(), p.origin(), p.enabled(), p.roles(), p.claims());
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

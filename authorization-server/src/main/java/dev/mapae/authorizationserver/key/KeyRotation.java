package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lets the server's keys follow one another: makes them, announces them, and removes them when
/// their time is over. All nodes do; of those that look at the same keys and decide, one wins.
public final class KeyRotation {
  private final Stores stores;
  private final NewKeys newKeys;
  private final Audit audit;
  private final InstantSource clock;

  // Each key is sealed anew only once: while the nodes get another key_encryption_key one by one,
  // two of them must not go on undoing what the other did.
  private final Set<String> lookedAt = new HashSet<>();

  public KeyRotation(Stores stores, NewKeys newKeys, Audit audit, InstantSource clock) {
    this.stores = stores;
    this.newKeys = newKeys;
    this.audit = audit;
    this.clock = clock;
  }

  /// Does what is due: makes the first keys and announces successors, removes what verifies nothing
  /// any more, and seals under the first `key_encryption_key` what is sealed under another. A node
  /// that cannot open all keys leaves it to those that can.
  public void tend(KeySchedule schedule) {
    List<SealedKey> keys = stores.keys().all();
    List<SealedKey> underAnother = new ArrayList<>();
    for (SealedKey key : keys) {
      Optional<Integer> place = newKeys.encryption().sealedUnder(key);
      if (place.isEmpty()) {
        return;
      }
      if (place.get() > 1 && !lookedAt.contains(key.id())) {
        underAnother.add(key);
      }
    }
    Set<String> over = over(keys, schedule);
    List<SealedKey> added = new ArrayList<>(due(keys, schedule));
    added.addAll(hints(keys, over));
    change(keys, added, over, AuditEvent.Type.KEY_REMOVED);
    underAnother.forEach(this::reseal);
    keys.forEach(key -> lookedAt.add(key.id()));
  }

  private List<SealedKey> due(List<SealedKey> keys, KeySchedule schedule) {
    Instant now = clock.instant();
    Map<KeyKind, Succession> successions = Succession.of(keys);
    List<SealedKey> due = new ArrayList<>();
    for (KeyKind kind : KeyKind.inUse(successions.keySet())) {
      Optional<Instant> from =
          successions.containsKey(kind)
              ? schedule.successor(successions.get(kind).youngest().usedFrom(), now)
              : Optional.of(now);
      from.ifPresent(f -> due.add(newKeys.make(kind, f)));
    }
    return due;
  }

  /// What is left of signing keys that verify nothing else any more. Of those that only a newer
  /// version understands nothing is.
  private List<SealedKey> hints(List<SealedKey> keys, Set<String> over) {
    return KeyLife.of(keys, clock.instant()).stream()
        .filter(life -> life.key().purpose() == Purpose.SIGNING)
        .filter(life -> over.contains(life.key().id()))
        .filter(life -> KeyKind.of(life.key()).isKnown())
        .map(life -> newKeys.hint(life.key(), life.usedUntil().orElseThrow()))
        .toList();
  }

  private Set<String> over(List<SealedKey> keys, KeySchedule schedule) {
    List<KeyLife> lives = KeyLife.of(keys, clock.instant());
    // The clients are only read when there may be something to remove.
    if (over(lives, schedule, List.of()).isEmpty()) {
      return Set.of();
    }
    List<Client> clients = stores.clients().all();
    Set<String> over = over(lives, schedule, clients);
    over.removeAll(underSecrets(clients));
    over.removeAll(stores.factors().keyIds());
    return over;
  }

  private Set<String> over(List<KeyLife> lives, KeySchedule schedule, Collection<Client> clients) {
    Instant now = clock.instant();
    return lives.stream()
        .filter(life ->
            schedule.keptUntil(life, clients).filter(until -> !until.isAfter(now)).isPresent())
        .map(life -> life.key().id())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /// The keys of all client secrets, registration access tokens and software statements, and of the
  /// fingerprints of all declared entries.
  private Set<String> underSecrets(List<Client> clients) {
    return Stream.concat(
            clients.stream()
                .flatMap(client ->
                    Stream.concat(
                        client.credentials().secrets().stream(),
                        client.registration().stream()
                            .flatMap(one ->
                                Stream.concat(
                                    one.accessToken().stream(), one.softwareStatement().stream()))))
                .map(StoredSecret::keyId),
            Stream.of(
                    stores.clients().fingerprints(),
                    stores.people().fingerprints(),
                    stores.resources().fingerprints())
                .flatMap(fingerprints -> fingerprints.values().stream())
                .map(Fingerprints::keyId))
        .collect(Collectors.toSet());
  }

  private void reseal(SealedKey key) {
    KeyEncryption encryption = newKeys.encryption();
    encryption
        .open(key)
        .map(opened -> encryption.seal(key.purpose(), key.algorithm(), key.id(), opened.key()))
        .filter(sealed -> stores.keys().reseal(key, sealed))
        .ifPresent(_ -> audit.record(event(AuditEvent.Type.KEY_RESEALED, key)));
  }

  /// Makes the first key of each of these kinds that has none. It is used at once, since nobody has
  /// seen anything of it yet. Whoever is about to write down that a client or resource needs such
  /// keys calls this before, so that no node knows of the need before it can find the key.
  public void ensure(Collection<KeyKind> kinds) {
    List<SealedKey> seen;
    List<SealedKey> made;
    do {
      seen = stores.keys().all();
      Set<KeyKind> missing = new LinkedHashSet<>(kinds);
      missing.removeAll(Succession.of(seen).keySet());
      Instant now = clock.instant();
      made = missing.stream().map(kind -> newKeys.make(kind, now)).toList();
    } while (!change(seen, made, Set.of(), AuditEvent.Type.KEY_REMOVED));
  }

  /// Announces a successor of each key for these purposes. It is used once every cache can know it.
  ///
  /// @return the successors
  /// @throws KeyRing.UnusableKeys when the servers could not open them
  public List<SealedKey> rotate(Set<Purpose> purposes) {
    return make(purposes, KeySchedule.SOON, Set.of());
  }

  /// Puts new keys in the place of all those for these purposes, which somebody may know: what they
  /// made is no longer good. Client secrets stay good, since no key brings them to light without
  /// the database, and pairwise subjects stay the same, since clients would take everybody for
  /// somebody else.
  ///
  /// @return the new keys, which are used at once
  /// @throws KeyRing.UnusableKeys when the servers could not open them
  public List<SealedKey> replace(Set<Purpose> purposes) {
    Set<Purpose> withdrawn = new HashSet<>(purposes);
    withdrawn.removeAll(Set.of(Purpose.SECRET, Purpose.PAIRWISE));
    if (withdrawn.contains(Purpose.SIGNING)) {
      // Who knows one may know those before it.
      withdrawn.add(Purpose.ID_TOKEN_HINT);
    }
    return make(purposes, Duration.ZERO, withdrawn);
  }

  private List<SealedKey> make(Set<Purpose> purposes, Duration announced, Set<Purpose> withdrawn) {
    Instant from = clock.instant().plus(announced);
    // Made once, however often others are faster.
    Map<KeyKind, SealedKey> fresh = new HashMap<>();
    List<SealedKey> made;
    List<SealedKey> seen;
    Set<String> old;
    do {
      seen = stores.keys().all();
      seen.forEach(this::requireSealedUnderFirst);
      made =
          KeyKind.inUse(Succession.of(seen).keySet()).stream()
              .filter(kind -> purposes.contains(kind.purpose()))
              .map(kind -> fresh.computeIfAbsent(kind, k -> newKeys.make(k, from)))
              .toList();
      old =
          seen.stream()
              .filter(key -> withdrawn.contains(key.purpose()))
              .map(SealedKey::id)
              .collect(Collectors.toSet());
    } while (!change(seen, made, old, AuditEvent.Type.KEY_WITHDRAWN));
    return made;
  }

  private void requireSealedUnderFirst(SealedKey key) {
    int place =
        newKeys
            .encryption()
            .sealedUnder(key)
            .orElseThrow(() -> KeyRing.UnusableKeys.closed(key.id()));
    if (place > 1) {
      throw KeyRing.UnusableKeys.early(key.id());
    }
  }

  private boolean change(
      List<SealedKey> seen, List<SealedKey> added, Set<String> removed, AuditEvent.Type removal) {
    if (added.isEmpty() && removed.isEmpty()) {
      return true;
    }
    if (!stores.keys().change(seen, added, removed)) {
      return false;
    }
    added.stream()
        .filter(key -> key.purpose() != Purpose.ID_TOKEN_HINT)
        .forEach(key ->
            audit.record(
                event(AuditEvent.Type.KEY_CREATED, key)
                    .with("used_from", key.usedFrom().toString())));
    seen.stream()
        .filter(key -> removed.contains(key.id()))
        .forEach(key -> audit.record(event(removal, key)));
    return true;
  }

  private static AuditEvent event(AuditEvent.Type type, SealedKey key) {
    return AuditEvent.ofServer(type)
        .with("kid", key.id())
        .with("purpose", key.purpose().name().toLowerCase(Locale.ROOT))
        .with("alg", key.algorithm());
  }
}

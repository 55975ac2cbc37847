package dev.mapae.authorizationserver.pace;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.authorizationserver.store.Throttles;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Counts what comes again, at all nodes together. Nobody is kept out for good: it goes on at the
/// pace.
///
/// What a node counted itself it knows without asking, so that a flood is none of queries, and
/// there are no more writes than this node by itself would let through.
public final class Paces {
  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final Throttles throttles;
  private final Ids ids;
  private final InstantSource clock;

  /// What this node counted.
  private final Map<Kind, Pace> here = new ConcurrentHashMap<>();

  public Paces(
      String issuer, Supplier<KeyRing> keys, Throttles throttles, Ids ids, InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.throttles = throttles;
    this.ids = ids;
    this.clock = clock;
  }

  /// What comes again under one name.
  ///
  /// @param throttle where it is counted
  public record Count(Kind kind, String name, Throttle throttle) {}

  /// By a MAC, so that nobody can look for those who share their slots.
  public Count of(Kind kind, String name) {
    SecretKey key = keys.get().current(Purpose.MAC);
    ByteBuffer mac = ByteBuffer.wrap(key.mac("throttle", issuer, kind.name(), name));
    int one = Math.floorMod(mac.getInt(), Kind.SLOTS);
    int other = Math.floorMod(one + 1 + Math.floorMod(mac.getInt(), Kind.SLOTS - 1), Kind.SLOTS);
    return new Count(
        kind,
        name,
        new Throttle(
            kind.firstSlot() + one,
            kind.firstSlot() + other,
            kind.apart(),
            kind.atOnce(),
            kind.most()));
  }

  /// What comes from the network of an address.
  public Count ofNetwork(Kind kind, String remoteAddress) {
    return of(kind, Pace.network(remoteAddress));
  }

  /// Whether one more is within the pace of each of these; then it counts in each, and otherwise in
  /// none that has room for it. It is asked first and counted then: of those that come to several
  /// nodes in the same moment a few more pass, and count.
  public boolean admits(List<Count> counts) {
    boolean admitted = !isSlowedHere(counts) && hasRoom(counts, busy(counts));
    if (admitted) {
      throttles.count(throttles(counts), clock.instant());
    }
    return admitted;
  }

  /// The same, at one cost: where the time would tell whether there is somebody, or that two names
  /// are one person. What is refused, and what is of nobody, is written as if it counted, and
  /// counts nothing: whoever makes up names uses up nothing that others share.
  ///
  /// @param isOfSomebody otherwise it is refused
  /// @param typed by whoever asks
  public boolean admitsAtOneCost(List<Count> counts, boolean isOfSomebody, String typed) {
    boolean may = isOfSomebody && !isSlowedHere(counts);
    Set<Throttle> busy = busy(counts);
    boolean admitted = may && hasRoom(counts, busy);
    throttles.count(admitted ? throttles(counts) : madeUp(counts, typed), clock.instant());
    return admitted;
  }

  /// In rows of what was typed. Two that write one row wait for each other, which time would tell:
  /// so do two that type the same, whether or not there is somebody, and no two that type another
  /// name of one person.
  private List<Throttle> madeUp(List<Count> counts, String typed) {
    return counts.stream()
        .map(count -> of(count.kind(), "\n" + typed).throttle().uncounted())
        .toList();
  }

  private Set<Throttle> busy(List<Count> counts) {
    return throttles.busy(throttles(counts), clock.instant());
  }

  /// Here it counts in each, where none is slowed.
  private boolean hasRoom(List<Count> counts, Set<Throttle> busy) {
    return !isSlowed(counts, busy)
        && counts.stream().allMatch(count -> pace(count).admits(count.name()));
  }

  /// Whether one of these is slowed, as far as this node knows without asking.
  public boolean isSlowedHere(List<Count> counts) {
    return counts.stream().anyMatch(count -> !pace(count).wouldAdmit(count.name()));
  }

  /// Whether one of these is slowed.
  public boolean isSlowed(List<Count> counts) {
    return isSlowedHere(counts) || isSlowed(counts, busy(counts));
  }

  /// The same where the database was asked. Here it counts in those that are slowed, so that they
  /// are not asked for again and again, and never beyond the pace.
  ///
  /// @param busy what it said, of others as well
  public boolean isSlowed(List<Count> counts, Set<Throttle> busy) {
    List<Count> slowed = counts.stream().filter(count -> busy.contains(count.throttle())).toList();
    slowed.forEach(count -> pace(count).admits(count.name()));
    return !slowed.isEmpty();
  }

  /// Counts one of each, also where it is beyond the pace: those that came with it are over.
  public void count(List<Count> counts) {
    counts.forEach(count -> pace(count).count(count.name()));
    throttles.count(throttles(counts), clock.instant());
  }

  private Pace pace(Count count) {
    return here.computeIfAbsent(
        count.kind(),
        kind -> new Pace(kind.apart(), kind.atOnce(), kind.most(), clock, ids.next()));
  }

  private static List<Throttle> throttles(List<Count> counts) {
    return counts.stream().map(Count::throttle).toList();
  }
}

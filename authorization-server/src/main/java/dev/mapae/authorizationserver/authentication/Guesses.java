package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.authorizationserver.store.Throttles;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How fast passwords may be guessed, at all nodes together: those of one username from one
/// network, those of one username, and all from one network; and those in a browser in which the
/// person signed in before, by themselves. NIST SP 800-63B §3.2.2.
///
/// Only wrong passwords count, whether or not there is such a person. Nobody is locked out for
/// good: it goes on at the pace. What a node counted itself it knows without asking, so that a
/// flood of guesses is none of queries; and what it lets through is bounded by that.
public final class Guesses {
  private static final int SLOTS = 1 << 14;
  private static final Duration APART_OF_NETWORK = Duration.ofSeconds(3);
  private static final int AT_ONCE_OF_NETWORK = 200;

  /// What guesses have in common, and how fast they come then. Each has slots of its own.
  private enum Same {
    USERNAME_AND_NETWORK(0, SignInOutcome.LATER, 20),
    USERNAME(1, SignInOutcome.LATER, 100),
    NETWORK(2, APART_OF_NETWORK, AT_ONCE_OF_NETWORK),
    USERNAME_AND_BROWSER(3, SignInOutcome.LATER, 20);

    private final int firstSlot;
    private final Duration apart;
    private final int atOnce;

    Same(int place, Duration apart, int atOnce) {
      this.firstSlot = place * SLOTS;
      this.apart = apart;
      this.atOnce = atOnce;
    }
  }

  private record Count(Same same, String of, Throttle throttle) {}

  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final Throttles throttles;
  private final InstantSource clock;
  private final Map<Same, Pace> here = new EnumMap<>(Same.class);
  private final Pace codesOfNetwork;

  /// Of each browser with a name, while others would be slowed.
  private final Pace asking;

  public Guesses(
      String issuer, Supplier<KeyRing> keys, Throttles throttles, Ids ids, InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.throttles = throttles;
    this.clock = clock;
    for (Same same : Same.values()) {
      here.put(same, new Pace(same.apart, same.atOnce, clock, ids.next()));
    }
    this.asking =
        new Pace(
            Same.USERNAME_AND_BROWSER.apart, Same.USERNAME_AND_BROWSER.atOnce, clock, ids.next());
    this.codesOfNetwork = new Pace(APART_OF_NETWORK, AT_ONCE_OF_NETWORK, clock, ids.next());
  }

  /// Somebody who wants to try a password.
  final class Attempt {
    private final List<Count> strangers;
    private final Optional<String> browser;
    private final List<Count> known;

    private Attempt(List<Count> strangers, Optional<String> browser, List<Count> known) {
      this.strangers = strangers;
      this.browser = browser;
      this.known = known;
    }

    /// What the database is asked for, whoever they are.
    List<Throttle> throttles() {
      return Stream.concat(strangers.stream(), known.stream()).map(Count::throttle).toList();
    }

    /// Whether it is slowed without asking the database whether this browser knows them: where it
    /// would otherwise be, each browser in which anybody signed in has that asked at the pace.
    boolean isSlowedHere() {
      return isBusyHere(strangers) && browser.filter(asking::admits).isEmpty();
    }

    /// The same where it is known whether it does.
    boolean isSlowedHere(boolean isKnown) {
      return isBusyHere(counts(isKnown));
    }

    /// Whether it is slowed.
    ///
    /// @param isKnown whether the person signed in before in this browser
    /// @param busy what the database said
    boolean isSlowed(boolean isKnown, Set<Throttle> busy) {
      return isSlowedHere(isKnown)
          || counts(isKnown).stream().map(Count::throttle).anyMatch(busy::contains);
    }

    /// It was wrong.
    void wrong(boolean isKnown) {
      List<Count> counts = counts(isKnown);
      counts.forEach(count -> pace(count).count(count.of()));
      throttles.count(counts.stream().map(Count::throttle).toList(), clock.instant());
    }

    private List<Count> counts(boolean isKnown) {
      return isKnown ? known : strangers;
    }
  }

  private boolean isBusyHere(List<Count> counts) {
    return counts.stream().anyMatch(count -> !pace(count).wouldAdmit(count.of()));
  }

  private Pace pace(Count count) {
    return Objects.requireNonNull(here.get(count.same()));
  }

  /// @param browser its name, if anybody signed in in it before
  Attempt of(String username, Request request, Optional<String> browser) {
    String folded = Person.folded(username);
    String network = Pace.network(request.remoteAddress());
    return new Attempt(
        List.of(
            count(Same.USERNAME_AND_NETWORK, network + " " + folded),
            count(Same.USERNAME, folded),
            count(Same.NETWORK, network)),
        browser,
        browser.stream()
            .flatMap(name ->
                Stream.of(
                    count(Same.USERNAME_AND_BROWSER, name + " " + folded),
                    // All of these together, apart from all others: no username begins so.
                    count(Same.USERNAME, "\n" + folded)))
            .toList());
  }

  /// By a MAC, so that nobody can look for those who share their slots.
  private Count count(Same same, String of) {
    SecretKey key = keys.get().current(Purpose.MAC);
    ByteBuffer mac = ByteBuffer.wrap(key.mac("throttle", issuer, same.name(), of));
    int one = Math.floorMod(mac.getInt(), SLOTS);
    int other = Math.floorMod(one + 1 + Math.floorMod(mac.getInt(), SLOTS - 1), SLOTS);
    return new Count(
        same,
        of,
        new Throttle(same.firstSlot + one, same.firstSlot + other, same.apart, same.atOnce));
  }

  /// Whether one more code or passkey may be tried from there. Those of apps are counted for each
  /// person as well, in the database; recovery codes are too many to be guessed.
  boolean mayTryCode(String remoteAddress) {
    return codesOfNetwork.wouldAdmit(Pace.network(remoteAddress));
  }

  /// A code or passkey was wrong. Whoever comes as far as a code knew the password: those who do
  /// not, and guess that, are counted apart, and keep nobody from showing their code.
  void wrongCode(String remoteAddress) {
    codesOfNetwork.count(Pace.network(remoteAddress));
  }
}

package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// When keys are announced, and how long they are kept.
///
/// @param period how long a key is used; empty when only commands make successors
/// @param lifetimes those of the server
public record KeySchedule(Optional<Duration> period, Lifetimes lifetimes) {
  /// How long a key is used when nobody says otherwise.
  public static final Duration PRESET_PERIOD = Duration.ofDays(90);

  /// How long others may keep the published keys.
  public static final Duration CACHED = Duration.ofSeconds(60);

  /// How long a key is known before it is used when somebody asks for a new one: by then every
  /// cache has it, and every node, which takes a second.
  static final Duration SOON = CACHED.plus(CACHED);

  /// How long an ID token is good as a hint, from when its key made room: most sessions at clients
  /// have ended by then, and most refresh tokens, which bring younger ID tokens, live for less.
  private static final Duration HINTS = Duration.ofDays(90);

  private static final Duration DAY = Duration.ofDays(1);

  /// When the successor of the youngest key is used.
  ///
  /// @param usedFrom of the youngest key
  /// @return empty while it is too early to announce one
  Optional<Instant> successor(Instant usedFrom, Instant now) {
    return period
        .filter(p -> !usedFrom.plus(p).minus(announced(p)).isAfter(now))
        .map(p -> now.plus(announced(p)));
  }

  /// A day, for those who look seldom, or a tenth of a short period.
  private static Duration announced(Duration period) {
    // Duration's own division loads BigDecimal, which is a tenth of the start.
    Duration tenth = Duration.ofSeconds(period.toSeconds() / 10);
    return tenth.compareTo(DAY) < 0 ? tenth : DAY;
  }

  /// Until when a key is kept: as long as what it made may be presented, and a day more, since
  /// clocks differ. A key for client secrets is kept longer where one of them is still under it.
  ///
  /// @param clients all, since they may have lifetimes of their own
  /// @return empty for a key without successor
  public Optional<Instant> keptUntil(KeyLife life, Collection<Client> clients) {
    Duration presented =
        switch (life.key().purpose()) {
          case SIGNING, SEALING -> Lifetime.ACCESS_TOKEN.most();
          case ID_TOKEN_HINT -> HINTS;
          case MAC -> longestHandle(clients);
          case SECRET, PAIRWISE -> Duration.ZERO;
          // No request object lives longer.
          case ENCRYPTION -> DAY;
        };
    return life.usedUntil().map(until -> until.plus(presented).plus(DAY));
  }

  /// Codes, forms and pushed requests, which are good for little more than an hour, are within the
  /// day.
  private Duration longestHandle(Collection<Client> clients) {
    return Stream.concat(Stream.of(Lifetimes.PRESET), clients.stream().map(Client::lifetimes))
        .map(lifetimes::overriddenBy)
        .flatMap(l -> Stream.of(l.of(Lifetime.REFRESH_TOKEN_IDLE), l.of(Lifetime.SESSION)))
        .reduce(InitialAccessToken.LONGEST, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }
}

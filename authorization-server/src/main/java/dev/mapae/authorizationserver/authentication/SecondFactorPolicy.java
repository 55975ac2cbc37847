package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who must have more than a password, and what that may be.
///
/// @param everybody whether all people must
/// @param roles of which everyone must who has one of them
/// @param only what is good as a second factor, at least one; empty where nobody says so: then
///   whatever somebody has is good
public record SecondFactorPolicy(boolean everybody, Set<String> roles, Optional<Set<Way>> only) {
  /// Nobody must, and everybody may.
  public static final SecondFactorPolicy OPTIONAL = new SecondFactorPolicy(false, Set.of());

  /// Where whatever somebody has is good.
  public SecondFactorPolicy(boolean everybody, Set<String> roles) {
    this(everybody, roles, Optional.empty());
  }

  public SecondFactorPolicy {
    roles = Set.copyOf(roles);
    only = only.map(Set::copyOf);
    if (only.filter(Set::isEmpty).isPresent()) {
      throw new IllegalArgumentException("whoever has a second factor could not sign in");
    }
    if ((everybody || !roles.isEmpty()) && !accepts(only, Way.APP)) {
      throw new IllegalArgumentException("who must have one and has none could set up nothing");
    }
  }

  /// Something that is good after the first factor.
  public enum Way {
    /// Codes of an app, or those that are written down in case that it is lost.
    APP,
    PASSKEY;

    /// As it is written in the configuration.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// All of them.
    public static List<String> words() {
      return Stream.of(values()).map(Way::word).toList();
    }

    private static Way of(Kind kind) {
      return switch (kind) {
        case TOTP, RECOVERY_CODE -> APP;
        case PASSKEY -> PASSKEY;
      };
    }
  }

  public boolean isRequiredOf(Person person) {
    return everybody || person.roles().stream().anyMatch(roles::contains);
  }

  /// Whether a session is good enough for its person.
  boolean isMetBy(Session session, Person person) {
    return !isRequiredOf(person) || Acr.isMultiFactor(session);
  }

  /// Whether this is good after the first factor.
  public boolean accepts(Kind kind) {
    return accepts(only, Way.of(kind));
  }

  private static boolean accepts(Optional<Set<Way>> only, Way way) {
    return only.map(ways -> ways.contains(way)).orElse(true);
  }

  /// Whether people make passkeys for that, where nobody signs in by one alone.
  public boolean offersPasskeys() {
    return only.filter(ways -> ways.contains(Way.PASSKEY)).isPresent();
  }

  /// Somebody with that alone which is good after the first factor. What they have besides still
  /// keeps the first from being enough. Recovery codes stand in the place of something: alone they
  /// would be a second password on paper.
  public Holder accepted(Holder holder) {
    Holder good =
        new Holder(
            holder.person(),
            holder.factors().stream().filter(factor -> accepts(factor.kind())).toList());
    return good.hasSecond() ? good : new Holder(holder.person(), List.of());
  }
}

package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What people have besides their password, and how they use it.
public interface Factors {
  /// Finds the person who types this to sign in, as [People#findToSignIn], with all that they have,
  /// and says which throttles are slowed: in one query, whether or not there is such a person.
  Attempt findToSignIn(String typed, List<Throttle> asked, Instant now);

  /// What there is to know before a password is looked at.
  ///
  /// @param busy those that are slowed
  /// @param browsersKnownFrom as [People#browsersKnownFrom]; of nobody, the beginning of time
  record Attempt(Optional<Holder> holder, Set<Throttle> busy, Instant browsersKnownFrom) {
    public Attempt {
      busy = Set.copyOf(busy);
    }
  }

  /// Finds somebody with all that they have by subject.
  Optional<Holder> find(String subject);

  /// The same by one of what they have.
  Optional<Holder> findByFactor(Factor.Kind kind, String id);

  /// Uses one, durably before this returns. Exactly one of any number of racers wins.
  ///
  /// @param found as it was read
  /// @param used what takes its place: with a greater counter for a TOTP secret; for a passkey too,
  ///   unless both are zero; a recovery code is gone then
  /// @param once what else is spent by it, in the same transaction
  /// @return false when it, or one of what goes with it, was used before; then nothing is spent
  boolean use(Factor found, Factor used, List<Once> once);

  /// Counts that somebody tries a code of an app, before it is looked at: at all nodes together, so
  /// that of many that come at once none slips by. NIST SP 800-63B §5.2.2. The first [#FREE] wrong
  /// ones in a row are free; then each has to wait longer, up to a quarter of an hour; after
  /// [#MOST_TRIES] one a day is looked at, so that nobody is locked out for good. [#use] begins the
  /// count anew, but for an app: its right code takes itself and [#FREE] off.
  Tried tryCode(String subject, Instant now);

  int FREE = 10;

  int MOST_TRIES = 100;

  /// Whether a code may be looked at.
  sealed interface Tried {
    record Admitted() implements Tried {}

    /// Too many were wrong lately.
    record Later(Instant at) implements Tried {}

    /// So many were wrong in a row that only one a day is looked at, and something else is better
    /// shown.
    record NoMore() implements Tried {}
  }

  /// The ids of all keys that something is kept under.
  Set<String> keyIds();

  /// A person with what they have, oldest first.
  record Holder(Person person, List<Factor> factors) {
    public Holder {
      factors = List.copyOf(factors);
    }

    /// Those of one kind.
    public List<Factor> of(Factor.Kind kind) {
      return factors.stream().filter(factor -> factor.kind() == kind).toList();
    }

    /// Whether they are asked for more than their password.
    public boolean hasSecond() {
      return factors.stream().anyMatch(Factor::isSecond);
    }

    /// When they last used one of these.
    public Optional<Instant> usedAt(Factor.Kind kind) {
      return of(kind).stream().flatMap(f -> f.usedAt().stream()).max(Instant::compareTo);
    }
  }
}

package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a token must allow for a request to go on: authorization as data. RFC 6750 §3.1, RFC 9396
/// §9, RFC 9470.
///
/// ```java
/// api.require(scope("playlist.write").and(role("listener")).and(maxAge(Duration.ofMinutes(5))))
/// api.require(detail("payment_initiation").with("actions", "initiate"))
/// ```
///
/// @param scope every one of these is needed
/// @param roles every one of these is needed, in the claim `roles` (RFC 9068 §2.2.3.1) or the one
///   that [TrustedIssuer#rolesClaim] names
/// @param acrValues how the person has to have signed in: one of these in the claim `acr`, the best
///   first; empty when any way is good
/// @param maxAge how long ago they may have signed in at most, by the claim `auth_time`
/// @param details every one of these has to be among the `authorization_details`
public record Requirement(
    Scope scope,
    Set<String> roles,
    List<String> acrValues,
    Optional<Duration> maxAge,
    List<RequiredDetail> details) {
  /// @throws IllegalArgumentException for an `acr` that is empty or has a blank, and for less than
  ///   a second
  public Requirement {
    roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
    acrValues = List.copyOf(acrValues);
    details = List.copyOf(details);
    if (acrValues.stream().anyMatch(Requirement::isNoValue)) {
      throw new IllegalArgumentException("An acr is neither empty nor has a blank: " + acrValues);
    }
    // Seconds are all that a challenge can say, and nobody signed in less than none ago.
    if (maxAge.filter(age -> age.compareTo(Duration.ofSeconds(1)) < 0).isPresent()) {
      throw new IllegalArgumentException("A max_age is at least a second: " + maxAge.get());
    }
  }

  /// Blanks part the values of `acr_values`.
  private static boolean isNoValue(String acr) {
    return acr.isEmpty()
        || acr.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  /// Needs these, whenever and however the person signed in.
  public Requirement(Scope scope, Set<String> roles) {
    this(scope, roles, List.of(), Optional.empty(), List.of());
  }

  /// Needs each of these scope values.
  public static Requirement scope(String... scope) {
    return new Requirement(Scope.of(scope), Set.of());
  }

  /// Needs each of these roles.
  public static Requirement role(String... roles) {
    return new Requirement(Scope.empty(), Set.of(roles));
  }

  /// Needs a person who signed in in one of these ways, the best first. RFC 9470 §3 (`acr_values`).
  ///
  /// @throws IllegalArgumentException when there is none, or one is empty or has a blank
  public static Requirement acr(String... acrValues) {
    if (acrValues.length == 0) {
      throw new IllegalArgumentException("Which acr would do?");
    }
    return new Requirement(
        Scope.empty(), Set.of(), List.of(acrValues), Optional.empty(), List.of());
  }

  /// Needs a person who signed in not longer ago than this. RFC 9470 §3 (`max_age`).
  ///
  /// @throws IllegalArgumentException for less than a second
  public static Requirement maxAge(Duration age) {
    return new Requirement(Scope.empty(), Set.of(), List.of(), Optional.of(age), List.of());
  }

  /// Needs an authorization detail of this type; [#with(String, String...)] says more of it. RFC
  /// 9396 §9.
  ///
  /// @throws IllegalArgumentException for an empty type
  public static Requirement detail(String type) {
    return new Requirement(
        Scope.empty(),
        Set.of(),
        List.of(),
        Optional.empty(),
        List.of(new RequiredDetail(type, Map.of())));
  }

  /// Needs more of the one authorization detail that this needs: `with("actions", "initiate")`.
  /// What was said of the same member before goes on to be needed.
  ///
  /// A detail may name the `locations` that it is for (§2.2), and is good there alone. Where tokens
  /// are for several APIs, and the issuer does not give each the details of its own alone, a
  /// requirement says `with("locations", …)`.
  ///
  /// What depends on the request, an amount or an account, is told by
  /// [VerifiedToken#authorizationDetails(String)].
  ///
  /// @param member of the detail: a common one of RFC 9396 §2.2, or one of its type
  /// @param values all of which it has to have
  /// @throws IllegalArgumentException for no value
  /// @throws IllegalStateException when this needs no detail, or several
  public Requirement with(String member, String... values) {
    if (details.size() != 1) {
      throw new IllegalStateException("Say this of one detail: detail(type).with(member, values).");
    }
    return new Requirement(
        scope, roles, acrValues, maxAge, List.of(details.get(0).with(member, List.of(values))));
  }

  /// Needs this and the other.
  ///
  /// @throws IllegalArgumentException when no `acr` would be enough for both
  public Requirement and(Requirement other) {
    Set<String> both = new LinkedHashSet<>(roles);
    both.addAll(other.roles);
    return new Requirement(
        scope.and(other.scope),
        both,
        common(acrValues, other.acrValues),
        Stream.of(maxAge, other.maxAge).flatMap(Optional::stream).min(Duration::compareTo),
        Stream.concat(details.stream(), other.details.stream()).distinct().toList());
  }

  private static List<String> common(List<String> one, List<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    List<String> common = new ArrayList<>(one);
    common.retainAll(other);
    if (common.isEmpty()) {
      throw new IllegalArgumentException("No acr is among " + one + " and among " + other);
    }
    return common;
  }

  /// What this token lacks.
  ///
  /// @param now that `auth_time` is compared with
  /// @return empty when the token allows this; otherwise an error that names what is missing, and
  ///   whose `scope` is the whole scope that would be enough, so that a client can ask for just
  ///   that
  public Optional<ProtocolError> lacking(VerifiedToken token, Instant now) {
    // First, so that a client asks its person once for all of it. RFC 9470 §3.
    if (!isRightWay(token)) {
      return Optional.of(again("The person has to sign in in another way than they did.", token));
    }
    if (!isRecent(token, now)) {
      return Optional.of(again("The person has to sign in again: it is too long ago.", token));
    }
    Scope missing = scope.without(token.scope());
    if (!missing.isEmpty()) {
      return Optional.of(
          new ProtocolError.InsufficientScope(
              "The token lacks the scope " + missing + "; ask for a token that has it.", scope));
    }
    List<RequiredDetail> denied = details.stream().filter(d -> !d.isIn(token)).toList();
    if (!denied.isEmpty()) {
      return Optional.of(
          new ProtocolError.InsufficientScope(
              "The token lacks authorization_details of the type "
                  + denied.stream().map(RequiredDetail::toString).collect(Collectors.joining("; "))
                  + "; ask for a token that has them.",
              Scope.empty()));
    }
    // Sorted, so that equal refusals read equal.
    Set<String> absent = new TreeSet<>(roles);
    absent.removeAll(token.roles());
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ProtocolError.InsufficientScope(
                "This needs the role " + String.join(", ", absent) + ", which no scope replaces.",
                Scope.empty()));
  }

  private ProtocolError again(String description, VerifiedToken token) {
    return new ProtocolError.InsufficientUserAuthentication(
        description + " Send them to the authorization endpoint with what the challenge says.",
        acrValues,
        maxAge,
        scope.without(token.scope()).isEmpty() ? Scope.empty() : scope);
  }

  private boolean isRightWay(VerifiedToken token) {
    return acrValues.isEmpty()
        || token
            .claim("acr")
            .filter(acr -> acr instanceof String && acrValues.contains(acr))
            .isPresent();
  }

  /// A token that says nothing of it, such as one of a client that acts for itself, is not.
  private boolean isRecent(VerifiedToken token, Instant now) {
    return maxAge.isEmpty()
        || token
            .claim("auth_time")
            .filter(time ->
                time instanceof Number seconds
                    && now.getEpochSecond() - seconds.doubleValue() <= maxAge.get().toSeconds())
            .isPresent();
  }
}

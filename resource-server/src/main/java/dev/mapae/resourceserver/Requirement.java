package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a token must allow for a request to go on: authorization as data. RFC 6750 §3.1.
///
/// ```java
/// api.require(scope("playlist.write").and(role("listener")))
/// ```
///
/// @param scope every one of these is needed
/// @param roles every one of these is needed, in the claim `roles` (RFC 9068 §2.2.3.1)
public record Requirement(Scope scope, Set<String> roles) {
  public Requirement {
    roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
  }

  /// Needs each of these scope values.
  public static Requirement scope(String... scope) {
    return new Requirement(Scope.of(scope), Set.of());
  }

  /// Needs each of these roles.
  public static Requirement role(String... roles) {
    return new Requirement(Scope.empty(), Set.of(roles));
  }

  /// Needs this and the other.
  public Requirement and(Requirement other) {
    Set<String> both = new LinkedHashSet<>(roles);
    both.addAll(other.roles);
    return new Requirement(scope.and(other.scope), both);
  }

  /// What this token lacks.
  ///
  /// @return empty when the token allows this; otherwise an error that names what is missing, and
  ///   whose `scope` is the whole scope that would be enough, so that a client can ask for just
  ///   that
  public Optional<ProtocolError.InsufficientScope> lacking(VerifiedToken token) {
    Scope missing = scope.without(token.scope());
    if (!missing.isEmpty()) {
      return Optional.of(
          new ProtocolError.InsufficientScope(
              "The token lacks the scope " + missing + "; ask for a token that has it.", scope));
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
}

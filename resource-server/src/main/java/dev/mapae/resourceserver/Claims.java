package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is said about a token: the claims of a JWT (RFC 7519 §4), or the members of an
/// introspection response (RFC 7662 §2.2).
record Claims(Map<String, Object> members) {
  /// The year 9999; later ones are no dates but mischief.
  private static final double MAX_DATE = 253402300799d;

  /// A string that is not empty.
  Optional<String> text(String name) {
    return members.get(name) instanceof String s && !s.isEmpty()
        ? Optional.of(s)
        : Optional.empty();
  }

  /// One string, or those of a list.
  List<String> texts(String name) {
    Object claim = members.get(name);
    if (claim instanceof String s) {
      return List.of(s);
    }
    return claim instanceof List<?> list
        ? list.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .collect(Collectors.toList())
        : List.of();
  }

  /// A NumericDate of RFC 7519 §2. A date that is there and is none makes the token invalid.
  Optional<Instant> date(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= MAX_DATE) {
      return Optional.of(Instant.ofEpochSecond(n.longValue()));
    }
    throw invalid("The claim " + name + " of the token is not a date.");
  }

  /// RFC 6749 §3.3.
  Scope scope() {
    try {
      return text("scope").map(Scope::parse).orElse(Scope.empty());
    } catch (ProtocolException e) {
      throw invalid("The scope of the token is malformed.");
    }
  }

  static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidToken(description).exception();
  }

  /// Tells nothing of what is said.
  @Override
  public String toString() {
    return "Claims";
  }
}

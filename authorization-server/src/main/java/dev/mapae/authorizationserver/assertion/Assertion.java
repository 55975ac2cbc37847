package dev.mapae.authorizationserver.assertion;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedJwt;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A JWT by which somebody asserts something, be it that they are a client (RFC 7523 §2.2), that a
/// client may have tokens (§2.1), or what some software is (RFC 7591 §2.3): what has to hold for
/// all. RFC 7523 §3.
///
/// @param name of the parameter that it came in
/// @param refusal the error of that use, of a description
public record Assertion(
    String name,
    JWSObject jws,
    Map<String, Object> claims,
    Function<String, ProtocolException> refusal) {
  /// Of one, in characters.
  public static final int MAX_LENGTH = 16 * 1024;

  private static final int LONGEST_JTI = 256;

  /// Takes one apart, nothing of which is verified then.
  ///
  /// @throws ProtocolException for what is no signed JWT of at most 16 KiB
  public static Assertion parse(
      String name, String text, Function<String, ProtocolException> refusal) {
    Optional<UnverifiedJwt> jwt = UnverifiedJwt.parse(text, MAX_LENGTH);
    try {
      if (jwt.isPresent()) {
        return new Assertion(name, JWSObject.parse(text), jwt.get().claims(), refusal);
      }
    } catch (ParseException | RuntimeException e) {
      // Strangers choose these bytes, and some of them surprise the library.
    }
    throw refusal.apply("The %s is no signed JWT of at most 16 KiB.".formatted(name));
  }

  /// What is thrown of it.
  public ProtocolException refused(String description) {
    return refusal.apply(description);
  }

  /// The `alg` of its header, which decides nothing.
  public String algorithm() {
    return jws.getHeader().getAlgorithm().getName();
  }

  /// Refuses a JWT that is for something else, RFC 8725 §3.11.
  ///
  /// @param types what its `typ` may be, where it has one
  public void checkType(Set<JOSEObjectType> types, String advice) {
    JOSEObjectType type = jws.getHeader().getType();
    if (type != null && !types.contains(type)) {
      throw refused(
          "The typ of the %s is that of another kind of JWT; make it %s.".formatted(name, advice));
    }
  }

  /// A claim that has to be there.
  public String text(String claim) {
    return Optional.ofNullable(claims.get(claim))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> refused("The %s has no %s that is a text.".formatted(name, claim)));
  }

  private Optional<Instant> time(String claim) {
    @Nullable Object value = claims.get(claim);
    // Some libraries write null for what is not there.
    if (value == null) {
      return Optional.empty();
    }
    Optional<Instant> time = NumericDate.parse(value);
    if (time.isEmpty()) {
      throw refused("The %s of the %s is no time in seconds since 1970.".formatted(claim, name));
    }
    return time;
  }

  /// Its `iat`, if there is one.
  public Optional<Instant> issuedAt() {
    return time("iat");
  }

  private Instant expiresAt() {
    return time("exp").orElseThrow(() -> refused("The %s has no exp.".formatted(name)));
  }

  /// Checks `exp`, `nbf` and `iat`.
  ///
  /// @param longest how far ahead `exp` may be
  public void checkTimes(Instant now, Duration longest) {
    Instant expiresAt = expiresAt();
    if (!expiresAt.plus(NumericDate.SKEW).isAfter(now)) {
      throw refused("The %s has expired; bring a new one.".formatted(name));
    }
    if (expiresAt.isAfter(now.plus(longest).plus(NumericDate.SKEW))) {
      throw refused(
          "The %s lives too long; let exp be at most %d %s from now."
              .formatted(
                  name,
                  longest.toDays() > 1 ? longest.toDays() : longest.toMinutes(),
                  longest.toDays() > 1 ? "days" : "minutes"));
    }
    Instant latest = now.plus(NumericDate.SKEW);
    if (time("nbf").filter(latest::isBefore).isPresent()
        || time("iat").filter(latest::isBefore).isPresent()) {
      throw refused(
          "The %s is from the future: its nbf or iat is ahead; set the clock.".formatted(name));
    }
  }

  /// By which it is good for one request.
  ///
  /// @param owner who made it
  public Once once(Once.Kind kind, String owner) {
    String jti = text("jti");
    if (jti.length() > LONGEST_JTI) {
      throw refused("The jti of the %s has more than 256 characters.".formatted(name));
    }
    return Once.of(kind, owner, jti, expiresAt().plus(NumericDate.SKEW));
  }

  /// Tells nothing of it.
  @Override
  public String toString() {
    return "Assertion[" + name + "]";
  }
}

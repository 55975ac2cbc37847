package dev.mapae.authorizationserver.clientauth;

import static dev.mapae.authorizationserver.clientauth.ClientAssertions.refused;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client says of itself in an assertion. RFC 7523 §3.
///
/// Its audience is as in draft-ietf-oauth-rfc7523bis: this server and nothing else. One that names
/// an endpoint may have been asked for by another server, which now comes with it.
///
/// @param audience as it came: a text, or a list of them
record AssertionClaims(
    String subject,
    Object audience,
    Instant expiresAt,
    Optional<Instant> notBefore,
    Optional<Instant> issuedAt,
    String jti) {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
  private static final int LONGEST_JTI = 256;
  private static final long LAST_SECOND = 253_402_300_799L;

  /// RFC 6749 §A.1.
  private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,255}");

  /// How far the clock of a client may be off.
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final String TOKEN_ENDPOINT = "/token";

  /// @throws dev.mapae.protocol.ProtocolException `invalid_client` when one is missing or of the
  ///   wrong type
  static AssertionClaims parse(Map<String, Object> claims) {
    String subject = text(claims, "sub");
    if (!subject.equals(text(claims, "iss"))) {
      throw refused("The iss and the sub of the client_assertion have to be the client_id, both.");
    }
    if (!CLIENT_ID.matcher(subject).matches()) {
      throw refused("The sub of the client_assertion is no client_id.");
    }
    String jti = text(claims, "jti");
    if (jti.length() > LONGEST_JTI) {
      throw refused("The jti of the client_assertion has more than 256 characters.");
    }
    return new AssertionClaims(
        subject,
        Optional.ofNullable(claims.get("aud")).orElse(""),
        time(claims, "exp").orElseThrow(() -> refused("The client_assertion has no exp.")),
        time(claims, "nbf"),
        time(claims, "iat"),
        jti);
  }

  private static String text(Map<String, Object> claims, String name) {
    return Optional.ofNullable(claims.get(name))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> refused("The client_assertion has no " + name + " that is a text."));
  }

  private static Optional<Instant> time(Map<String, Object> claims, String name) {
    @Nullable Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number seconds && isTime(seconds.longValue())) {
      return Optional.of(Instant.ofEpochSecond(seconds.longValue()));
    }
    throw refused("The " + name + " of the client_assertion is no time in seconds since 1970.");
  }

  /// Of the years 1970 to 9999, so that one can count on from it.
  private static boolean isTime(long seconds) {
    return seconds >= 0 && seconds <= LAST_SECOND;
  }

  /// Checks everything but the signature.
  ///
  /// @param path of the endpoint that was called
  /// @throws dev.mapae.protocol.ProtocolException `invalid_client`
  void check(Issuer issuer, Client client, String path, Instant now) {
    if (!isFor(issuer, client, path)) {
      throw refused(
          "The aud of the client_assertion has to be the issuer of this server, "
              + issuer.value()
              + ", as a single text.");
    }
    if (!expiresAt.plus(SKEW).isAfter(now)) {
      throw refused("The client_assertion has expired; make a new one for each request.");
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE).plus(SKEW))) {
      throw refused(
          "The client_assertion lives too long; let exp be at most ten minutes from now.");
    }
    Instant latest = now.plus(SKEW);
    if (notBefore.filter(latest::isBefore).isPresent()
        || issuedAt.filter(latest::isBefore).isPresent()) {
      throw refused(
          "The client_assertion is from the future: its nbf or iat is ahead; set the clock.");
    }
  }

  private boolean isFor(Issuer issuer, Client client, String path) {
    if (!client.credentials().assertions().insecureAudience()) {
      return issuer.value().equals(audience);
    }
    List<String> ours =
        List.of(
            issuer.value(),
            issuer.url(TOKEN_ENDPOINT),
            issuer.url(path.substring(issuer.path().length())));
    return audience instanceof List<?> several
        ? several.stream().anyMatch(one -> one instanceof String text && ours.contains(text))
        : audience instanceof String one && ours.contains(one);
  }

  /// By which it is good for one request.
  Once once() {
    return Once.of(Once.Kind.CLIENT_ASSERTION, subject, jti, expiresAt.plus(SKEW));
  }
}

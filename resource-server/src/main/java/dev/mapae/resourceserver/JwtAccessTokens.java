package dev.mapae.resourceserver;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.VerificationKey;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Verifies JWT access tokens. RFC 9068 §4, RFC 8725 §3.
final class JwtAccessTokens implements TokenVerifier {
  /// Three parts of base64url; the library below would skip other characters.
  private static final Pattern JWS =
      Pattern.compile("[A-Za-z0-9_-]{1,4096}+\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]{1,2048}+");

  /// The year 9999; later ones are no dates but mischief.
  private static final double MAX_DATE = 253402300799d;

  private final ResourceServerSettings settings;
  private final IssuerKeys keys;
  private final InstantSource clock;

  JwtAccessTokens(ResourceServerSettings settings, IssuerKeys keys, InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public VerifiedToken verify(String token) {
    JWSObject jws = parse(token);
    verifyTyp(jws.getHeader());
    Map<String, Object> claims = claims(jws);
    // Before the signature, so that tokens of other issuers never make us ask for keys.
    verifyIssuer(claims);
    verifySignature(jws);
    verifyAudience(claims);
    Instant expiresAt = verifyTime(claims);
    verifyUnbound(claims);
    return new VerifiedToken(
        settings.issuer(),
        text(claims, "sub").orElseThrow(() -> invalid("The token names no subject.")),
        text(claims, "client_id"),
        scope(claims),
        Set.copyOf(texts(claims.get("roles"))),
        expiresAt,
        claims);
  }

  private static JWSObject parse(String token) {
    if (!JWS.matcher(token).matches()) {
      throw invalid("The token is not a signed JWT.");
    }
    JWSObject jws;
    try {
      jws = JWSObject.parse(token);
    } catch (ParseException | RuntimeException e) {
      // Strangers choose these bytes, and some (a header of `null`) surprise the library.
      throw invalid("The token is not a signed JWT.");
    }
    // The last character has bits that mean nothing, and a token has just one spelling.
    if (!Base64URL.encode(jws.getSignature().decode()).equals(jws.getSignature())) {
      throw invalid("The token is not a signed JWT.");
    }
    if (!VerificationKey.understands(jws.getHeader())) {
      throw invalid("The token has critical header parameters, and this API knows none.");
    }
    return jws;
  }

  /// RFC 9068 §4, first check; RFC 8725 §3.11. The prefix `application/` may be left out, RFC 7515
  /// §4.1.9.
  private void verifyTyp(JWSHeader header) {
    String typ = header.getType() == null ? "" : header.getType().getType();
    String prefix = "application/";
    String name =
        typ.regionMatches(true, 0, prefix, 0, prefix.length())
            ? typ.substring(prefix.length())
            : typ;
    if (settings.acceptedTyp().stream().noneMatch(name::equalsIgnoreCase)) {
      throw invalid(
          "The token is no access token: its typ is not "
              + String.join(" or ", settings.acceptedTyp())
              + ".");
    }
  }

  private static Map<String, Object> claims(JWSObject jws) {
    Map<String, Object> claims = jws.getPayload().toJSONObject();
    if (claims == null) {
      throw invalid("The token is a JWT without claims.");
    }
    return claims;
  }

  private void verifyIssuer(Map<String, Object> claims) {
    if (!settings.issuer().equals(claims.get("iss"))) {
      throw invalid(
          "The token comes from another issuer; this API trusts " + settings.issuer() + ".");
    }
  }

  /// The key decides which algorithms there are; the header only picks among its keys. RFC 8725
  /// §3.1.
  private void verifySignature(JWSObject jws) {
    if (keys.candidates(jws.getHeader()).stream().noneMatch(key -> key.verifies(jws))) {
      throw invalid("The signature of the token fits no key of its issuer.");
    }
  }

  private void verifyAudience(Map<String, Object> claims) {
    if (!texts(claims.get("aud")).contains(settings.audience())) {
      throw invalid("The token is for another API; this one is " + settings.audience() + ".");
    }
  }

  private Instant verifyTime(Map<String, Object> claims) {
    Instant now = clock.instant();
    Instant expiresAt =
        date(claims, "exp").orElseThrow(() -> invalid("The token does not say when it expires."));
    if (!now.isBefore(expiresAt.plus(settings.leeway()))) {
      throw invalid("The token has expired; get a new one.");
    }
    if (date(claims, "nbf").filter(t -> t.minus(settings.leeway()).isAfter(now)).isPresent()) {
      throw invalid("The token is not valid yet.");
    }
    return expiresAt;
  }

  /// A token that is bound to a key is no bearer token, and this API cannot check the key. RFC 7800
  /// §3, RFC 9449 §7.1.
  private static void verifyUnbound(Map<String, Object> claims) {
    if (claims.get("cnf") != null) {
      throw invalid("The token is bound to a key, which this API cannot check.");
    }
  }

  private static Scope scope(Map<String, Object> claims) {
    try {
      return text(claims, "scope").map(Scope::parse).orElse(Scope.empty());
    } catch (ProtocolException e) {
      throw invalid("The scope of the token is malformed.");
    }
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof String s && !s.isEmpty() ? Optional.of(s) : Optional.empty();
  }

  /// One string, or those of a list.
  private static List<String> texts(@Nullable Object claim) {
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
  private static Optional<Instant> date(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= MAX_DATE) {
      return Optional.of(Instant.ofEpochSecond(n.longValue()));
    }
    throw invalid("The claim " + name + " of the token is not a date.");
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidToken(description).exception();
  }
}

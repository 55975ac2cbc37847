package dev.mapae.resourceserver;

import com.nimbusds.jose.JWSHeader;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Recent;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Verifies JWT access tokens. RFC 9068 §4, RFC 8725 §3.
///
/// A token that was verified is recognized when it comes again. What may have changed until then,
/// the time and the keys, is looked at each time; all else that a verification depends on is in the
/// token itself, which is compared as a whole, or in the settings, which this object has for its
/// own like the tokens that it knows.
final class JwtAccessTokens implements TokenVerifier {
  /// Four thousand tokens of 500 characters, and up to as many again that came before them.
  private static final int RECENT_TOKENS = 2 * 1024 * 1024;

  private static final int RECENT_HEADERS = 16 * 1024;

  /// How many keys a token without `kid` is tried with.
  private static final int MAX_CANDIDATES = 5;

  /// The year 9999; later ones are no dates but mischief.
  private static final double MAX_DATE = 253402300799d;

  /// What holds of a token as long as these are the keys. Whether the request may present it is
  /// nothing that can be kept: [TokenBinding] compares its proof or certificate with the `cnf` of
  /// the token after this, each time.
  private record Checked(
      VerifiedToken token, Optional<Instant> notBefore, List<VerificationKey> keys) {}

  private final TrustedIssuer issuer;
  private final Duration leeway;
  private final IssuerKeys keys;
  private final InstantSource clock;
  private final Recent<Checked> recent = new Recent<>(RECENT_TOKENS);
  private final Recent<JWSHeader> headers = new Recent<>(RECENT_HEADERS);

  JwtAccessTokens(TrustedIssuer issuer, Duration leeway, IssuerKeys keys, InstantSource clock) {
    this.issuer = issuer;
    this.leeway = leeway;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public VerifiedToken verify(String token) {
    Optional<Checked> known =
        recent.find(token).filter(before -> before.keys().equals(keys.current()));
    Checked checked = known.orElseGet(() -> check(token));
    verifyTime(checked);
    if (known.isEmpty()) {
      recent.keep(token, checked);
    }
    return checked.token();
  }

  private Checked check(String token) {
    CompactJws jws = parse(token);
    verifyTyp(jws.header());
    Map<String, Object> claims =
        jws.claims().orElseThrow(() -> invalid("The token is a JWT without claims."));
    // Before the signature, so that tokens of other issuers never make us ask for keys.
    verifyIssuer(claims);
    List<VerificationKey> trusted = keys.knowing(Optional.ofNullable(jws.header().getKeyID()));
    verifySignature(jws, trusted);
    headers.keep(jws.encodedHeader(), jws.header());
    verifyAudience(claims);
    return new Checked(verified(claims), date(claims, "nbf"), trusted);
  }

  private VerifiedToken verified(Map<String, Object> claims) {
    return new VerifiedToken(
        issuer.issuer(),
        text(claims, "sub").orElseThrow(() -> invalid("The token names no subject.")),
        text(claims, "client_id"),
        scope(claims),
        Set.copyOf(texts(claims.get("roles"))),
        date(claims, "exp").orElseThrow(() -> invalid("The token does not say when it expires.")),
        claims);
  }

  private CompactJws parse(String token) {
    CompactJws jws =
        CompactJws.parse(token, headers)
            .orElseThrow(() -> invalid("The token is not a signed JWT."));
    if (!VerificationKey.understands(jws.header())) {
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
    if (issuer.acceptedTyp().stream().noneMatch(name::equalsIgnoreCase)) {
      throw invalid(
          "The token is no access token: its typ is not "
              + String.join(" or ", issuer.acceptedTyp())
              + ".");
    }
  }

  private void verifyIssuer(Map<String, Object> claims) {
    if (!issuer.issuer().equals(claims.get("iss"))) {
      throw invalid(
          "The token comes from another issuer; this API trusts " + issuer.issuer() + ".");
    }
  }

  /// The key decides which algorithms there are; the header only picks among its keys. RFC 8725
  /// §3.1.
  private static void verifySignature(CompactJws jws, List<VerificationKey> trusted) {
    if (trusted.stream()
        .filter(key -> key.fits(jws.header()))
        .limit(MAX_CANDIDATES)
        .noneMatch(jws::isSignedBy)) {
      throw invalid("The signature of the token fits no key of its issuer.");
    }
  }

  private void verifyAudience(Map<String, Object> claims) {
    if (!texts(claims.get("aud")).contains(issuer.audience())) {
      throw invalid("The token is for another API; this one is " + issuer.audience() + ".");
    }
  }

  private void verifyTime(Checked checked) {
    Instant now = clock.instant();
    if (!now.isBefore(checked.token().expiresAt().plus(leeway))) {
      throw invalid("The token has expired; get a new one.");
    }
    if (checked.notBefore().filter(t -> t.minus(leeway).isAfter(now)).isPresent()) {
      throw invalid("The token is not valid yet.");
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

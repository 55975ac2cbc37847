package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Claims.invalid;

import com.nimbusds.jose.JWSHeader;
import dev.mapae.protocol.Recent;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  static final int MAX_CANDIDATES = 5;

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
    Claims claims =
        jws.claims()
            .map(Claims::new)
            .orElseThrow(() -> invalid("The token is a JWT without claims."));
    // Before the signature, so that tokens of other issuers never make us ask for keys.
    verifyIssuer(claims);
    List<VerificationKey> trusted = keys.knowing(Optional.ofNullable(jws.header().getKeyID()));
    verifySignature(jws, trusted);
    headers.keep(jws.encodedHeader(), jws.header());
    verifyKind(jws.header(), claims);
    verifyAudience(claims);
    return new Checked(verified(claims), claims.date("nbf"), trusted);
  }

  private VerifiedToken verified(Claims claims) {
    return new VerifiedToken(
        issuer.issuer(),
        claims.text("sub").orElseThrow(() -> invalid("The token names no subject.")),
        claims.client(),
        claims.scope(),
        Set.copyOf(claims.roles(issuer.rolesClaim())),
        claims.date("exp").orElseThrow(() -> invalid("The token does not say when it expires.")),
        claims.members());
  }

  private CompactJws parse(String token) {
    CompactJws jws =
        CompactJws.parse(token, headers::find)
            .orElseThrow(() -> invalid("The token is not a signed JWT."));
    if (!VerificationKey.understands(jws.header())) {
      throw invalid("The token has critical header parameters, and this API knows none.");
    }
    return jws;
  }

  /// RFC 9068 §4, first check; RFC 8725 §3.11. The prefix `application/` may be left out, RFC 7515
  /// §4.1.9. No `typ` says as much as `JWT`, RFC 7519 §5.1.
  private void verifyTyp(JWSHeader header) {
    String name = typ(header);
    if (issuer.acceptedTyp().stream().noneMatch(name::equalsIgnoreCase)) {
      throw invalid(
          "The token is no access token: its typ is not "
              + String.join(" or ", issuer.acceptedTyp())
              + ". Where its issuer writes another one, the API has to say so (acceptTyp, or"
              + " accepted-typ in Spring Boot).");
    }
  }

  private static String typ(JWSHeader header) {
    String typ = header.getType() == null ? "JWT" : header.getType().getType();
    String prefix = "application/";
    return typ.regionMatches(true, 0, prefix, 0, prefix.length())
        ? typ.substring(prefix.length())
        : typ;
  }

  /// RFC 8725 §3.12: a `typ` that every JWT has leaves it to the claims to say what a token is.
  private static void verifyKind(JWSHeader header, Claims claims) {
    if (typ(header).equalsIgnoreCase("JWT") && claims.areOfAnotherKind()) {
      throw invalid(
          "The token says itself that it is an ID, refresh or logout token. Send the access_token"
              + " that came with it. If this is the access_token, its issuer makes both alike; an"
              + " API can take those by introspection, for an audience that no ID token has.");
    }
  }

  private void verifyIssuer(Claims claims) {
    if (!issuer.issuer().equals(claims.members().get("iss"))) {
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

  private void verifyAudience(Claims claims) {
    issuer.requireAudience(claims.texts("aud"));
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
}

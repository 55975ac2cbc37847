package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Claims.invalid;

import dev.mapae.protocol.Recent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the issuer of a token among those that an API trusts, before anybody is asked for keys or
/// about the token: whoever a token names must not get it, and must not make us call him.
///
/// A JWT is for the issuer that its `iss` names, letter for letter; any other token is for the one
/// issuer that is asked about tokens, if there is one.
final class TrustedIssuers implements TokenVerifier {
  private static final int RECENT_TOKENS = 2 * 1024 * 1024;

  private final Map<String, TokenVerifier> verifiers;
  private final Optional<TokenVerifier> forOpaque;
  private final Recent<TokenVerifier> recent = new Recent<>(RECENT_TOKENS);

  private TrustedIssuers(Map<String, TokenVerifier> verifiers, Optional<TokenVerifier> forOpaque) {
    this.verifiers = verifiers;
    this.forOpaque = forOpaque;
  }

  /// What verifies the tokens of these issuers.
  static TokenVerifier of(ResourceServerSettings settings, Fetcher fetcher, InstantSource clock) {
    List<TrustedIssuer> issuers = settings.issuers();
    Map<String, TokenVerifier> verifiers = new LinkedHashMap<>();
    for (TrustedIssuer issuer : issuers) {
      verifiers.put(issuer.issuer(), verifier(issuer, settings.leeway(), fetcher, clock));
    }
    Optional<TokenVerifier> forOpaque =
        issuers.stream()
            .filter(issuer -> issuer.introspection().isPresent())
            .findFirst()
            .map(issuer -> verifiers.get(issuer.issuer()));
    return issuers.size() == 1 && forOpaque.isEmpty()
        ? verifiers.values().iterator().next()
        : new TrustedIssuers(verifiers, forOpaque);
  }

  private static TokenVerifier verifier(
      TrustedIssuer issuer, Duration leeway, Fetcher fetcher, InstantSource clock) {
    IssuerKeys keys = new IssuerKeys(issuer, fetcher, clock);
    return issuer
        .introspection()
        .<TokenVerifier>map(settings ->
            new IntrospectedTokens(
                issuer,
                settings,
                new IntrospectionEndpoint(issuer, settings, leeway, keys, fetcher),
                leeway,
                clock))
        .orElseGet(() -> new JwtAccessTokens(issuer, leeway, keys, clock));
  }

  @Override
  public VerifiedToken verify(String token) {
    Optional<TokenVerifier> known = recent.find(token);
    TokenVerifier verifier = known.orElseGet(() -> choose(token));
    VerifiedToken verified = verifier.verify(token);
    if (known.isEmpty()) {
      recent.keep(token, verifier);
    }
    return verified;
  }

  private TokenVerifier choose(String token) {
    Optional<Map<String, Object>> claims = CompactJws.parse(token).flatMap(CompactJws::claims);
    if (claims.isEmpty() && verifiers.size() > 1 && hasPartsOfJwt(token)) {
      throw invalid("The token is a JWT that this API cannot read.");
    }
    Optional<Object> issuer = claims.flatMap(all -> Optional.ofNullable(all.get("iss")));
    if (issuer.isEmpty()) {
      return forOpaque.orElseThrow(() -> invalid("The token is not a signed JWT of an issuer."));
    }
    return Optional.ofNullable(verifiers.get(String.valueOf(issuer.get())))
        .orElseThrow(() ->
            invalid(
                "The token comes from another issuer; this API trusts "
                    + String.join(" and ", verifiers.keySet())
                    + "."));
  }

  /// One that is signed or encrypted (RFC 7516 §7.1), by whichever issuer.
  private static boolean hasPartsOfJwt(String token) {
    long dots = token.chars().filter(c -> c == '.').count();
    return dots == 2 || dots == 4;
  }
}

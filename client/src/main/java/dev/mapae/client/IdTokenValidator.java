package dev.mapae.client;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Validates ID tokens. OIDC Core §3.1.3.7, §3.1.3.8 and §12.2.
final class IdTokenValidator {
  private static final int MAX_SUBJECT = 255;

  private final String issuer;
  private final String clientId;
  private final IdTokenPolicy policy;
  private final Jwks jwks;
  private final Environment environment;

  IdTokenValidator(Client client, Jwks jwks) {
    this.issuer = client.server().issuer();
    this.clientId = client.clientId();
    this.policy = client.idTokenPolicy();
    this.environment = client.environment();
    this.jwks = jwks;
  }

  /// Validates the ID token that answers an authorization request.
  ///
  /// @throws ClientException `Untrusted`, saying which check failed
  IdToken issued(String serialized, String accessToken, AuthorizationRequest request) {
    IdToken token = validate(serialized, accessToken);
    Optional<String> nonce = token.string("nonce");
    check(
        nonce.isPresent() == request.nonce().isPresent()
            && equal(nonce.orElse(""), request.nonce().orElse("")),
        "nonce is not the one that was sent");
    if (request.maxAge().isPresent()) {
      Instant oldest =
          environment.clock().instant().minus(request.maxAge().get()).minus(policy.leeway());
      Optional<Instant> authTime = time(token.claims(), "auth_time");
      check(authTime.isPresent(), "auth_time is missing although max_age was sent");
      check(!authTime.get().isBefore(oldest), "auth_time is longer ago than max_age");
    }
    return token;
  }

  /// Validates an ID token that came with a refresh: it has to speak of the same sign-in.
  IdToken refreshed(String serialized, String accessToken, Optional<IdToken> before) {
    IdToken token = validate(serialized, accessToken);
    before.ifPresent(old -> {
      check(token.subject().equals(old.subject()), "sub is another than before");
      check(
          audiences(token.claims()).containsAll(audiences(old.claims())),
          "aud is another than before");
      check(token.string("azp").equals(old.string("azp")), "azp is another than before");
      check(
          token.authTime().isEmpty() || token.authTime().equals(old.authTime()),
          "auth_time is another than before");
      check(
          token.string("nonce").isEmpty() || token.string("nonce").equals(old.string("nonce")),
          "nonce is another than before");
    });
    return token;
  }

  private IdToken validate(String serialized, String accessToken) {
    SignedJWT jwt;
    Map<String, Object> claims;
    try {
      jwt = SignedJWT.parse(serialized);
      claims = jwt.getPayload().toJSONObject();
    } catch (ParseException | RuntimeException e) {
      // Some bytes (a header of `null`) surprise the library.
      throw untrusted("it is not a signed JWT");
    }
    check(claims != null, "its payload is not a JSON object");
    checkHeader(jwt.getHeader());
    check(
        jwks.candidates(jwt.getHeader()).stream().anyMatch(key -> key.verifies(jwt)),
        "no key of the issuer made its signature");
    checkClaims(claims);
    checkTimes(claims);
    if (claims.containsKey("at_hash")) {
      check(
          equal(String.valueOf(claims.get("at_hash")), halfHash(accessToken)),
          "at_hash is not of the access token");
    }
    return new IdToken(serialized, claims);
  }

  private void checkHeader(JWSHeader header) {
    check(
        header.getAlgorithm().getName().equals(policy.algorithm()),
        "alg is not "
            + policy.algorithm()
            + ", which this client expects (IdTokenPolicy.withAlgorithm expects another)");
    check(
        header.getType() == null || header.getType().getType().equalsIgnoreCase("JWT"),
        "typ is of another kind of token");
    check(VerificationKey.understands(header), "crit names an extension that is not understood");
  }

  private void checkClaims(Map<String, Object> claims) {
    check(issuer.equals(claims.get("iss")), "iss is another issuer");
    check(
        claims.get("sub") instanceof String sub && !sub.isEmpty() && sub.length() <= MAX_SUBJECT,
        "sub is missing or unusable");
    Set<String> audiences = audiences(claims);
    check(audiences.contains(clientId), "aud does not name this client");
    check(
        audiences.stream()
            .allMatch(a -> a.equals(clientId) || policy.trustedAudiences().contains(a)),
        "aud names others whom this client does not trust");
    check(audiences.size() == 1 || claims.containsKey("azp"), "azp is missing");
    check(
        !claims.containsKey("azp") || clientId.equals(claims.get("azp")), "azp is another client");
  }

  private void checkTimes(Map<String, Object> claims) {
    Instant now = environment.clock().instant();
    Optional<Instant> exp = time(claims, "exp");
    Optional<Instant> iat = time(claims, "iat");
    check(exp.isPresent() && iat.isPresent(), "exp or iat is missing");
    check(now.isBefore(exp.get().plus(policy.leeway())), "it has expired");
    check(!iat.get().isAfter(now.plus(policy.leeway())), "iat lies in the future");
    check(
        time(claims, "nbf").filter(nbf -> nbf.isAfter(now.plus(policy.leeway()))).isEmpty(),
        "nbf lies in the future");
    time(claims, "auth_time");
  }

  private static Set<String> audiences(Map<String, Object> claims) {
    Object aud = claims.get("aud");
    List<?> values = aud instanceof List<?> list ? list : aud == null ? List.of() : List.of(aud);
    Set<String> audiences = new TreeSet<>();
    for (Object value : values) {
      if (!(value instanceof String audience)) {
        throw untrusted("aud is of the wrong type");
      }
      audiences.add(audience);
    }
    return audiences;
  }

  private static Optional<Instant> time(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number seconds)
        || seconds.doubleValue() < 0
        || seconds.doubleValue() > 1e11) {
      throw untrusted(name + " is not a time");
    }
    return Optional.of(Instant.ofEpochSecond(seconds.longValue()));
  }

  /// The left half of the hash that the algorithm goes with. OIDC Core §3.1.3.6.
  private String halfHash(String accessToken) {
    String algorithm = policy.algorithm();
    String hash =
        algorithm.endsWith("256") ? "SHA-256" : algorithm.endsWith("384") ? "SHA-384" : "SHA-512";
    try {
      byte[] digest =
          MessageDigest.getInstance(hash).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, digest.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw untrusted(otherwise);
    }
  }

  private static ClientException untrusted(String why) {
    return new ClientError.Untrusted("The ID token is refused: " + why + ".").exception();
  }
}

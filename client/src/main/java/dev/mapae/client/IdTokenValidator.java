package dev.mapae.client;

import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// Validates ID tokens. OIDC Core §3.1.3.7, §3.1.3.8 and §12.2.
final class IdTokenValidator {
  private static final int MAX_SUBJECT = 255;
  private static final String NAME = "ID token";

  private final String clientId;
  private final IdTokenPolicy policy;
  private final ServerJwts jwts;

  IdTokenValidator(Client client, Jwks jwks) {
    this.clientId = client.clientId();
    this.policy = client.idTokenPolicy();
    this.jwts = new ServerJwts(client.server().issuer(), client.environment(), jwks);
  }

  /// The tokens with their ID token, which has to be there if `openid` was asked for.
  ///
  /// @param asked the scope that was asked for
  /// @param nonce the one that was sent
  Tokens complete(
      IssuedTokens issued, Scope asked, Optional<String> nonce, Optional<Duration> maxAge) {
    if (issued.idToken().isEmpty() && asked.contains("openid")) {
      throw new ClientError.InvalidAnswer(
              "The server issued no ID token although openid was asked.")
          .exception();
    }
    return issued.with(
        issued.idToken().map(raw -> issued(raw, issued.tokens().accessToken(), nonce, maxAge)));
  }

  /// Validates the ID token that answers a request.
  ///
  /// @param nonce the one that was sent
  /// @param maxAge what was asked for
  /// @throws ClientException `Untrusted`, saying which check failed
  IdToken issued(
      String serialized, String accessToken, Optional<String> nonce, Optional<Duration> maxAge) {
    String signed = policy.decryption().open(serialized, NAME);
    ServerJwt token = validate(signed, accessToken);
    token.check(
        token.string("nonce").isPresent() == nonce.isPresent()
            && equal(token.string("nonce").orElse(""), nonce.orElse("")),
        "nonce is not the one that was sent");
    if (maxAge.isPresent()) {
      Instant oldest = token.now().minus(maxAge.get()).minus(policy.leeway());
      Optional<Instant> authTime = token.time("auth_time");
      token.check(authTime.isPresent(), "auth_time is missing although max_age was sent");
      token.check(!authTime.get().isBefore(oldest), "auth_time is longer ago than max_age");
    }
    return new IdToken(signed, token.claims());
  }

  /// Validates an ID token that came with a refresh: it has to speak of the same sign-in.
  IdToken refreshed(String serialized, String accessToken, Optional<IdToken> before) {
    String signed = policy.decryption().open(serialized, NAME);
    ServerJwt jwt = validate(signed, accessToken);
    IdToken token = new IdToken(signed, jwt.claims());
    before.ifPresent(old -> {
      jwt.check(token.subject().equals(old.subject()), "sub is another than before");
      jwt.check(
          jwt.audiences().containsAll(new ServerJwt(NAME, old.claims(), jwt.now()).audiences()),
          "aud is another than before");
      jwt.check(token.string("azp").equals(old.string("azp")), "azp is another than before");
      jwt.check(
          token.authTime().isEmpty() || token.authTime().equals(old.authTime()),
          "auth_time is another than before");
      jwt.check(
          token.string("nonce").isEmpty() || token.string("nonce").equals(old.string("nonce")),
          "nonce is another than before");
    });
    return token;
  }

  private ServerJwt validate(String signed, String accessToken) {
    ServerJwt token =
        jwts.verify(
            signed,
            new ServerJwts.Kind(
                NAME,
                policy.algorithm(),
                Set.of("jwt"),
                policy.leeway(),
                "IdTokenPolicy.withAlgorithm"));
    checkClaims(token);
    if (token.claims().containsKey("at_hash")) {
      token.check(
          equal(String.valueOf(token.claims().get("at_hash")), halfHash(accessToken)),
          "at_hash is not of the access token");
    }
    return token;
  }

  private void checkClaims(ServerJwt token) {
    token.check(
        token.time("exp").isPresent() && token.time("iat").isPresent(), "exp or iat is missing");
    token.time("auth_time");
    token.check(
        token.string("sub").filter(s -> !s.isEmpty() && s.length() <= MAX_SUBJECT).isPresent(),
        "sub is missing or unusable");
    token.checkAudience(clientId, policy);
    boolean azp = token.claims().containsKey("azp");
    token.check(token.audiences().size() == 1 || azp, "azp is missing");
    token.check(!azp || clientId.equals(token.claims().get("azp")), "azp is another client");
  }

  /// The left half of the hash that the algorithm goes with. OIDC Core §3.1.3.6.
  private String halfHash(String accessToken) {
    try {
      byte[] digest =
          MessageDigest.getInstance(hash(policy.algorithm()))
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, digest.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(String algorithm) {
    if (IdTokenPolicy.isMlDsa(algorithm)) {
      return IdTokenPolicy.HASH_OF_ML_DSA;
    }
    return algorithm.endsWith("256")
        ? "SHA-256"
        : algorithm.endsWith("384") ? "SHA-384" : "SHA-512";
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.mapae.authorizationserver.upstream;

import com.nimbusds.jose.JOSEObjectType;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.assertion.NumericDate;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies the ID token of a provider. OIDC Core §3.1.3.7.
record ProviderIdToken(UpstreamProvider provider, ClientKeys keys) {
  /// However far ahead its `exp` may be: it is looked at once.
  private static final Duration LONGEST_LIFE = Duration.ofDays(7);

  private static final int LONGEST_SUB = 255;
  private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT);

  /// By the number in the name of an algorithm.
  private static final Map<String, String> HASHES =
      Map.of("256", "SHA-256", "384", "SHA-384", "512", "SHA-512");

  /// The claims of one that holds.
  ///
  /// @throws UpstreamFailed for one that does not
  Map<String, Object> verify(
      String text, ProviderMetadata metadata, Expected expected, Instant now) {
    try {
      Assertion token = Assertion.parse("ID token", text, ProviderIdToken::refusal);
      token.checkType(TYPES, "JWT");
      checkParties(token);
      token.checkTimes(now, LONGEST_LIFE);
      if (token.issuedAt().isEmpty()) {
        throw token.refused("The ID token has no iat.");
      }
      if (!SecretKey.same(token.text("nonce"), expected.nonce())) {
        throw token.refused("The nonce of the ID token is another one.");
      }
      checkSubject(token.text("sub"));
      checkHash(token, expected.accessToken());
      if (!isSigned(token, metadata)) {
        throw token.refused("The ID token is not signed with a key of the provider.");
      }
      return token.claims();
    } catch (ProtocolException e) {
      throw UpstreamFailed.refused(e.error().description());
    }
  }

  /// What it has to fit to.
  ///
  /// @param nonce that was sent
  /// @param accessToken that came with it
  record Expected(String nonce, Optional<String> accessToken) {
    /// Tells nothing of them.
    @Override
    public String toString() {
      return "Expected";
    }
  }

  private static ProtocolException refusal(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }

  /// One that is for others as well could be brought by them: they have to be trusted, and it has
  /// to be ours among them.
  private void checkParties(Assertion token) {
    if (!token.text("iss").equals(provider.issuer())) {
      throw token.refused("The iss of the ID token is another provider.");
    }
    String own = provider.client().id();
    Set<Object> others = new HashSet<>(audiences(token));
    if (!others.stream().allMatch(String.class::isInstance)) {
      throw token.refused("The aud of the ID token has something that is no string.");
    }
    if (!others.remove(own)) {
      throw token.refused("The aud of the ID token is not this client.");
    }
    if (!provider.client().trustedAudiences().containsAll(others)) {
      throw token.refused(
          "The aud of the ID token has others besides this client that are not among the"
              + " trusted_audiences of the provider.");
    }
    boolean isNamed = token.claims().containsKey("azp");
    if (!others.isEmpty() && !isNamed) {
      throw token.refused("The ID token is for several, and has no azp.");
    }
    if (isNamed && !own.equals(token.claims().get("azp"))) {
      throw token.refused("The azp of the ID token is another client.");
    }
  }

  private static Collection<?> audiences(Assertion token) {
    @Nullable Object aud = token.claims().get("aud");
    return aud instanceof Collection<?> several ? several : aud == null ? List.of() : List.of(aud);
  }

  private static void checkSubject(String subject) {
    if (subject.length() > LONGEST_SUB || !subject.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw UpstreamFailed.refused("The sub of the ID token is none (OIDC Core 2).");
    }
  }

  /// OIDC Core §3.1.3.8.
  private static void checkHash(Assertion token, Optional<String> accessToken) {
    if (!token.claims().containsKey("at_hash")) {
      return;
    }
    String said = token.text("at_hash");
    String algorithm = token.algorithm();
    String hash =
        HASHES.getOrDefault(algorithm.substring(Math.max(0, algorithm.length() - 3)), "SHA-512");
    if (accessToken.filter(t -> SecretKey.same(leftHalf(hash, t), said)).isEmpty()) {
      throw token.refused("The at_hash of the ID token is not that of the access token.");
    }
  }

  private static String leftHalf(String hash, String accessToken) {
    try {
      byte[] whole =
          MessageDigest.getInstance(hash).digest(accessToken.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(whole, whole.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// The key carries its algorithm, and all here are asymmetric: nobody signs with the secret.
  private boolean isSigned(Assertion token, ProviderMetadata metadata) {
    try {
      return VerificationKey.ALGORITHMS.contains(token.algorithm())
          // Whoever is trusted by the same name for something else has keys of its own.
          && keys.verify(
              "upstream\n" + provider.issuer(),
              new ClientKeySource.JwksUri(metadata.jwksUri()),
              token.jws());
    } catch (UnavailableKeys e) {
      String reason = "its jwks_uri leads to no keys: " + e.reason();
      throw e.passes() ? UpstreamFailed.unavailable(reason) : UpstreamFailed.refused(reason);
    }
  }

  /// When somebody signed in there, if it says so.
  static Optional<Instant> authTime(Map<String, Object> claims) {
    return NumericDate.parse(claims.get("auth_time"));
  }
}

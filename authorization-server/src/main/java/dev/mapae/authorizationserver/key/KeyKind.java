package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What kinds of keys there are. Of each that there is, one is in use at any time.
public record KeyKind(Purpose purpose, String algorithm) {
  private static final KeyKind MAC = new KeyKind(Purpose.MAC, "HS256");
  private static final KeyKind SECRET = new KeyKind(Purpose.SECRET, "HS256");
  private static final KeyKind SEALING = new KeyKind(Purpose.SEALING, "A256GCM");

  /// Of the one key that never makes room for another.
  static final KeyKind PAIRWISE = new KeyKind(Purpose.PAIRWISE, "HS256");

  /// The algorithms of the key pairs that open what is encrypted for this server. RFC 7518 §4.3,
  /// §4.6.
  static final String RSA_OAEP = "RSA-OAEP-256";

  private static final String ECDH = "ECDH-ES";

  /// Those that every server has. ES256 signs access tokens; RS256 signs ID tokens, as every OpenID
  /// Connect client understands it. Keys of other kinds are made when somebody needs one.
  static final List<KeyKind> ALWAYS =
      List.of(signing("ES256"), signing("RS256"), MAC, SECRET, SEALING);

  // Both by hand, since each start looks kinds up and would wait for Java to make those of a
  // record.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyKind kind
        && kind.purpose == purpose
        && kind.algorithm.equals(algorithm);
  }

  @Override
  public int hashCode() {
    return 31 * purpose.hashCode() + algorithm.hashCode();
  }

  static KeyKind of(SealedKey key) {
    return new KeyKind(key.purpose(), key.algorithm());
  }

  /// The kind of the key pairs that sign with an algorithm.
  public static KeyKind signing(String algorithm) {
    return new KeyKind(Purpose.SIGNING, algorithm);
  }

  /// The kind of what is left of them for hints.
  static KeyKind hints(String algorithm) {
    return new KeyKind(Purpose.ID_TOKEN_HINT, algorithm);
  }

  /// The kind of the key pairs that open what is encrypted by an algorithm: those with ECDH-ES and
  /// a wrapped key are those without.
  ///
  /// @param alg of a JWE
  public static KeyKind opening(String alg) {
    return new KeyKind(Purpose.ENCRYPTION, alg.startsWith(ECDH) ? ECDH : alg);
  }

  /// The kinds of the keys that make, or open, what a client registered for.
  public static Set<KeyKind> neededBy(Client client) {
    return Stream.of(
            client.responses().all().stream().map(KeyKind::signing),
            client.requestObjects().encryptionAlg().map(KeyKind::opening).stream(),
            client.subjects().pairwise() ? Stream.of(PAIRWISE) : Stream.<KeyKind>empty())
        .flatMap(kinds -> kinds)
        .collect(Collectors.toSet());
  }

  /// The kinds of the keys that make access tokens for a resource.
  public static Set<KeyKind> neededBy(Resource resource) {
    return resource.format() == AccessTokenFormat.JWT
        ? Set.of(signing(resource.accessTokenAlg()))
        : Set.of();
  }

  /// The kind of the symmetric keys for a purpose.
  static KeyKind secret(Purpose purpose) {
    return switch (purpose) {
      case MAC -> MAC;
      case SECRET -> SECRET;
      case SEALING -> SEALING;
      case PAIRWISE -> PAIRWISE;
      case SIGNING, ID_TOKEN_HINT, ENCRYPTION ->
          throw new IllegalArgumentException("that is done by key pairs");
    };
  }

  /// The kinds that keys are made of as time goes by: those that every server has, and those that
  /// this one came to need, but for the one whose key stays for good, and for what is left of those
  /// that signed.
  ///
  /// @param kinds of the keys that there are
  static Set<KeyKind> inUse(Collection<KeyKind> kinds) {
    Set<KeyKind> used = new LinkedHashSet<>(ALWAYS);
    kinds.stream().filter(KeyKind::isKnown).filter(k -> !k.isOfHints()).forEach(used::add);
    used.remove(PAIRWISE);
    return used;
  }

  /// Whether this version can use such a key; a newer one may have made others.
  boolean isKnown() {
    return ALWAYS.contains(this)
        || equals(PAIRWISE)
        || ((purpose == Purpose.SIGNING || isOfHints())
            && SigningAlgorithm.of(algorithm).isPresent())
        || (purpose == Purpose.ENCRYPTION && isToOpen());
  }

  private boolean isOfHints() {
    return purpose == Purpose.ID_TOKEN_HINT;
  }

  private boolean isToOpen() {
    return algorithm.equals(RSA_OAEP) || algorithm.equals(ECDH);
  }
}

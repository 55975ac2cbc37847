package dev.mapae.protocol;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One public key out of a JWK Set and the algorithms that it verifies, which are asymmetric ones
/// always. RFC 7517 §4, RFC 7518 §3, RFC 8725 §3.1.
///
/// A key may be shared between threads.
public final class VerificationKey {
  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);
  private static final Map<Curve, JWSAlgorithm> EC =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  /// Two names of the same, RFC 8037 §3.1 and RFC 9864 §2.2.
  private static final Set<JWSAlgorithm> ED25519 = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  /// The `alg` of everything that a key here may verify, those first that are cheap. ML-DSA is
  /// among them where this Java has it, from 24 on. RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2,
  /// RFC 9964 §5.
  public static final List<String> ALGORITHMS = all();

  /// Whether two `alg` are the same, also where one of them is `EdDSA` and the other `Ed25519`. RFC
  /// 8037 §3.1, RFC 9864 §2.2.
  ///
  /// @param alg an `alg` as in a JOSE header; one that is unknown equals itself alone
  /// @param other the same of the other
  public static boolean isSameAlgorithm(String alg, String other) {
    return alg.equals(other)
        || ED25519.containsAll(List.of(JWSAlgorithm.parse(alg), JWSAlgorithm.parse(other)));
  }

  private static List<String> all() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "PS384", "PS512", "RS256",
                "RS384", "RS512"));
    all.addAll(MlDsaKey.algorithms());
    return List.copyOf(all);
  }

  private static final int MIN_RSA_BITS = 2048;

  /// A larger key would make every verification expensive.
  private static final int MAX_RSA_BITS = 8192;

  /// So would a large exponent, and strangers choose the keys of their DPoP proofs.
  private static final int MAX_RSA_EXPONENT_BITS = 64;

  /// The head of a SubjectPublicKeyInfo of Ed25519, RFC 8410 §4.
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  /// Finds who checks the signatures of a JCA algorithm; empty where it is the JDK.
  private interface Providers {
    Optional<Provider> of(String jcaName);
  }

  /// Compares a signature with what was signed.
  private interface Check {
    boolean verify(JWSHeader header, byte[] input, byte[] signature)
        throws JOSEException, GeneralSecurityException;
  }

  private final Optional<String> kid;
  private final Set<JWSAlgorithm> algorithms;
  private final Check check;

  private VerificationKey(Optional<String> kid, Set<JWSAlgorithm> algorithms, Check check) {
    this.kid = kid;
    this.algorithms = algorithms;
    this.check = check;
  }

  /// Whether an RSA key of somebody else is strong enough, and not so large that each use of it
  /// costs much: 2048 to 8192 bits, an exponent of 64 at most.
  public static boolean isSound(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= MIN_RSA_BITS
        && bits <= MAX_RSA_BITS
        && key.getPublicExponent().bitLength() <= MAX_RSA_EXPONENT_BITS;
  }

  /// Reads one of the `keys` of a JWK Set, whose owner chose it. RFC 7517 §5. The JDK checks its
  /// signatures.
  ///
  /// @param key as it came out of the JSON; nothing is fetched, whatever it refers to
  /// @return empty for what verifies nothing here: no JWK, one that is not understood, is
  ///   symmetric, is for another `use` or without `verify` among its `key_ops`, is an RSA key of
  ///   fewer than 2048 or more than 8192 bits or with an exponent of more than 64, has an `alg`
  ///   that its type does not, or is of ML-DSA where this Java has none
  public static Optional<VerificationKey> parse(Object key) {
    return parse(key, jcaName -> Optional.empty());
  }

  /// The same for those who check one signature after the other: Amazon Corretto Crypto Provider
  /// does, where it is on the class path and loads. That takes a third of a second, once, and ES256
  /// a tenth of the time then.
  public static Optional<VerificationKey> parseForMany(Object key) {
    return parse(key, SignatureProvider::of);
  }

  private static Optional<VerificationKey> parse(Object key, Providers providers) {
    if (!(key instanceof Map<?, ?> members)) {
      return Optional.empty();
    }
    Map<String, Object> strings = new HashMap<>();
    members.forEach((name, value) -> strings.put(String.valueOf(name), value));
    try {
      if (MlDsaKey.TYPE.equals(strings.get("kty"))) {
        return MlDsaKey.parse(strings)
            .map(ml ->
                new VerificationKey(
                    ml.kid(),
                    Set.of(JWSAlgorithm.parse(ml.algorithm())),
                    by(ml.algorithm(), Optional.empty(), ml.key())));
      }
      JWK jwk = JWK.parse(strings);
      return isToVerify(jwk) ? of(jwk, providers) : Optional.empty();
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// RFC 7517 §4.2 and §4.3.
  private static boolean isToVerify(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static Optional<VerificationKey> of(JWK jwk, Providers providers)
      throws JOSEException, GeneralSecurityException {
    if (jwk instanceof RSAKey rsa) {
      RSAPublicKey key = rsa.toRSAPublicKey();
      return isSound(key) ? of(jwk, RSA, rsa(key, providers)) : Optional.empty();
    }
    if (jwk instanceof ECKey ec) {
      JWSAlgorithm algorithm = EC.get(ec.getCurve());
      return algorithm == null
          ? Optional.empty()
          : of(jwk, Set.of(algorithm), ecdsa(ec, algorithm, providers));
    }
    if (jwk instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519)) {
      return of(jwk, ED25519, ed25519(okp, providers));
    }
    return Optional.empty();
  }

  private static Optional<VerificationKey> of(JWK jwk, Set<JWSAlgorithm> able, Check check) {
    Optional<String> kid = Optional.ofNullable(jwk.getKeyID());
    if (jwk.getAlgorithm() == null) {
      return Optional.of(new VerificationKey(kid, able, check));
    }
    JWSAlgorithm only = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    if (!able.contains(only)) {
      return Optional.empty();
    }
    Set<JWSAlgorithm> allowed = able.equals(ED25519) ? ED25519 : Set.of(only);
    return Optional.of(new VerificationKey(kid, allowed, check));
  }

  /// Whether a header asks for nothing that has to be understood: no `crit`, not even an empty one,
  /// and no unencoded payload. RFC 7515 §4.1.11, RFC 7797 §3.
  public static boolean understands(JWSHeader header) {
    return header.getCriticalParams() == null && header.isBase64URLEncodePayload();
  }

  /// The name of the key, RFC 7517 §4.5; empty when it has none.
  public Optional<String> kid() {
    return kid;
  }

  /// Whether this key may have signed under that header: the same `kid`, if the header names one,
  /// and an algorithm of this key. The header only picks among what the key allows, RFC 8725 §3.1.
  public boolean fits(JWSHeader header) {
    return (header.getKeyID() == null || kid.filter(header.getKeyID()::equals).isPresent())
        && algorithms.contains(header.getAlgorithm());
  }

  /// Whether this key made the signature of this JWS. RFC 7515 §5.2.
  ///
  /// @return false also when the header does not fit this key or is not understood, and for what is
  ///   not signed; nothing is thrown, whatever the JWS holds
  public boolean verifies(JWSObject jws) {
    return jws.getState() != JWSObject.State.UNSIGNED
        && verifies(jws.getHeader(), jws.getSigningInput(), jws.getSignature().decode());
  }

  /// The same for a JWS that was taken apart.
  ///
  /// @param header which has to be the one in `input`
  /// @param input what was signed: header and payload as they came, with the dot between them
  /// @param signature decoded
  public boolean verifies(JWSHeader header, byte[] input, byte[] signature) {
    if (!understands(header) || !fits(header)) {
      return false;
    }
    try {
      return check.verify(header, input, signature);
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  private static Check by(JWSVerifier verifier) {
    return (header, input, signature) ->
        verifier.verify(header, input, Base64URL.encode(signature));
  }

  private static Check by(String jcaName, Optional<Provider> provider, PublicKey key) {
    return (header, input, signature) -> {
      Signature check =
          provider.isPresent()
              ? Signature.getInstance(jcaName, provider.get())
              : Signature.getInstance(jcaName);
      check.initVerify(key);
      check.update(input);
      return check.verify(signature);
    };
  }

  // Keys are made by the provider itself, which would translate others at each verification.

  private static Check rsa(RSAPublicKey key, Providers providers) throws GeneralSecurityException {
    Optional<Provider> provider = providers.of("RSASSA-PSS");
    if (provider.isEmpty()) {
      return by(new RSASSAVerifier(key));
    }
    Key own = KeyFactory.getInstance("RSA", provider.get()).translateKey(key);
    RSASSAVerifier verifier = new RSASSAVerifier((RSAPublicKey) own);
    verifier.getJCAContext().setProvider(provider.get());
    return by(verifier);
  }

  /// The JOSE library keeps from JDKs the signatures that some of them wrongly take for good
  /// (CVE-2022-21449). The native provider is not one of them, and takes a signature as JOSE writes
  /// it, RFC 7518 §3.4, where the library would write it anew.
  private static Check ecdsa(ECKey key, JWSAlgorithm algorithm, Providers providers)
      throws JOSEException {
    String jcaName =
        "SHA" + algorithm.getName().substring("ES".length()) + "withECDSAinP1363Format";
    Optional<Provider> provider = providers.of(jcaName);
    if (provider.isEmpty()) {
      return by(new ECDSAVerifier(key));
    }
    int field = key.getCurve().toECParameterSpec().getCurve().getField().getFieldSize();
    int length = 2 * ((field + 7) / 8);
    Check check = by(jcaName, provider, key.toECPublicKey(provider.get()));
    return (header, input, signature) ->
        signature.length == length && check.verify(header, input, signature);
  }

  /// The JOSE library would need yet another one for Ed25519.
  private static Check ed25519(OctetKeyPair okp, Providers providers)
      throws GeneralSecurityException {
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(ED25519_HEAD);
    spki.writeBytes(okp.getDecodedX());
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(spki.toByteArray()));
    return by("Ed25519", providers.of("Ed25519"), key);
  }
}

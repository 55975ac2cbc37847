package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;

/// A key pair that signs tokens. It carries its algorithm; nobody else chooses one. RFC 7515, RFC
/// 7518, RFC 8037, RFC 9964.
public final class SigningKey implements OpenedKey, VerifyingKey {
  /// RFC 7517 appendix A.1.
  private static final String EXAMPLE =
      """
      {"kty":"EC", "crv":"P-256",
       "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
       "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
      """;

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String id;
  private final SigningAlgorithm algorithm;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final Map<String, Object> publicJwk;

  SigningKey(
      String id,
      SigningAlgorithm algorithm,
      PrivateKey privateKey,
      PublicKey publicKey,
      Map<String, Object> publicJwk) {
    this.id = id;
    this.algorithm = algorithm;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.publicJwk = Collections.unmodifiableMap(publicJwk);
  }

  /// Loads what keys are opened with, which takes longer than anything else at the start. To make a
  /// key would load the same, and take half a second more.
  public static void load() {
    try {
      Crypto.provider();
      ((AsymmetricJWK) JWK.parse(EXAMPLE)).toPublicKey();
      Crypto.keys("EC");
      Crypto.keys("RSA");
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Opens what [NewKeys] made.
  ///
  /// @param alg one that this server can sign with
  static SigningKey parse(String alg, byte[] kept) {
    try {
      SigningAlgorithm algorithm = SigningAlgorithm.of(alg).orElseThrow();
      return switch (algorithm) {
        case ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512 ->
            ofJwk(algorithm, JWK.parse(new String(kept, StandardCharsets.UTF_8)));
        case EDDSA, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> EncodedPair.parse(algorithm, kept);
      };
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      throw new IllegalStateException("a signing key in the database is not one", e);
    }
  }

  private static SigningKey ofJwk(SigningAlgorithm algorithm, JWK jwk)
      throws JOSEException, GeneralSecurityException {
    AsymmetricJWK pair = (AsymmetricJWK) jwk;
    KeyFactory factory = Crypto.keys(algorithm.keyJcaName());
    return new SigningKey(
        jwk.getKeyID(),
        algorithm,
        factory.generatePrivate(new PKCS8EncodedKeySpec(pair.toPrivateKey().getEncoded())),
        factory.generatePublic(new X509EncodedKeySpec(pair.toPublicKey().getEncoded())),
        jwk.toPublicJWK().toJSONObject());
  }

  /// The `kid`.
  @Override
  public String id() {
    return id;
  }

  @Override
  public KeyKind kind() {
    return KeyKind.signing(algorithm.algorithm());
  }

  @Override
  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /// What the world may see of it, as the members of a JWK.
  public Map<String, Object> publicJwk() {
    return publicJwk;
  }

  /// Writes a JWS in compact serialization. RFC 7515 §7.1.
  ///
  /// @param typ of the header
  /// @param payload the claims, UTF-8 JSON
  public String sign(String typ, byte[] payload) {
    String header =
        "{\"alg\":\""
            + algorithm.algorithm()
            + "\",\"typ\":\""
            + typ
            + "\",\"kid\":\""
            + id
            + "\"}";
    String input =
        BASE64URL.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + BASE64URL.encodeToString(payload);
    try {
      Signature signature = Crypto.signature(algorithm);
      signature.initSign(privateKey);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verifies(String input, byte[] signed) {
    try {
      Signature signature = Crypto.signature(algorithm);
      signature.initVerify(publicKey);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong shape is an exception in some providers, and simply wrong to us.
      return false;
    }
  }

  /// Tells nothing of the private key.
  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}

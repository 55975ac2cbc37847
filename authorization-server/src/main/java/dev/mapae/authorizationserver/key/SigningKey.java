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

/// A key pair that signs tokens. It carries its algorithm; nobody else chooses one. RFC 7515, RFC
/// 7518.
public final class SigningKey implements OpenedKey {
  /// RFC 7517 appendix A.1.
  private static final String EXAMPLE =
      """
      {"kty":"EC", "crv":"P-256",
       "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
       "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
      """;

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String id;
  private final String algorithm;
  private final String jcaName;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final JWK publicJwk;

  private SigningKey(String algorithm, JWK jwk) throws JOSEException, GeneralSecurityException {
    this.id = jwk.getKeyID();
    this.algorithm = algorithm;
    this.jcaName =
        switch (algorithm) {
          case "ES256" -> "SHA256withECDSAinP1363Format";
          case "RS256" -> "SHA256withRSA";
          default -> throw new IllegalStateException("no such signature here: " + algorithm);
        };
    AsymmetricJWK pair = (AsymmetricJWK) jwk;
    KeyFactory factory = Crypto.keys(algorithm.equals("ES256") ? "EC" : "RSA");
    this.privateKey =
        factory.generatePrivate(new PKCS8EncodedKeySpec(pair.toPrivateKey().getEncoded()));
    this.publicKey =
        factory.generatePublic(new X509EncodedKeySpec(pair.toPublicKey().getEncoded()));
    this.publicJwk = jwk.toPublicJWK();
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

  static SigningKey parse(String algorithm, byte[] jwk) {
    try {
      return new SigningKey(algorithm, JWK.parse(new String(jwk, StandardCharsets.UTF_8)));
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException("a signing key in the database is not a JWK", e);
    }
  }

  /// The `kid`.
  @Override
  public String id() {
    return id;
  }

  @Override
  public KeyKind kind() {
    return KeyKind.signing(algorithm);
  }

  /// The `alg`.
  public String algorithm() {
    return algorithm;
  }

  /// What the world may see of it.
  public JWK publicJwk() {
    return publicJwk;
  }

  /// Writes a JWS in compact serialization. RFC 7515 §7.1.
  ///
  /// @param typ of the header
  /// @param payload the claims, UTF-8 JSON
  public String sign(String typ, byte[] payload) {
    String header =
        "{\"alg\":\"" + algorithm + "\",\"typ\":\"" + typ + "\",\"kid\":\"" + id + "\"}";
    String input =
        BASE64URL.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + BASE64URL.encodeToString(payload);
    try {
      Signature signature = Crypto.signature(jcaName);
      signature.initSign(privateKey);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether this key signed this input.
  public boolean verifies(String input, byte[] signed) {
    try {
      Signature signature = Crypto.signature(jcaName);
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

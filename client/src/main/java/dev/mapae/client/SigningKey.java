package dev.mapae.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.JwkThumbprint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A private key of the client, and the algorithm that it signs by. RFC 7515, RFC 7518 §3, RFC
/// 8037.
///
/// It signs client assertions (RFC 7523), DPoP proofs (RFC 9449) and authorization requests (RFC
/// 9101). It may be shared between threads.
public final class SigningKey {
  /// The head of a PKCS #8 private key of Ed25519, RFC 8410 §7.
  private static final byte[] ED25519_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final int ED25519_LENGTH = 32;
  private static final int MIN_RSA_BITS = 2048;

  private final PrivateKey key;
  private final SigningAlgorithm algorithm;
  private final Map<String, Object> publicJwk;
  private final Map<String, String> names;

  private SigningKey(
      PrivateKey key,
      SigningAlgorithm algorithm,
      Map<String, Object> publicJwk,
      Map<String, String> names) {
    this.key = key;
    this.algorithm = algorithm;
    this.publicJwk = publicJwk;
    this.names = names;
  }

  /// Reads a private JWK (RFC 7517) of type EC, RSA, or OKP with Ed25519.
  ///
  /// @param json the key; its `alg` is the algorithm (`PS256` for an RSA key that has none), and
  ///   its `kid` and `x5t#S256` go into the headers of what it signs
  /// @throws IllegalArgumentException for what is no such key; the message tells nothing of it
  public static SigningKey ofJwk(String json) {
    try {
      JWK jwk = JWK.parse(Json.parseObject(json).orElseThrow(SigningKey::unusable));
      if (jwk.isPrivate()
          && (jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse()))) {
        Map<String, String> names = new LinkedHashMap<>();
        if (jwk.getKeyID() != null) {
          names.put("kid", jwk.getKeyID());
        }
        if (jwk.getX509CertSHA256Thumbprint() != null) {
          names.put("x5t#S256", jwk.getX509CertSHA256Thumbprint().toString());
        }
        Optional<String> alg =
            Optional.ofNullable(jwk.getAlgorithm()).map(com.nimbusds.jose.Algorithm::getName);
        return of(privateKey(jwk), jwk.toPublicJWK(), alg, names);
      }
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException e) {
      // What they say may hold parts of the key.
    }
    throw unusable();
  }

  /// Takes a key pair of EC (P-256, P-384, P-521: `ES256` and so on), RSA (`PS256`) or Ed25519
  /// (`EdDSA`). The private half may be in a device: only `java.security.Signature` uses it.
  ///
  /// @throws IllegalArgumentException for any other
  public static SigningKey of(KeyPair pair) {
    try {
      return of(pair.getPrivate(), jwk(pair.getPublic()), Optional.empty(), Map.of());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unusable();
    }
  }

  /// Makes a new key for `ES256`, which lives as long as the program.
  public static SigningKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return of(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static SigningKey of(
      PrivateKey key, JWK publicJwk, Optional<String> alg, Map<String, String> names) {
    if (publicJwk instanceof RSAKey rsa && rsa.size() < MIN_RSA_BITS) {
      throw unusable();
    }
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(publicJwk, alg).orElseThrow(SigningKey::unusable);
    Map<String, Object> bare = new LinkedHashMap<>(publicJwk.getRequiredParams());
    return new SigningKey(key, algorithm, Collections.unmodifiableMap(bare), Map.copyOf(names));
  }

  /// The same key, signing by another algorithm of its type, `RS256` instead of `PS256` for
  /// example.
  ///
  /// @throws IllegalArgumentException for one that it cannot sign by
  public SigningKey withAlgorithm(String alg) {
    return new SigningKey(
        key,
        SigningAlgorithm.of(publicJwk, alg).orElseThrow(SigningKey::unusable),
        publicJwk,
        names);
  }

  /// The same key under a name, which goes into the headers of what it signs. RFC 7515 §4.1.4.
  public SigningKey withKid(String kid) {
    return named("kid", kid);
  }

  /// The same key for a server that knows it by its certificate (`x5t#S256`), as Entra ID does. RFC
  /// 7515 §4.1.8.
  public SigningKey withCertificate(X509Certificate certificate) {
    return named("x5t#S256", CertificateThumbprint.of(certificate));
  }

  private SigningKey named(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(names);
    more.put(name, value);
    return new SigningKey(key, algorithm, publicJwk, Map.copyOf(more));
  }

  /// The `alg`. RFC 7518 §3.1.
  public String algorithm() {
    return algorithm.alg();
  }

  /// The public half as a JWK with `alg`, `use` and, where it has one, `kid`: what a server is
  /// given in `jwks`. RFC 7517 §4.
  public Map<String, Object> publicJwk() {
    Map<String, Object> jwk = new LinkedHashMap<>(publicJwk);
    jwk.put("use", "sig");
    jwk.put("alg", algorithm());
    jwk.putAll(names);
    return Collections.unmodifiableMap(jwk);
  }

  /// The SHA-256 thumbprint of the public half: `jkt`. RFC 7638, RFC 9449 §6.1.
  public String thumbprint() {
    return JwkThumbprint.of(publicJwk).orElseThrow();
  }

  /// Signs claims under a header that names the key.
  String sign(String typ, Json claims) {
    return jws(Json.object().with("typ", typ).with("alg", algorithm()).withAll(names), claims);
  }

  /// Signs claims under a header that holds the public half. RFC 9449 §4.2.
  String signWithJwk(String typ, Json claims) {
    return jws(
        Json.object().with("typ", typ).with("alg", algorithm()).with("jwk", publicJwk), claims);
  }

  private String jws(Json header, Json claims) {
    String input = base64url(header.bytes()) + "." + base64url(claims.bytes());
    try {
      Signature signature = Signature.getInstance(algorithm.jcaName());
      signature.initSign(key);
      if (algorithm.parameters().isPresent()) {
        signature.setParameter(algorithm.parameters().get());
      }
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + base64url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }

  private static PrivateKey privateKey(JWK jwk) throws JOSEException, GeneralSecurityException {
    if (jwk instanceof ECKey ec) {
      return ec.toECPrivateKey();
    }
    if (jwk instanceof RSAKey rsa) {
      return rsa.toRSAPrivateKey();
    }
    if (jwk instanceof OctetKeyPair okp
        && okp.getCurve().equals(Curve.Ed25519)
        && okp.getDecodedD().length == ED25519_LENGTH) {
      ByteArrayOutputStream pkcs8 = new ByteArrayOutputStream();
      pkcs8.writeBytes(ED25519_HEAD);
      pkcs8.writeBytes(okp.getDecodedD());
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toByteArray()));
    }
    throw unusable();
  }

  /// The public half of a key.
  ///
  /// @throws IllegalArgumentException for a key that the library does not sign by
  static JWK jwk(java.security.PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
    }
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).build();
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      byte[] spki = ed.getEncoded();
      byte[] x = Arrays.copyOfRange(spki, spki.length - ED25519_LENGTH, spki.length);
      return new OctetKeyPair.Builder(Curve.Ed25519, com.nimbusds.jose.util.Base64URL.encode(x))
          .build();
    }
    throw unusable();
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "This is no private key of type EC, RSA (2048 bits or more) or Ed25519 with an alg that it"
            + " can sign by.");
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "SigningKey[" + algorithm() + "]";
  }
}

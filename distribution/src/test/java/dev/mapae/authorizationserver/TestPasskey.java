package dev.mapae.authorizationserver;

import dev.mapae.protocol.Parameters;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/// A passkey and the browser that speaks for it, so that a test can answer in every wrong way. Web
/// Authentication Level 3 §6.
public final class TestPasskey {
  private static final int PRESENT = 1;
  private static final int VERIFIED = 4;
  private static final int ATTESTED = 64;

  String origin = "https://id.example.com";
  String rpId = "id.example.com";
  boolean verifies = true;
  long counter;
  String userHandle = "";

  private final byte[] id;
  private final KeyPair keys;

  public TestPasskey() {
    this(32);
  }

  /// @param idLength of the credential id
  TestPasskey(int idLength) {
    this(idLength, made("EC", new ECGenParameterSpec("secp256r1")));
  }

  private TestPasskey(int idLength, KeyPair keys) {
    this.id = new byte[idLength];
    new SecureRandom().nextBytes(id);
    this.keys = keys;
  }

  /// One that can be made, and does not sign.
  static TestPasskey rsa(int bits) {
    return new TestPasskey(
        32, made("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4)));
  }

  private static KeyPair made(String algorithm, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String id() {
    return text(id);
  }

  /// What the page that makes one posts.
  public Parameters created(String challenge) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xa3);
    cbor(out, "fmt");
    cbor(out, "none");
    cbor(out, "attStmt");
    out.write(0xa0);
    cbor(out, "authData");
    byte[] data = authenticatorData(ATTESTED, attested());
    out.write(0x59);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) data.length).array());
    out.writeBytes(data);
    return Parameters.empty()
        .with("challenge", challenge)
        .with("credential_id", id())
        .with("client_data", text(clientData("webauthn.create", challenge)))
        .with("attestation_object", text(out.toByteArray()));
  }

  /// What the page that asks for one posts.
  public Parameters used(String challenge) {
    byte[] data = authenticatorData(0, new byte[0]);
    byte[] client = clientData("webauthn.get", challenge);
    return Parameters.empty()
        .with("challenge", challenge)
        .with("credential_id", id())
        .with("client_data", text(client))
        .with("authenticator_data", text(data))
        .with("signature", text(signature(data, client)))
        .with("user_handle", userHandle);
  }

  /// The fields of both.
  static Parameters both(Parameters one, Parameters other) {
    Parameters all = one;
    for (String name : other.names()) {
      all = all.with(name, other.one(name).orElse(""));
    }
    return all;
  }

  private byte[] signature(byte[] data, byte[] client) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(data);
      signature.update(sha256(client));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] clientData(String type, String challenge) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
        .formatted(type, text(challenge.getBytes(StandardCharsets.US_ASCII)), origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(int flags, byte[] attested) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(sha256(rpId.getBytes(StandardCharsets.UTF_8)));
    out.write(flags | PRESENT | (verifies ? VERIFIED : 0));
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) counter).array());
    out.writeBytes(attested);
    return out.toByteArray();
  }

  private byte[] attested() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[16]);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
    out.writeBytes(id);
    if (keys.getPublic() instanceof RSAPublicKey rsa) {
      // RFC 8230 §4: an RSA key for RS256.
      byte[] n = unsigned(rsa.getModulus());
      out.writeBytes(new byte[] {(byte) 0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59});
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) n.length).array());
      out.writeBytes(n);
      out.writeBytes(new byte[] {0x21, 0x43, 1, 0, 1});
      return out.toByteArray();
    }
    // RFC 9053 §7.1: an EC2 key for ES256 on P-256.
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    out.writeBytes(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32});
    out.writeBytes(fixed(key.getW().getAffineX()));
    out.writeBytes(new byte[] {0x22, 0x58, 32});
    out.writeBytes(fixed(key.getW().getAffineY()));
    return out.toByteArray();
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] all = number.toByteArray();
    return all[0] == 0 ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  private static byte[] fixed(BigInteger number) {
    byte[] all = number.toByteArray();
    byte[] out = new byte[32];
    int length = Math.min(32, all.length);
    System.arraycopy(all, all.length - length, out, 32 - length, length);
    return out;
  }

  private static void cbor(ByteArrayOutputStream out, String text) {
    out.write(0x60 + text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

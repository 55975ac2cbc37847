package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A symmetric key of the server, for one purpose.
public final class SecretKey implements OpenedKey {
  private final String id;
  private final KeyKind kind;

  // To clone it takes a fraction of what it takes to find the algorithm and to prepare the key.
  private final Mac hmac;

  SecretKey(String id, Purpose purpose, byte[] key) {
    this.id = id;
    this.kind = KeyKind.secret(purpose);
    try {
      this.hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Eight hexadecimal digits.
  @Override
  public String id() {
    return id;
  }

  @Override
  public KeyKind kind() {
    return kind;
  }

  /// HMAC-SHA-256 over parts, each with its length in front so that they cannot run into each
  /// other.
  public byte[] mac(byte[]... parts) {
    try {
      int length = 0;
      for (byte[] part : parts) {
        length += Integer.BYTES + part.length;
      }
      ByteBuffer all = ByteBuffer.allocate(length);
      for (byte[] part : parts) {
        all.putInt(part.length).put(part);
      }
      return ((Mac) hmac.clone()).doFinal(all.array());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // that of the JDK can be cloned
    }
  }

  /// HMAC-SHA-256 over texts in UTF-8, each with its length in front.
  public byte[] mac(String... parts) {
    byte[][] bytes = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = parts[i].getBytes(StandardCharsets.UTF_8);
    }
    return mac(bytes);
  }

  /// The same in base64url, as it is kept.
  public String macText(String... parts) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(parts));
  }

  /// Compares in constant time.
  public static boolean same(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }

  /// Compares texts in constant time.
  public static boolean same(String a, String b) {
    return same(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "SecretKey[" + id + "]";
  }
}

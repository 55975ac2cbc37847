package dev.mapae.distribution.http;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a private key from PEM in each of the forms in which tools write it: PKCS #8 (RFC 5958),
/// PKCS #1 (RFC 8017 §A.1.2) and SEC 1 (RFC 5915).
final class PemPrivateKey {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final byte[] VERSION = {2, 1, 0};
  private static final byte[] RSA_ENCRYPTION = {
    0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC_PUBLIC_KEY = {
    6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };

  private PemPrivateKey() {}

  /// The first private key of a PEM text.
  ///
  /// @return in PKCS #8
  /// @throws IllegalArgumentException when there is none
  static byte[] pkcs8(String pem) {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("no private key");
    }
    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
    return switch (block.group(1)) {
      case "RSA PRIVATE KEY" -> der(0x30, VERSION, RSA_ENCRYPTION, der(4, der));
      case "EC PRIVATE KEY" ->
          der(0x30, VERSION, der(0x30, EC_PUBLIC_KEY, curve(der)), der(4, der));
      default -> der;
    };
  }

  /// The object identifier of the curve, from `[0] parameters` of RFC 5915 §3: it follows the
  /// version and the key.
  private static byte[] curve(byte[] sec1) {
    try {
      int version = (sec1[1] & 0xff) == 0x81 ? 3 : 2;
      int key = version + 3;
      int parameters = key + 2 + sec1[key + 1];
      if ((sec1[parameters] & 0xff) == 0xa0) {
        return Arrays.copyOfRange(sec1, parameters + 2, parameters + 2 + sec1[parameters + 1]);
      }
    } catch (IndexOutOfBoundsException e) {
      // Said below.
    }
    throw new IllegalArgumentException("no curve");
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      // No key takes more than 65535 bytes.
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}

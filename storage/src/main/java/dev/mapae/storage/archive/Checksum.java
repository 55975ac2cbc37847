package dev.mapae.storage.archive;

import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of everything so far.
final class Checksum {
  private final MessageDigest digest;
  private String last;

  Checksum() {
    this(sha256(), "");
  }

  private Checksum(MessageDigest digest, String last) {
    this.digest = digest;
    this.last = last;
  }

  void add(byte[] text, int length) {
    digest.update(text, 0, length);
  }

  /// Ends a chunk.
  ///
  /// @return its last line, which counts for what follows
  byte[] end() {
    last = HexFormat.of().formatHex(copy(digest).digest());
    byte[] line = (Json.object().with("sha256", last) + "\n").getBytes(StandardCharsets.UTF_8);
    digest.update(line);
    return line;
  }

  /// What the last line of the last chunk says, in hexadecimal digits.
  String last() {
    return last;
  }

  /// The same as it is now, which goes on by itself.
  Checksum copy() {
    return new Checksum(copy(digest), last);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // that of the JDK can be cloned
    }
  }
}

package dev.mapae.authorizationserver.authentication;

import at.favre.lib.crypto.bcrypt.BCrypt;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import dev.mapae.authorizationserver.key.Pbkdf2;
import dev.mapae.authorizationserver.key.Scrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// A password hash, written as this server or another one wrote it. What one costs is bounded, so
/// that none keeps a processor busy for more than some two seconds.
public sealed interface PasswordHash {
  /// Reads one.
  ///
  /// @throws Unusable saying why
  static PasswordHash parse(String text) {
    return PasswordHashForms.parse(text);
  }

  /// Whether it is of this password.
  boolean isOf(byte[] password);

  /// How much memory it takes to find that out, in bytes.
  default long memory() {
    return 0;
  }

  /// Whether it was made of the whole password, not of what comes first in it.
  default boolean isOfAllOf(byte[] password) {
    return true;
  }

  /// Whether it is as a hash of ours, neither cheaper nor dearer.
  default boolean isLikeOurs(Passwords.Cost cost) {
    return false;
  }

  /// Whether it costs more than a hash of ours in every respect: the one in its place is easier to
  /// guess by. Of other kinds nobody can say so.
  default boolean isDearerThanOurs(Passwords.Cost cost) {
    return false;
  }

  /// Argon2. RFC 9106.
  ///
  /// @param isCurrent whether it is of version 1.3, and not the one before
  /// @param text in PHC form
  record Argon2(Argon2Types type, boolean isCurrent, Passwords.Cost cost, String text)
      implements PasswordHash {
    @Override
    public boolean isOf(byte[] password) {
      return Argon2Factory.create(type).verify(text, password);
    }

    @Override
    public long memory() {
      return cost.memory();
    }

    @Override
    public boolean isLikeOurs(Passwords.Cost ours) {
      return type == Argon2Types.ARGON2id && isCurrent && cost.equals(ours);
    }

    @Override
    public boolean isDearerThanOurs(Passwords.Cost ours) {
      return cost.memoryKib() >= ours.memoryKib()
          && cost.iterations() >= ours.iterations()
          && (cost.memoryKib() > ours.memoryKib() || cost.iterations() > ours.iterations());
    }

    @Override
    public String toString() {
      return "Argon2[]";
    }
  }

  /// bcrypt, which sees only the first 72 bytes, and often none from a zero on.
  record Bcrypt(String text) implements PasswordHash {
    private static final int SEEN = 72;

    @Override
    public boolean isOf(byte[] password) {
      return BCrypt.verifyer()
          .verify(
              Arrays.copyOf(password, Math.min(password.length, SEEN)),
              text.getBytes(StandardCharsets.US_ASCII))
          .verified;
    }

    @Override
    public boolean isOfAllOf(byte[] password) {
      return password.length <= SEEN
          && new String(password, StandardCharsets.ISO_8859_1).indexOf('\0') < 0;
    }

    @Override
    public String toString() {
      return "Bcrypt[]";
    }
  }

  /// PBKDF2. RFC 8018 §5.2.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record OfPbkdf2(Pbkdf2.Hash hash, int iterations, byte[] salt, byte[] key)
      implements PasswordHash {
    @Override
    public boolean isOf(byte[] password) {
      return MessageDigest.isEqual(key, Pbkdf2.key(hash, password, salt, iterations, key.length));
    }

    @Override
    public String toString() {
      return "OfPbkdf2[]";
    }
  }

  /// scrypt. RFC 7914.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record OfScrypt(Scrypt.Cost cost, byte[] salt, byte[] key) implements PasswordHash {
    @Override
    public boolean isOf(byte[] password) {
      return MessageDigest.isEqual(key, Scrypt.key(password, salt, cost, key.length));
    }

    @Override
    public long memory() {
      return cost.memory();
    }

    @Override
    public String toString() {
      return "OfScrypt[]";
    }
  }

  /// A hash that nobody can sign in with.
  final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message, null, false, false);
    }

    /// What is wrong with it, and how to mend it, without the hash itself.
    public String why() {
      return String.valueOf(getMessage());
    }
  }
}

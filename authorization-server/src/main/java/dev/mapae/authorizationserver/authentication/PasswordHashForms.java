package dev.mapae.authorizationserver.authentication;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import dev.mapae.authorizationserver.authentication.PasswordHash.Unusable;
import dev.mapae.authorizationserver.key.Pbkdf2;
import dev.mapae.authorizationserver.key.Scrypt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The forms in which password hashes are written: the PHC string format, that of `crypt`, those of
/// passlib, Django and OpenLDAP.
final class PasswordHashForms {
  private static final int MOST = 1024;

  // Each of them takes from one to two seconds of a processor of 2024.
  private static final int BCRYPT_COST = 14;
  private static final int PBKDF2_ROUNDS = 1_500_000;
  private static final int SCRYPT_WORK = 1 << 20;

  private static final String HASH_LENGTH = "the hash has 16 to 64 bytes";

  private static final String BASE64 = "([A-Za-z0-9+/.]+=*)";

  /// A form, and what is read of it.
  private record Form(Pattern pattern, Function<Matcher, PasswordHash> reading) {
    Form(String regex, Function<Matcher, PasswordHash> reading) {
      this(Pattern.compile(regex), reading);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "\\$argon2(id|i|d)\\$(?:v=(19|16)\\$)?m=(\\d+),t=(\\d+),p=(\\d+)"
                  + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)",
              PasswordHashForms::argon2),
          new Form("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}", PasswordHashForms::bcrypt),
          // passlib, and PHC
          new Form(
              "\\$pbkdf2(-sha1|-sha256|-sha512|)\\$(?:i=)?(\\d+)(?:,l=\\d+)?\\$"
                  + BASE64
                  + "\\$"
                  + BASE64,
              m -> pbkdf2(m.group(1), m.group(2), decoded(m.group(3)), m.group(4))),
          // Django, whose salt is the text itself
          new Form(
              "pbkdf2_(sha1|sha256)\\$(\\d+)\\$([^$]+)\\$" + BASE64,
              m -> pbkdf2(m.group(1), m.group(2), text(m.group(3)), m.group(4))),
          // OpenLDAP, whose schemes are in any case
          new Form(
              "\\{(?i:pbkdf2(-sha1|-sha256|-sha512|))}(\\d+)\\$" + BASE64 + "\\$" + BASE64,
              m -> pbkdf2(m.group(1), m.group(2), decoded(m.group(3)), m.group(4))),
          // passlib, and PHC
          new Form(
              "\\$scrypt\\$ln=(\\d+),r=(\\d+),p=(\\d+)\\$" + BASE64 + "\\$" + BASE64,
              m ->
                  scrypt(
                      1L << Math.min(number(m.group(1)), 40),
                      m.group(2),
                      m.group(3),
                      decoded(m.group(4)),
                      m.group(5))),
          // Django
          new Form(
              "scrypt\\$(\\d+)\\$([^$]+)\\$(\\d+)\\$(\\d+)\\$" + BASE64,
              m ->
                  scrypt(
                      number(m.group(1)), m.group(3), m.group(4), text(m.group(2)), m.group(5))));

  private PasswordHashForms() {}

  static PasswordHash parse(String text) {
    if (text.length() > MOST) {
      throw new Unusable("is longer than " + MOST + " characters");
    }
    return FORMS.stream()
        .map(form -> read(form, text))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() ->
            new Unusable(
                "is of no known form: it begins with $argon2id$, $2b$, $pbkdf2-sha256$ or"
                    + " $scrypt$, or is one of Django or OpenLDAP, and is whole"));
  }

  private static Optional<PasswordHash> read(Form form, String text) {
    Matcher m = form.pattern().matcher(text);
    return m.matches() ? Optional.of(form.reading().apply(m)) : Optional.empty();
  }

  private static PasswordHash argon2(Matcher m) {
    Argon2Types type =
        switch (m.group(1)) {
          case "id" -> Argon2Types.ARGON2id;
          case "i" -> Argon2Types.ARGON2i;
          default -> Argon2Types.ARGON2d;
        };
    long memory = number(m.group(3));
    long passes = number(m.group(4));
    long most = Passwords.Cost.MOST_KIB;
    require(
        passes >= 1 && passes <= most && memory * passes <= most,
        "t is at least 1, and m times t at most " + most);
    long lanes = number(m.group(5));
    require(lanes >= 1 && lanes <= 16, "p is from 1 to 16");
    require(memory >= 8 * lanes, "m is at least 8 times p");
    require(unpadded(m.group(6)).length >= 8, "the salt has at least 8 bytes");
    int length = unpadded(m.group(7)).length;
    require(length >= 16 && length <= 64, HASH_LENGTH);
    return new PasswordHash.Argon2(
        type,
        "19".equals(m.group(2)),
        new Passwords.Cost((int) memory, (int) passes, (int) lanes),
        m.group());
  }

  private static PasswordHash bcrypt(Matcher m) {
    long cost = number(m.group(1));
    require(cost >= 4 && cost <= BCRYPT_COST, "the cost of bcrypt is from 4 to " + BCRYPT_COST);
    return new PasswordHash.Bcrypt(m.group());
  }

  private static PasswordHash pbkdf2(String hash, String iterations, byte[] salt, String key) {
    byte[] bytes = decoded(key);
    require(bytes.length >= 16 && bytes.length <= 64, HASH_LENGTH);
    Pbkdf2.Hash function =
        switch (hash.toLowerCase(Locale.ROOT).replace("-", "")) {
          case "sha256" -> Pbkdf2.Hash.SHA256;
          case "sha512" -> Pbkdf2.Hash.SHA512;
          default -> Pbkdf2.Hash.SHA1;
        };
    long rounds = number(iterations);
    // Each block takes all iterations. RFC 8018 §5.2.
    int blocks = Math.ceilDiv(bytes.length, function.length());
    require(
        rounds >= 1 && rounds * blocks <= PBKDF2_ROUNDS,
        "there are 1 to "
            + PBKDF2_ROUNDS / blocks
            + " iterations where it has "
            + bytes.length
            + " bytes");
    return new PasswordHash.OfPbkdf2(function, (int) rounds, salt, bytes);
  }

  private static PasswordHash scrypt(long n, String r, String p, byte[] salt, String key) {
    byte[] bytes = decoded(key);
    long blocks = number(r);
    long lanes = number(p);
    require(bytes.length >= 16 && bytes.length <= 64, HASH_LENGTH);
    require(n >= 2 && Long.bitCount(n) == 1, "N of scrypt is a power of two");
    require(blocks >= 1 && blocks <= 32 && lanes >= 1 && lanes <= 16, "r is from 1 to 32, p to 16");
    require(
        n <= SCRYPT_WORK && n * blocks * lanes <= SCRYPT_WORK,
        "N times r times p is at most " + SCRYPT_WORK);
    return new PasswordHash.OfScrypt(
        new Scrypt.Cost((int) n, (int) blocks, (int) lanes), salt, bytes);
  }

  /// Digits; those beyond all bounds become one that is.
  private static long number(String digits) {
    return digits.length() > 10 ? 1L << 34 : Long.parseLong(digits);
  }

  private static byte[] text(String salt) {
    return salt.getBytes(StandardCharsets.UTF_8);
  }

  /// Base64 with or without padding; passlib writes a dot in place of a plus.
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("=+$", "").replace('.', '+'));
    } catch (IllegalArgumentException e) {
      throw new Unusable("has a salt or a hash that is no base64");
    }
  }

  /// Base64 as Argon2 has it: without padding, and with nothing in the bits that are left over.
  private static byte[] unpadded(String base64) {
    byte[] bytes = decoded(base64);
    if (!Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(base64)) {
      throw new Unusable("has a salt or a hash that is no base64");
    }
    return bytes;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new Unusable("has a cost that is not accepted: " + rule);
    }
  }
}

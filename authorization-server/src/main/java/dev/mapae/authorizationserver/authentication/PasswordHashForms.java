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
  private static final int KIBIBYTES = 1 << 20;
  private static final int KIBIBYTES_AND_PASSES = 10 * KIBIBYTES;
  private static final int BCRYPT_COST = 15;
  private static final int PBKDF2_ITERATIONS = 4_000_000;
  private static final long SCRYPT_MEMORY = 128L << 20;
  private static final long SCRYPT_WORK = 512L << 20;

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
              "\\$argon2(id|i|d)\\$(?:v=(?:19|16)\\$)?m=(\\d+),t=(\\d+),p=(\\d+)"
                  + "\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+",
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
    long memory = number(m.group(2));
    long passes = number(m.group(3));
    require(
        memory >= 8 && memory <= KIBIBYTES && memory * passes <= KIBIBYTES_AND_PASSES,
        "m is at most 1048576, and m times t at most 10485760");
    require(passes >= 1, "t is at least 1");
    long lanes = number(m.group(4));
    require(lanes >= 1 && lanes <= 16, "p is from 1 to 16");
    return new PasswordHash.Argon2(
        type, new Passwords.Cost((int) memory, (int) passes, (int) lanes), m.group());
  }

  private static PasswordHash bcrypt(Matcher m) {
    long cost = number(m.group(1));
    require(cost >= 4 && cost <= BCRYPT_COST, "the cost of bcrypt is from 4 to " + BCRYPT_COST);
    return new PasswordHash.Bcrypt(m.group());
  }

  private static PasswordHash pbkdf2(String hash, String iterations, byte[] salt, String key) {
    byte[] bytes = decoded(key);
    long rounds = number(iterations);
    require(bytes.length >= 16 && bytes.length <= 64, "the hash has 16 to 64 bytes");
    require(
        rounds >= 1 && rounds <= PBKDF2_ITERATIONS,
        "there are 1 to " + PBKDF2_ITERATIONS + " iterations");
    return new PasswordHash.OfPbkdf2(
        switch (hash.toLowerCase(Locale.ROOT).replace("-", "")) {
          case "sha256" -> Pbkdf2.Hash.SHA256;
          case "sha512" -> Pbkdf2.Hash.SHA512;
          default -> Pbkdf2.Hash.SHA1;
        },
        (int) rounds,
        salt,
        bytes);
  }

  private static PasswordHash scrypt(long n, String r, String p, byte[] salt, String key) {
    byte[] bytes = decoded(key);
    long blocks = number(r);
    long lanes = number(p);
    require(bytes.length >= 16 && bytes.length <= 64, "the hash has 16 to 64 bytes");
    require(n >= 2 && Long.bitCount(n) == 1, "N of scrypt is a power of two");
    require(blocks >= 1 && blocks <= 32 && lanes >= 1 && lanes <= 16, "r is from 1 to 32, p to 16");
    require(
        n <= SCRYPT_MEMORY
            && 128 * n * blocks <= SCRYPT_MEMORY
            && 128 * n * blocks * lanes <= SCRYPT_WORK,
        "128 N r is at most 128 MiB, and 512 MiB times p");
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

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new Unusable("has a cost that is not accepted: " + rule);
    }
  }
}

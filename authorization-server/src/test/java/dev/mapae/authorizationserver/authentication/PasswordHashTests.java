package dev.mapae.authorizationserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Version;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Password hashes that other servers made. RFC 9106, RFC 8018, RFC 7914.
class PasswordHashTests {
  private static final Passwords.Cost CHEAP = new Passwords.Cost(8, 1, 1);
  private static final Passwords PASSWORDS = new Passwords(CHEAP);

  /// Made by libxcrypt and by hashlib of Python, as passlib, Django, Keycloak and OpenLDAP do.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2b$05$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$2y$05$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$2a$05$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$pbkdf2-sha256$1000$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "$pbkdf2$1000$YSBzYWx0IG9mIDE2IGJ5Lg$L0JVK3saatTFuC.MSVLOBQD/hls",
        "$pbkdf2-sha512$i=1000,l=64$YSBzYWx0IG9mIDE2IGJ5Lg"
            + "$U8mxa367lwobbKSmnTHqbFejdSCZ0HIZUJR1jcASuSUWU/A3On0jTRJnoG3KoOhKjYBgb0JitcMl0kUCSZECIw",
        "$pbkdf2-sha256$1000$YSBzYWx0IG9mIDE2IGJ5Lg=="
            + "$mr57hln3Nkuao+sJrg2phw7vKXjMYtEOF6tM7HOcEOyrZhKGy2mMcQqJ4UKBV4Gw2f/ZsNwXXIDFp0ObGo5Ljg==",
        "pbkdf2_sha256$1000$saltOfDjango$lEgnRqlcoDFEnBdgCV4WQjoySdRDmzMOrPcnQ2FAAyk=",
        "{PBKDF2-SHA256}1000$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "{pbkdf2-sha256}1000$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "$scrypt$ln=4,r=8,p=2$YSBzYWx0IG9mIDE2IGJ5Lg$Uwrff6JVWm/ZYtAIqmrBjYE8pkWILtoBy/Ya0Z1QIp0",
        "scrypt$16$saltOfDjango$8$1"
            + "$0HQq0PWnVv6CxiwPVzEaFdgc3elh/g6rXE1TNRtydMuRnR7NhqXTgfsq2WX1kW2pyARf0Cg1+MI/udhsFPK84Q=="
      })
  void each_fits_its_password_alone_and_is_to_be_replaced(String hash) {
    assertThat(PASSWORDS.verify(Optional.of(hash), "wonderland-42")).isTrue();
    assertThat(PASSWORDS.verify(Optional.of(hash), "wonderland-43")).isFalse();
    assertThat(PASSWORDS.verify(Optional.of(hash), "")).isFalse();
    assertThat(PASSWORDS.isOutdated(hash)).isTrue();
    assertThat(PasswordHash.parse(hash).toString()).doesNotContain(hash.substring(10));
  }

  @Test
  void letters_beyond_ascii_are_in_utf_8_and_as_the_keyboard_composed_them() {
    String hash = "$2y$04$abcdefghijklmnopqrstuuygFu4RCsSVtYs84149GmUm5iPj0K89m";
    assertThat(PASSWORDS.verify(Optional.of(hash), "원더랜드-42")).isTrue();
    assertThat(PASSWORDS.verify(Optional.of(hash), "\u110b\u116f\u11ab더랜드-42")).isTrue();
  }

  /// Row 22 of the mistakes of this field: bcrypt sees 72 bytes, and so it was hashed elsewhere.
  @Test
  void bcrypt_verifies_a_long_password_by_what_it_saw_of_it() {
    Optional<String> hash =
        Optional.of("$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i");
    assertThat(PASSWORDS.verify(hash, "x".repeat(80))).isTrue();
    assertThat(PASSWORDS.verify(hash, "x".repeat(71))).isFalse();
    String ours = PASSWORDS.hash("x".repeat(80));
    assertThat(PASSWORDS.verify(Optional.of(ours), "x".repeat(79))).isFalse();
  }

  /// What they mistyped behind that byte would be asked for from then on.
  @Test
  void bcrypt_is_not_replaced_by_what_it_did_not_see() {
    String hash = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    assertThat(PASSWORDS.isAllSeen(hash, "x".repeat(72))).isTrue();
    assertThat(PASSWORDS.isAllSeen(hash, "x".repeat(73))).isFalse();
    assertThat(PASSWORDS.isAllSeen(hash, "비".repeat(25))).isFalse();
    assertThat(PASSWORDS.isAllSeen(hash, "wonder\0land")).isFalse();
    assertThat(PASSWORDS.isAllSeen(PASSWORDS.hash("a"), "x".repeat(73))).isTrue();
  }

  @Test
  void an_argon2_of_the_version_before_fits_and_is_replaced() {
    String hash =
        Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id)
            .hashAdvanced(
                1,
                8,
                1,
                "wonderland-42".getBytes(StandardCharsets.UTF_8),
                "a salt of 16 by.".getBytes(StandardCharsets.UTF_8),
                32,
                Argon2Version.V10)
            .getEncoded();
    assertThat(hash).startsWith("$argon2id$v=16$");
    assertThat(PASSWORDS.verify(Optional.of(hash), "wonderland-42")).isTrue();
    assertThat(PASSWORDS.isOutdated(hash)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$c2FsdHNhbHR$aGFzaGhhc2hoYXNoaGFzaA", "$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaB"})
  void an_argon2_is_base64_to_its_last_bit(String end) {
    assertThatThrownBy(() -> PasswordHash.parse("$argon2id$v=19$m=8,t=1,p=1" + end))
        .isInstanceOf(PasswordHash.Unusable.class)
        .hasMessageContaining("base64");
  }

  @Test
  void every_argon2_fits_and_the_others_are_replaced() {
    for (var type : Argon2Factory.Argon2Types.values()) {
      String hash =
          Argon2Factory.create(type)
              .hash(1, 8, 1, "wonderland-42".getBytes(StandardCharsets.UTF_8));
      assertThat(PASSWORDS.verify(Optional.of(hash), "wonderland-42")).as(hash).isTrue();
      assertThat(PASSWORDS.isOutdated(hash)).isEqualTo(!hash.startsWith("$argon2id$"));
    }
  }

  @Test
  void one_of_ours_is_replaced_where_the_settings_are_others_cheaper_or_dearer() {
    String hash = new Passwords(new Passwords.Cost(64, 2, 1)).hash("wonderland-42");
    assertThat(new Passwords(new Passwords.Cost(64, 2, 1)).isOutdated(hash)).isFalse();
    assertThat(new Passwords(new Passwords.Cost(32, 2, 1)).isOutdated(hash)).isTrue();
    assertThat(new Passwords(new Passwords.Cost(64, 1, 1)).isOutdated(hash)).isTrue();
    assertThat(new Passwords(new Passwords.Cost(64, 2, 2)).isOutdated(hash)).isTrue();
    assertThat(new Passwords(new Passwords.Cost(128, 2, 1)).isOutdated(hash)).isTrue();
    assertThat(new Passwords(new Passwords.Cost(64, 3, 1)).isOutdated(hash)).isTrue();
  }

  /// What a configuration file names is computed at each sign-in.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=1048577,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=524288,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=8,t=99999999999,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=8,t=1,p=17$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=15,t=1,p=2$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHM$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$2b$15$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$2b$31$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$2b$03$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$pbkdf2-sha256$1500001$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "$pbkdf2-sha1$750001$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "$pbkdf2-sha256$0$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "$pbkdf2-sha256$99999999999999999999$YSBzYWx0IG9mIDE2IGJ5Lg$mr57hln3Nkuao.sJrg2phw",
        "$pbkdf2-sha256$1000$YSBzYWx0$mr57",
        "$scrypt$ln=17,r=8,p=2$YSBzYWx0IG9mIDE2IGJ5Lg$Uwrff6JVWm/ZYtAIqmrBjYE8pkWILtoBy/Ya0Z1QIp0",
        "$scrypt$ln=18,r=8,p=1$YSBzYWx0IG9mIDE2IGJ5Lg$Uwrff6JVWm/ZYtAIqmrBjYE8pkWILtoBy/Ya0Z1QIp0",
        "$scrypt$ln=63,r=8,p=1$YSBzYWx0IG9mIDE2IGJ5Lg$Uwrff6JVWm/ZYtAIqmrBjYE8pkWILtoBy/Ya0Z1QIp0",
        "$scrypt$ln=17,r=8,p=5$YSBzYWx0IG9mIDE2IGJ5Lg$Uwrff6JVWm/ZYtAIqmrBjYE8pkWILtoBy/Ya0Z1QIp0",
        "scrypt$15$saltOfDjango$8$1$0HQq0PWnVv6CxiwPVzEaFdgc3elh/g6rXE1TNRtydMs="
      })
  void one_that_costs_too_much_or_nothing_is_refused_before_it_is_computed(String hash) {
    assertThatThrownBy(() -> PasswordHash.parse(hash))
        .isInstanceOf(PasswordHash.Unusable.class)
        .hasMessageStartingWith("has a cost that is not accepted")
        .hasMessageNotContaining("$");
    assertThat(PASSWORDS.verify(Optional.of(hash), "wonderland-42")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wonderland-42",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "$2x$05$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi",
        "$2b$05$abcdefghijklmnopqrstuu",
        "$argon2id$v=18$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$pbkdf2-md5$1000$YSBzYWx0$mr57hln3Nkuao.sJrg2phw7vKXjMYtEOF6tM7HOcEOw",
        "{SSHA}mr57hln3Nkuao"
      })
  void one_of_another_form_is_refused(String hash) {
    assertThatThrownBy(() -> PasswordHash.parse(hash))
        .isInstanceOf(PasswordHash.Unusable.class)
        .hasMessageStartingWith("is of no known form");
  }
}

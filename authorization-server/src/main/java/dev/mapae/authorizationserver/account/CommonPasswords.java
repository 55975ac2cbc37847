package dev.mapae.authorizationserver.account;

import java.util.Locale;
import java.util.Set;

/// Passwords that whoever guesses tries first. NIST SP 800-63B §5.1.1.2.
final class CommonPasswords {
  private static final int DIFFERENT = 4;

  /// Those with at least eight characters; shorter ones are refused anyway.
  private static final Set<String> COMMON =
      Set.of(
          """
          12345678 123456789 1234567890 0123456789 987654321 9876543210 11223344 12341234 12344321
          1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx q1w2e3r4 qwer1234 qwerty12 qwerty123
          qwerty1234 qwertyui qwertyuiop asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 1234qwer
          abcd1234 abcdefgh abcdefg1 abc12345 abc123456 a1b2c3d4 a12345678 aa123456 aa12345678
          password password1 password12 password123 password1234 password! passw0rd p@ssw0rd
          p@ssword pa55word passwort motdepasse contrasena changeme changeme1 changeit letmein1
          letmein123 welcome1 welcome12 welcome123 iloveyou iloveyou1 iloveyou2 ilovegod sunshine
          princess princess1 football football1 baseball baseball1 basketball superman superman1
          batman123 starwars pokemon1 minecraft michelle jennifer jonathan jordan23 charlie1
          computer internet internet1 samsung1 whatever trustno1 dragon12 dragon123 monkey123
          master123 shadow12 killer12 hello123 hello1234 freedom1 mustang1 corvette mercedes
          liverpool arsenal1 chelsea1 barcelona realmadrid manchester admin123 admin1234
          administrator root1234 test1234 testtest guest123 user1234 secret123 default1 temp1234
          qazwsxedc qweasdzxc 147258369 159753456 789456123 741852963 asdasdasd qweqweqwe 1234abcd
          google123 facebook1 linkedin1 dubsmash 20202020 20212021 21212121 dkssud12 dkssudgktpdy
          tkfkdgo1 tkfkdgody1 rlarlarla dlatlqjs1 korea123 seoul123 wjdgml12 ehdgns12 gkrtod12
          """
              .strip()
              .split("\\s+"));

  private CommonPasswords() {}

  /// Whether this is one of them, or has hardly any different characters.
  static boolean has(String password) {
    return password.codePoints().distinct().count() < DIFFERENT
        || COMMON.contains(password.toLowerCase(Locale.ROOT));
  }
}

package dev.mapae.authorizationserver.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Passwords that whoever guesses tries first. NIST SP 800-63B §3.1.1.2.
///
/// There is no list of what leaked here: a password is taken apart as guessing programs put theirs
/// together. It is common where nothing is left of it but what they begin with: a word that many
/// choose, keys beside each other, letters in a row, a few letters again and again, and digits and
/// signs at its ends.
final class CommonPasswords {
  private static final int DIFFERENT = 4;

  /// Words that many choose, alone or two of them, in several languages; Korean ones also as they
  /// are typed on an English keyboard.
  private static final Set<String> STEMS =
      words(
          """
          abc access account admin administrator amazing america android angel apple arsenal asdf
          baby bailey banana barcelona baseball basketball batman beautiful biteme bonjour buster
          butterfly change changeit changeme charlie cheese chelsea chicken chocolate computer
          contrasena cookie corvette daniel default demo diamond dragon dubsmash eagle elephant
          enter facebook family ferrari flower football forever freedom friend friends fuckyou game
          garden ginger god google guest guitar hallo happy harley hello hockey holiday home house
          hunter iloveu ilovegod iloveyou internet jennifer jesus jonathan jordan justin killer king
          korea letmein liverpool login london love loveme lovely lucky manager manchester marvel
          master matrix mercedes merlin michael michelle minecraft monday money monkey mother motdepasse
          mustang naruto nothing office orange owner pass passwd password passwort pepper peanut phone
          player pokemon princess private purple qazwsx qwerty rainbow ranger realmadrid robert root
          samsung school secret secure security senha seoul server shadow silver slipknot snoopy soccer
          spring spiderman starwars student summer sunshine superman superstar support sweet system
          temp temporary test tester thomas tiger tigger trustno user victory voodoo vkontakte wachtwoord
          warcraft welcome whatever william winter wizard yankees yellow zaq zxcvbn
          autumn january february march april june july august september october november december
          dkssud dkssudgktpdy tkfkd tkfkdgo tkfkdgody rlarlarla dlatlqjs ehdgns gkrtod wjdgml
          qlalfqjsgh alfkf alsrud wlgns tjdgns
          안녕 안녕하세요 사랑 사랑해 사랑해요 비밀 비밀번호 암호 대한민국 코리아 서울 관리자
          """);

  /// Keys beside each other and letters in a row, also from behind and from below.
  private static final String[] ROWS = {
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9",
    "147258369",
    "159753",
    "741852963",
    "789456123",
    "123qweasdzxc",
    "가나다라마바사아자차카타파하"
  };

  private static final Pattern HEAD = Pattern.compile("^\\P{L}+");
  private static final Pattern TAIL = Pattern.compile("\\P{L}+$");

  private CommonPasswords() {}

  /// Whether this is one of them, or has hardly any different characters.
  static boolean has(String password) {
    String folded = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String headless = HEAD.matcher(folded).replaceFirst("");
    return folded.codePoints().distinct().count() < DIFFERENT
        || Stream.of(folded, headless, withoutTail(folded), withoutTail(headless))
            .anyMatch(part -> isWeak(part) || isWeak(asLetters(part)));
  }

  private static String withoutTail(String text) {
    return TAIL.matcher(text).replaceFirst("");
  }

  private static boolean isWeak(String text) {
    return isMadeOfRows(text) || isOneOrTwo(text) || isRepeated(text);
  }

  /// Digits and signs as the letters that they stand for.
  private static String asLetters(String text) {
    StringBuilder letters = new StringBuilder();
    text.codePoints().forEach(c -> letters.appendCodePoint(letter(c)));
    return letters.toString();
  }

  private static int letter(int c) {
    return switch (c) {
      case '0' -> 'o';
      case '1', '!', '|' -> 'i';
      case '3' -> 'e';
      case '4', '@' -> 'a';
      case '5', '$' -> 's';
      case '7', '+' -> 't';
      default -> c;
    };
  }

  private static boolean isOneOrTwo(String bare) {
    if (STEMS.contains(bare)) {
      return true;
    }
    for (int i = 2; i < bare.length() - 1; i++) {
      if (STEMS.contains(bare.substring(0, i)) && STEMS.contains(bare.substring(i))) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is one part at least twice, the last time perhaps not to its end.
  private static boolean isRepeated(String text) {
    for (int length = 1; length <= Math.min(4, text.length() / 2); length++) {
      if (text.substring(length).equals(text.substring(0, text.length() - length))) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is made of pieces of rows, each of three or more.
  private static boolean isMadeOfRows(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && isInRow(text.substring(at, end + 1))) {
        end++;
      }
      if (end - at < 3) {
        return false;
      }
      at = end;
    }
    return !text.isEmpty();
  }

  private static boolean isInRow(String piece) {
    String reversed = new StringBuilder(piece).reverse().toString();
    for (String row : ROWS) {
      if (row.contains(piece) || row.contains(reversed)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}

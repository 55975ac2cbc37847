package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Passwords that whoever guesses tries first. NIST SP 800-63B §3.1.1.2.
///
/// There is no list of what leaked here: a password is taken apart as guessing programs put theirs
/// together. It is common where nothing is left of it but what they begin with: a word that many
/// choose, keys beside each other, letters in a row, a few letters again and again, and digits and
/// signs at its ends or between.
final class CommonPasswords {
  private static final int DIFFERENT = 4;
  private static final int LEAST_OF_ROW = 3;

  /// As long as people may choose theirs.
  private static final int MOST = 2 * AccountLimits.PASSWORD;

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
          adobe alexander alexandra alexis alice amanda andrea andrew anthony ashley austin azerty
          benjamin brandon casper cameron cheyenne chris christian christopher compaq cowboy cowboys
          crystal dallas dakota david debbie doctor dolphin dolphins doudou edward elizabeth eminem
          england fender ferrari fishing florida france gandalf geheim germany golden hammer hannah
          heather hallo heaven hallowelt ilove instagram isabella jackson jasmine jackie jeremy jessica
          johnny joseph joshua kevin kitty lakers lauren linkedin loulou louise maggie maria marina
          marlboro marseille martin maverick maxwell melissa mickey midnight miller mexico monica
          montana morgan mozart muffin murphy music my myspace nathan natalie newyork nicholas nicole
          nirvana olivia orlando packers pantera parker patricia patrick peaches phoenix photoshop
          player please police porsche prince pretty qwert qwertz rachel raiders rebecca red richard
          rockyou rosebud russia samantha sandra saturn scooby scooter scorpion sebastian sergey
          service sexy shalom shannon simple skippy smokey soleil sommer sophie spain sparky special
          steelers stephanie steven sunday super system swordfish taylor teresa the thunder time
          tinkerbell turtle twitter united vanessa veronica victor victoria vincent viking vikings
          volcom volleyball wizards world xavier yamaha youtube zxcv
          metallica blink slayer hellokitty hottie babygirl babyboy lovers loveyou iloveu angels
          estrella teamo tequiero mierda hola bienvenido ciao amore juventus sayang privet parol lyubov
          nikita natasha пароль привет любовь qwer asdfgh schatz schalke passwords
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
    "1a2b3c4d5e6f7g8h9i0j",
    "12qwaszx34erdfcv",
    "1029384756",
    "135792468013579",
    "112358132134",
    "14789632",
    "123654789",
    "123698745",
    "741258963",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qazxswedc",
    "qweasdzxc",
    "asdzxc",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "가나다라마바사아자차카타파하"
  };

  private static final Pattern HEAD = Pattern.compile("^\\P{L}+");
  private static final Pattern NO_LETTERS = Pattern.compile("\\P{L}+");
  private static final Pattern DOUBLED = Pattern.compile("(.)\\1+");
  private static final int LONGEST = STEMS.stream().mapToInt(String::length).max().orElseThrow();

  private CommonPasswords() {}

  /// Whether this is one of them, or has hardly any different characters.
  static boolean has(String password) {
    String folded = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    if (isOfFew(password) || isOfFew(folded)) {
      return true;
    }
    // One character may become eighteen, and nobody tries those first.
    if (folded.length() > MOST) {
      return false;
    }
    String headless = HEAD.matcher(folded).replaceFirst("");
    return Stream.of(folded, headless, withoutTail(folded), withoutTail(headless))
        .flatMap(part -> Stream.of(part, asLetters(part)))
        .anyMatch(CommonPasswords::isWeak);
  }

  private static boolean isOfFew(String text) {
    return text.codePoints().distinct().count() < DIFFERENT;
  }

  private static String withoutTail(String text) {
    int end = text.length();
    while (end > 0 && !Character.isLetter(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static boolean isWeak(String text) {
    String letters = NO_LETTERS.matcher(text).replaceAll("");
    return isMadeOfRows(text)
        || isAllButOneOfRows(text)
        || isMadeOfRows(DOUBLED.matcher(text).replaceAll("$1"))
        || isOneOrTwo(letters)
        || isRepeated(text)
        || isRepeated(letters);
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

  private static boolean isOneOrTwo(String letters) {
    if (letters.length() > 2 * LONGEST) {
      return false;
    }
    if (STEMS.contains(letters)) {
      return true;
    }
    for (int i = 2; i < letters.length() - 1 && i <= LONGEST; i++) {
      if (STEMS.contains(letters.substring(0, i)) && STEMS.contains(letters.substring(i))) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is one part at least twice, the last time perhaps not to its end: a short one, or
  /// one that is common itself.
  private static boolean isRepeated(String text) {
    for (int length = 1; length <= Math.min(LONGEST, text.length() / 2); length++) {
      if (text.regionMatches(length, text, 0, text.length() - length)
          && (length <= DIFFERENT || isCommonPart(text.substring(0, length)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCommonPart(String part) {
    return STEMS.contains(part) || isMadeOfRows(part);
  }

  /// Whether it is made of pieces of rows but for a character before or behind them.
  private static boolean isAllButOneOfRows(String text) {
    return text.length() > LEAST_OF_ROW
        && (isMadeOfRows(text.substring(text.offsetByCodePoints(0, 1)))
            || isMadeOfRows(text.substring(0, text.offsetByCodePoints(text.length(), -1))));
  }

  /// Whether it is made of pieces of rows, each of three or more.
  private static boolean isMadeOfRows(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && isInRow(text.substring(at, end + 1))) {
        end++;
      }
      if (end - at < LEAST_OF_ROW) {
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
    return Set.copyOf(List.of(text.strip().split("\\s+")));
  }
}

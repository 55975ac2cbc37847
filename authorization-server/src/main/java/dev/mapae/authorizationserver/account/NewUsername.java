package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.store.Person;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Which usernames people may choose for themselves. APIs are told it as `preferred_username`.
final class NewUsername {
  /// Letters and digits of any script. No `@`, so that it never reads as the address of somebody,
  /// and nothing that nobody sees.
  private static final Pattern LETTERS =
      Pattern.compile(
          "[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}._-]{0," + (AccountLimits.USERNAME - 1) + "}");

  /// Letters and marks that look like nothing: fillers, joiners, variation selectors.
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164\\uFE00-\\uFE0F\\uFFA0"
              + "\\x{E0100}-\\x{E01EF}]");

  /// Some scripts need a few on a letter; a heap of them covers the line above.
  private static final Pattern HEAP = Pattern.compile("\\p{M}{4}");

  /// Scripts that people write together; all others stand alone, for their letters look alike.
  private static final List<Set<UnicodeScript>> TOGETHER =
      List.of(
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HANGUL, UnicodeScript.HAN),
          EnumSet.of(
              UnicodeScript.LATIN,
              UnicodeScript.HAN,
              UnicodeScript.HIRAGANA,
              UnicodeScript.KATAKANA));

  /// The Japanese mark of a long vowel, which belongs to two scripts.
  private static final int LONG_VOWEL = '\u30FC';

  /// Names by which people, and programs, take somebody for the operator; folded, letters alone.
  private static final Set<String> RESERVED =
      Set.of(
          "abuse",
          "admin",
          "administrator",
          "everyone",
          "help",
          "helpdesk",
          "hostmaster",
          "mapae",
          "me",
          "moderator",
          "nobody",
          "official",
          "operator",
          "owner",
          "postmaster",
          "root",
          "security",
          "self",
          "staff",
          "superuser",
          "support",
          "sysadmin",
          "system",
          "webmaster",
          "고객센터",
          "관리자",
          "시스템",
          "운영자",
          "운영팀");

  private NewUsername() {}

  /// Whether it can be anybody's, as it is typed and as it is compared.
  static boolean isGood(String username) {
    return username.equals(Normalizer.normalize(username, Normalizer.Form.NFKC))
        && isReadable(username)
        && isReadable(Person.folded(username));
  }

  private static boolean isReadable(String text) {
    return LETTERS.matcher(text).matches()
        && !UNSEEN.matcher(text).find()
        && !HEAP.matcher(text).find()
        && isOfOneScript(text);
  }

  /// Whether it is kept from all, however it is written.
  static boolean isReserved(String username) {
    return RESERVED.contains(Person.folded(username).replaceAll("[._-]", ""));
  }

  private static boolean isOfOneScript(String text) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    text.codePoints()
        .filter(c -> c != LONG_VOWEL && (Character.isLetter(c) || isMark(c)))
        .mapToObj(UnicodeScript::of)
        .forEach(scripts::add);
    // Marks that go with any letter, where there is no letter with the mark, and symbols that are
    // letters only by name.
    return !scripts.contains(UnicodeScript.INHERITED)
        && !scripts.contains(UnicodeScript.COMMON)
        && (scripts.size() <= 1 || TOGETHER.stream().anyMatch(all -> all.containsAll(scripts)));
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }
}

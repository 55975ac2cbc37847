package dev.mapae.authorizationserver.interaction;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What somebody else chose and people are shown.
public final class ShownText {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  /// Letters that look like nothing: the fillers of Hangul and the Braille pattern without dots.
  private static final String BLANK_LETTERS = "\u115F\u1160\u3164\uFFA0\u2800";

  private static final Set<Integer> WITHOUT_MEANING =
      Stream.of(
              Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED)
          .map(Byte::intValue)
          .collect(Collectors.toUnmodifiableSet());

  /// Of a name, in characters.
  private static final int LONGEST_NAME = 120;

  private ShownText() {}

  /// A name without what could reorder or break the sentence around it, or what nobody sees, and
  /// cut where it is too long.
  public static String name(String name) {
    String plain = plain(name, LONGEST_NAME + 1L);
    return plain.codePointCount(0, plain.length()) > LONGEST_NAME
        ? plain.substring(0, plain.offsetByCodePoints(0, LONGEST_NAME)) + "…"
        : plain;
  }

  /// The same of any text, uncut.
  public static String whole(String text) {
    return plain(text, Long.MAX_VALUE);
  }

  private static String plain(String text, long most) {
    return text.codePoints()
        .filter(ShownText::isPlain)
        .limit(most)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Whether people see it, all of it and as it is.
  public static boolean isVisible(String text) {
    return text.codePoints().allMatch(ShownText::isPlain)
        && !text.codePoints().allMatch(ShownText::isBlank);
  }

  /// Whether a character neither controls others, as those that turn the direction of a text do,
  /// nor is without meaning. Scripts and emoji need the two joiners.
  public static boolean isPlain(int c) {
    return c == ZERO_WIDTH_NON_JOINER
        || c == ZERO_WIDTH_JOINER
        || !WITHOUT_MEANING.contains(Character.getType(c));
  }

  private static boolean isBlank(int c) {
    return Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT
        || BLANK_LETTERS.indexOf(c) >= 0;
  }
}

package dev.mapae.resourceowner;

/// A Korean particle of two forms: `은/는`, `이/가`, `을/를`, `과/와`, `으로/로`. Which of them follows a word
/// depends on whether that ends in a consonant.
///
/// @param afterConsonant the form after a final consonant
/// @param afterVowel the form after a vowel
record Particle(String afterConsonant, String afterVowel) {
  private static final char FIRST_SYLLABLE = '가';
  private static final char LAST_SYLLABLE = '힣';
  private static final int FINALS = 28;
  private static final int RIEUL = 8;

  /// How the digits end as they are read: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구.
  private static final int[] DIGITS = {21, RIEUL, 0, 16, 0, 0, 1, RIEUL, RIEUL, 0};

  /// The form after a word; both, as people write it, where nobody knows how the word is read.
  String after(String word) {
    char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
    if (last >= FIRST_SYLLABLE && last <= LAST_SYLLABLE) {
      return form((last - FIRST_SYLLABLE) % FINALS);
    }
    if (last >= '0' && last <= '9') {
      return form(DIGITS[last - '0']);
    }
    return afterConsonant.endsWith(afterVowel)
        ? "("
            + afterConsonant.substring(0, afterConsonant.length() - afterVowel.length())
            + ")"
            + afterVowel
        : afterConsonant + "(" + afterVowel + ")";
  }

  private String form(int finalConsonant) {
    boolean vowel = finalConsonant == 0 || (finalConsonant == RIEUL && afterConsonant.equals("으로"));
    return vowel ? afterVowel : afterConsonant;
  }
}

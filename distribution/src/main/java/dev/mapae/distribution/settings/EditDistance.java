package dev.mapae.distribution.settings;

import java.util.Collection;
import java.util.Comparator;

/// How many letters have to be changed, added, taken away or swapped to make one word of another.
final class EditDistance {
  private static final int MAX_LENGTH = 100;

  private EditDistance() {}

  /// The word that takes the fewest edits.
  ///
  /// @param words at least one
  static String nearest(String word, Collection<String> words) {
    return words.stream()
        .min(Comparator.<String>comparingInt(w -> between(word, w)).thenComparing(w -> w))
        .orElseThrow();
  }

  static int between(String longA, String longB) {
    String a = longA.substring(0, Math.min(longA.length(), MAX_LENGTH));
    String b = longB.substring(0, Math.min(longB.length(), MAX_LENGTH));
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}

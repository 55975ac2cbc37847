package dev.mapae.resourceowner;

import dev.mapae.resourceowner.QrCode.QrVersion;

/// The modules of a QR code, drawn one layer after another: ISO/IEC 18004 §6.3, §7.7 to §7.10.
///
/// Each is drawn under all eight masks at once, a byte of a long for each, since to draw and judge
/// them one by one took longer than the rest of the page.
final class QrModules {
  static final int MASKS = 8;

  /// Under every mask; [#LIGHT] is zero.
  static final long DARK = 0x0101010101010101L;

  private static final long LIGHT = 0;

  /// Rows and columns after which all masks begin again.
  private static final int PERIOD = 12;

  private static final long[][] FLIPPED = flipped();

  private final QrVersion version;
  private final int size;
  private final long[][] modules;
  private final boolean[][] fixed;

  QrModules(QrVersion version) {
    this.version = version;
    this.size = version.size();
    this.modules = new long[size][size];
    this.fixed = new boolean[size][size];
  }

  int size() {
    return size;
  }

  /// What every code of this version has, and the place of the format.
  void drawPatterns() {
    for (int i = 0; i < size; i++) {
      fix(6, i, i % 2 == 0);
      fix(i, 6, i % 2 == 0);
    }
    finder(3, 3);
    finder(size - 4, 3);
    finder(3, size - 4);
    int[] middles = version.alignments();
    for (int i = 0; i < middles.length; i++) {
      for (int j = 0; j < middles.length; j++) {
        boolean atFinder =
            (i == 0 && j == 0)
                || (i == 0 && j == middles.length - 1)
                || (i == middles.length - 1 && j == 0);
        if (!atFinder) {
          alignment(middles[i], middles[j]);
        }
      }
    }
    format();
    versionNumber();
  }

  private void finder(int x, int y) {
    for (int dy = -4; dy <= 4; dy++) {
      for (int dx = -4; dx <= 4; dx++) {
        int distance = Math.max(Math.abs(dx), Math.abs(dy));
        if (isInside(x + dx) && isInside(y + dy)) {
          fix(x + dx, y + dy, distance != 2 && distance != 4);
        }
      }
    }
  }

  private boolean isInside(int coordinate) {
    return coordinate >= 0 && coordinate < size;
  }

  private void alignment(int x, int y) {
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        fix(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) != 1);
      }
    }
  }

  /// Level M and the mask, with their correction, twice.
  private void format() {
    for (int i = 0; i < 15; i++) {
      long bit = LIGHT;
      for (int mask = 0; mask < MASKS; mask++) {
        bit |= (long) ((format(mask) >>> i) & 1) << (8 * mask);
      }
      if (i < 8) {
        fix(8, i < 6 ? i : i + 1, bit);
        fix(size - 1 - i, 8, bit);
      } else {
        fix(i == 8 ? 7 : 14 - i, 8, bit);
        fix(8, size - 15 + i, bit);
      }
    }
    fix(8, size - 8, DARK);
  }

  private static int format(int mask) {
    int rest = mask;
    for (int i = 0; i < 10; i++) {
      rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    }
    return ((mask << 10) | rest) ^ 0x5412;
  }

  private void versionNumber() {
    if (version.number() < 7) {
      return;
    }
    int rest = version.number();
    for (int i = 0; i < 12; i++) {
      rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    }
    int bits = (version.number() << 12) | rest;
    for (int i = 0; i < 18; i++) {
      boolean bit = ((bits >>> i) & 1) != 0;
      fix(size - 11 + i % 3, i / 3, bit);
      fix(i / 3, size - 11 + i % 3, bit);
    }
  }

  private void fix(int x, int y, boolean isDark) {
    fix(x, y, isDark ? DARK : LIGHT);
  }

  private void fix(int x, int y, long module) {
    modules[y][x] = module;
    fixed[y][x] = true;
  }

  /// The codewords, in columns of two from right to left, upwards and downwards in turn.
  void drawData(byte[] codewords) {
    int bit = 0;
    boolean upwards = true;
    for (int right = size - 1; right >= 1; right -= 2) {
      // The column of the timing pattern is none.
      int column = right <= 6 ? right - 1 : right;
      for (int i = 0; i < size; i++) {
        int y = upwards ? size - 1 - i : i;
        for (int x = column; x > column - 2; x--) {
          if (!fixed[y][x]) {
            modules[y][x] = bit(codewords, bit++) ^ FLIPPED[y % PERIOD][x % PERIOD];
          }
        }
      }
      upwards = !upwards;
    }
  }

  private static long bit(byte[] codewords, int bit) {
    boolean isDark =
        bit < codewords.length * 8 && ((codewords[bit / 8] >>> (7 - bit % 8)) & 1) != 0;
    return isDark ? DARK : LIGHT;
  }

  private static long[][] flipped() {
    long[][] flipped = new long[PERIOD][PERIOD];
    for (int y = 0; y < PERIOD; y++) {
      for (int x = 0; x < PERIOD; x++) {
        for (int mask = 0; mask < MASKS; mask++) {
          flipped[y][x] |= isFlipped(mask, x, y) ? 1L << (8 * mask) : 0;
        }
      }
    }
    return flipped;
  }

  private static boolean isFlipped(int mask, int x, int y) {
    int measure =
        switch (mask) {
          case 0 -> (x + y) % 2;
          case 1 -> y % 2;
          case 2 -> x % 3;
          case 3 -> (x + y) % 3;
          case 4 -> (x / 3 + y / 2) % 2;
          case 5 -> (x * y) % 2 + (x * y) % 3;
          case 6 -> ((x * y) % 2 + (x * y) % 3) % 2;
          default -> ((x + y) % 2 + (x * y) % 3) % 2;
        };
    return measure == 0;
  }

  /// The dark ones under the mask with which cameras have the least trouble.
  boolean[][] masked() {
    int best = QrPenalty.least(modules);
    boolean[][] dark = new boolean[size][size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        dark[y][x] = (modules[y][x] >>> (8 * best) & 1) != 0;
      }
    }
    return dark;
  }
}

package dev.mapae.resourceowner;

import dev.mapae.resourceowner.QrCode.QrVersion;

/// The modules of a QR code, drawn one layer after another. ISO/IEC 18004 §6.3, §7.7 to §7.10.
final class QrModules {
  private static final int MASKS = 8;

  private final QrVersion version;
  private final int size;
  private final boolean[][] dark;
  private final boolean[][] fixed;

  QrModules(QrVersion version) {
    this.version = version;
    this.size = version.size();
    this.dark = new boolean[size][size];
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
    format(0);
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
  private void format(int mask) {
    int rest = mask;
    for (int i = 0; i < 10; i++) {
      rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    }
    int bits = ((mask << 10) | rest) ^ 0x5412;
    for (int i = 0; i < 15; i++) {
      boolean bit = ((bits >>> i) & 1) != 0;
      if (i < 8) {
        fix(8, i < 6 ? i : i + 1, bit);
        fix(size - 1 - i, 8, bit);
      } else {
        fix(i == 8 ? 7 : 14 - i, 8, bit);
        fix(8, size - 15 + i, bit);
      }
    }
    fix(8, size - 8, true);
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
    dark[y][x] = isDark;
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
          if (!fixed[y][x] && bit < codewords.length * 8) {
            dark[y][x] = ((codewords[bit / 8] >>> (7 - bit % 8)) & 1) != 0;
            bit++;
          }
        }
      }
      upwards = !upwards;
    }
  }

  /// The modules under the mask with which cameras have the least trouble.
  boolean[][] masked() {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int mask = 0; mask < MASKS; mask++) {
      flip(mask);
      int penalty = penalty();
      flip(mask);
      if (penalty < least) {
        least = penalty;
        best = mask;
      }
    }
    flip(best);
    return dark;
  }

  /// Done twice, it changes nothing but the format.
  private void flip(int mask) {
    format(mask);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        dark[y][x] ^= !fixed[y][x] && isFlipped(mask, x, y);
      }
    }
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

  private int penalty() {
    int penalty = 0;
    int darkOnes = 0;
    for (int i = 0; i < size; i++) {
      penalty += lines(i, true) + lines(i, false);
      for (int j = 0; j < size; j++) {
        darkOnes += dark[i][j] ? 1 : 0;
        if (i > 0 && j > 0 && isBlock(i, j)) {
          penalty += 3;
        }
      }
    }
    int percent = darkOnes * 100 / (size * size);
    return penalty + Math.abs(percent - 50) / 5 * 10;
  }

  private boolean isBlock(int y, int x) {
    boolean one = dark[y][x];
    return dark[y - 1][x] == one && dark[y][x - 1] == one && dark[y - 1][x - 1] == one;
  }

  /// Of a row or a column: five and more that are alike, and what looks like a finder.
  private int lines(int line, boolean row) {
    int penalty = 0;
    int run = 0;
    int last = 0;
    for (int i = 0; i < size; i++) {
      boolean one = at(line, i, row);
      run = i > 0 && one == at(line, i - 1, row) ? run + 1 : 1;
      penalty += run == 5 ? 3 : run > 5 ? 1 : 0;
      last = ((last << 1) | (one ? 1 : 0)) & 0x7ff;
      if (i >= 10 && (last == 0b10111010000 || last == 0b00001011101)) {
        penalty += 40;
      }
    }
    return penalty;
  }

  private boolean at(int line, int i, boolean row) {
    return row ? dark[line][i] : dark[i][line];
  }
}

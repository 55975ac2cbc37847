package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.QrModules.DARK;
import static dev.mapae.resourceowner.QrModules.MASKS;

/// How much trouble cameras have with one code under each mask: ISO/IEC 18004 §7.8.3.
///
/// What is counted is counted of all masks at once: in the bytes of a long, as many as one line has
/// modules at most, which is less than a byte holds.
final class QrPenalty {
  private final long[][] modules;
  private final int size;
  private final int[] penalties = new int[MASKS];
  private final int[] dark = new int[MASKS];

  private QrPenalty(long[][] modules) {
    this.modules = modules;
    this.size = modules.length;
  }

  /// The mask that has the least of it.
  static int least(long[][] modules) {
    int[] penalties = of(modules);
    int least = 0;
    for (int mask = 1; mask < MASKS; mask++) {
      if (penalties[mask] < penalties[least]) {
        least = mask;
      }
    }
    return least;
  }

  /// That of each mask.
  ///
  /// @param modules rows of modules, as [QrModules] draws them; a square
  static int[] of(long[][] modules) {
    QrPenalty penalty = new QrPenalty(modules);
    penalty.judge();
    return penalty.penalties;
  }

  private void judge() {
    long[] column = new long[size];
    for (int i = 0; i < size; i++) {
      for (int y = 0; y < size; y++) {
        column[y] = modules[y][i];
      }
      line(column);
      line(modules[i]);
      dark(modules[i]);
      if (i > 0) {
        blocks(modules[i - 1], modules[i]);
      }
    }
    for (int mask = 0; mask < MASKS; mask++) {
      int all = size * size;
      penalties[mask] += Math.abs(2 * dark[mask] - all) * 10 / all * 10;
    }
  }

  /// Of a row or a column: five and more that are alike, and what looks like a finder.
  private void line(long[] line) {
    long alike = 0;
    long begun = 0;
    long before = 0;
    for (int i = 0; i + 5 <= size; i++) {
      long all = line[i] & line[i + 1] & line[i + 2] & line[i + 3] & line[i + 4];
      long any = line[i] | line[i + 1] | line[i + 2] | line[i + 3] | line[i + 4];
      long five = all | (DARK & ~any);
      alike += five;
      begun += five & ~before;
      before = five;
    }
    long finders = 0;
    for (int i = 0; i + 11 <= size; i++) {
      finders += finder(line, i) & light(line, i + 7);
      finders += light(line, i) & finder(line, i + 4);
    }
    add(penalties, alike, 1);
    add(penalties, begun, 2);
    add(penalties, finders, 40);
  }

  private static long finder(long[] line, int i) {
    long dark = line[i] & line[i + 2] & line[i + 3] & line[i + 4] & line[i + 6];
    return dark & ~(line[i + 1] | line[i + 5]);
  }

  private static long light(long[] line, int i) {
    return DARK & ~(line[i] | line[i + 1] | line[i + 2] | line[i + 3]);
  }

  private void dark(long[] row) {
    long sum = 0;
    for (long module : row) {
      sum += module;
    }
    add(dark, sum, 1);
  }

  /// Four that are alike.
  private void blocks(long[] above, long[] row) {
    long sum = 0;
    for (int x = 1; x < size; x++) {
      long all = above[x - 1] & above[x] & row[x - 1] & row[x];
      long any = above[x - 1] | above[x] | row[x - 1] | row[x];
      sum += all | (DARK & ~any);
    }
    add(penalties, sum, 3);
  }

  private static void add(int[] to, long sums, int times) {
    for (int mask = 0; mask < MASKS; mask++) {
      to[mask] += (int) (sums >>> (8 * mask) & 0xff) * times;
    }
  }
}

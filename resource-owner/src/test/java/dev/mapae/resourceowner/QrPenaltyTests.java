package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ISO/IEC 18004 §7.8.3.
class QrPenaltyTests {
  private static final Pattern ALIKE = Pattern.compile("0{5,}|1{5,}");
  private static final Pattern FINDER = Pattern.compile("(?=10111010000|00001011101)");

  /// One after another, in the words of the specification, of rows of 0 and 1.
  private static int plainly(List<String> rows) {
    int size = rows.size();
    List<String> columns =
        IntStream.range(0, size)
            .mapToObj(x -> String.join("", rows.stream().map(r -> r.substring(x, x + 1)).toList()))
            .toList();
    int penalty = 0;
    for (String line : Stream.concat(rows.stream(), columns.stream()).toList()) {
      penalty += ALIKE.matcher(line).results().mapToInt(run -> 3 + run.group().length() - 5).sum();
      penalty += 40 * (int) FINDER.matcher(line).results().count();
    }
    for (int y = 1; y < size; y++) {
      for (int x = 1; x < size; x++) {
        String four = rows.get(y - 1).substring(x - 1, x + 1) + rows.get(y).substring(x - 1, x + 1);
        penalty += four.equals("0000") || four.equals("1111") ? 3 : 0;
      }
    }
    int dark = (int) String.join("", rows).chars().filter(module -> module == '1').count();
    int steps = (int) (Math.abs(dark * 100.0 / (size * size) - 50) / 5);
    return penalty + steps * 10;
  }

  private static List<String> drawn(int size, IntFunction<String> row) {
    return IntStream.range(0, size).mapToObj(row).toList();
  }

  private static List<String> random(int size, Random random) {
    // More of one kind than of the other, so that there are runs.
    int dark = 3 + random.nextInt(5);
    return drawn(
        size,
        _ -> {
          StringBuilder row = new StringBuilder();
          for (int x = 0; x < size; x++) {
            row.append(random.nextInt(10) < dark ? '1' : '0');
          }
          return row.toString();
        });
  }

  private static long[][] together(List<List<String>> drawings) {
    int size = drawings.getFirst().size();
    long[][] modules = new long[size][size];
    for (int mask = 0; mask < drawings.size(); mask++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          modules[y][x] |= (long) (drawings.get(mask).get(y).charAt(x) - '0') << (8 * mask);
        }
      }
    }
    return modules;
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 57, 97})
  void is_that_of_each_drawing_alone(int size) {
    Random random = new Random(18004);
    for (int i = 0; i < 10; i++) {
      List<List<String>> drawings = new ArrayList<>();
      for (int mask = 0; mask < QrModules.MASKS; mask++) {
        drawings.add(random(size, random));
      }
      assertThat(QrPenalty.of(together(drawings)))
          .containsExactly(drawings.stream().mapToInt(QrPenaltyTests::plainly).toArray());
    }
  }

  @Test
  void is_greatest_of_a_drawing_all_alike_and_nothing_of_a_chequered_one() {
    List<String> dark = drawn(97, _ -> "1".repeat(97));
    List<String> light = drawn(97, _ -> "0".repeat(97));
    List<String> chequered = drawn(97, y -> (y % 2 == 0 ? "01" : "10").repeat(49).substring(0, 97));
    long[][] modules =
        together(List.of(dark, light, light, chequered, dark, light, chequered, dark));
    int all = plainly(light);
    assertThat(plainly(dark)).isEqualTo(all).isEqualTo(97 * 2 * 95 + 96 * 96 * 3 + 100);
    assertThat(QrPenalty.of(modules)).containsExactly(all, all, all, 0, all, all, 0, all);
    assertThat(QrPenalty.least(modules)).isEqualTo(3);
  }
}

package dev.mapae.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Where Jazzer comes in: it knows these two methods by their names.
public final class Fuzzed {
  // Jazzer calls methods of a class; there is nobody to hold this.
  private static List<FuzzTarget> targets = List.of();

  private Fuzzed() {}

  /// Begins.
  ///
  /// @param names of targets
  public static void fuzzerInitialize(String[] names) {
    targets = Stream.of(names).map(FuzzTargets::named).toList();
    for (int i = 0; i < names.length; i++) {
      warmUp(targets.get(i), Seeds.of(names[i]));
    }
  }

  /// Classes are loaded, and changed, with the first inputs, which takes longer than an input may.
  private static void warmUp(FuzzTarget target, List<byte[]> seeds) {
    for (byte[] seed : seeds) {
      try {
        target.eat(seed);
      } catch (Exception | AssertionError e) {
        // It comes again as an input.
      }
    }
  }

  /// Feeds the one target; or, of several, that which the first byte says, with the rest.
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (targets.size() == 1) {
      targets.getFirst().eat(input);
    } else if (input.length > 0) {
      targets
          .get((input[0] & 0xff) % targets.size())
          .eat(Arrays.copyOfRange(input, 1, input.length));
    }
  }
}

package dev.mapae.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Something that eats bytes from outside, and what has to hold of it whatever they are.
@FunctionalInterface
public interface FuzzTarget {
  /// Eats an input. What it throws, and a property that does not hold, is a finding.
  void eat(byte[] input) throws Exception;

  /// The input as a text.
  static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  /// The input as so many texts, one a line; the last has the rest, and those that are missing are
  /// empty.
  static List<String> lines(byte[] input, int count) {
    List<String> lines = new ArrayList<>(List.of(text(input).split("\n", count)));
    while (lines.size() < count) {
      lines.add("");
    }
    return lines;
  }

  /// A text with one character changed: the first byte of the input says which, the second to what.
  static String changed(String good, byte[] input) {
    if (input.length < 2) {
      return good + "A";
    }
    int place = (input[0] & 0xff) % good.length();
    return good.substring(0, place) + (char) (input[1] & 0x7f) + good.substring(place + 1);
  }

  /// Says that a property holds.
  ///
  /// @throws AssertionError when it does not
  static void holds(boolean property, String otherwise) {
    if (!property) {
      throw new AssertionError(otherwise);
    }
  }
}

package dev.mapae.resourceowner;

import java.util.Optional;
import java.util.regex.Pattern;

/// A colour of the screen, in sRGB.
public record Colour(int red, int green, int blue) {
  static final Colour BLACK = new Colour(0, 0, 0);
  static final Colour WHITE = new Colour(255, 255, 255);

  private static final Pattern HEX = Pattern.compile("#[0-9A-Fa-f]{6}");

  /// Reads `#85551a`; empty for anything else.
  public static Optional<Colour> parse(String hex) {
    return HEX.matcher(hex).matches() ? Optional.of(of(hex)) : Optional.empty();
  }

  static Colour of(String hex) {
    int value = Integer.parseInt(hex.substring(1), 16);
    return new Colour(value >> 16, value >> 8 & 0xFF, value & 0xFF);
  }

  /// How far two colours are from each other, from 1 to 21. WCAG 2.2, contrast ratio.
  double contrast(Colour other) {
    double one = luminance();
    double two = other.luminance();
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  /// WCAG 2.2, relative luminance.
  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /// This colour on its way to another.
  ///
  /// @param share of the other, in 255ths
  Colour towards(Colour other, int share) {
    return new Colour(
        mixed(red, other.red, share),
        mixed(green, other.green, share),
        mixed(blue, other.blue, share));
  }

  private static int mixed(int from, int to, int share) {
    return from + Math.round((to - from) * share / 255f);
  }

  /// As style sheets have it.
  @Override
  public String toString() {
    return "#%02x%02x%02x".formatted(red, green, blue);
  }
}

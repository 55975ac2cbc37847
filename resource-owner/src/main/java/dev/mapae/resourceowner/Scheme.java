package dev.mapae.resourceowner;

/// One of the two schemes of `mapae.css`, and what its accent colour has to be read on. WCAG 2.2
/// §1.4.3 and §1.4.11.
///
/// The accent is the colour of links, of buttons and of the focus.
///
/// @param card what text stands on
/// @param ground what is around that, and behind text that is set off
/// @param away what is farthest from both
public record Scheme(Colour card, Colour ground, Colour away) {
  public static final Scheme LIGHT =
      new Scheme(Colour.of("#ffffff"), Colour.of("#f4f1ec"), Colour.BLACK);
  public static final Scheme DARK =
      new Scheme(Colour.of("#221e1a"), Colour.of("#171411"), Colour.WHITE);

  /// What text needs; borders and the focus need less, and have the same colour.
  public static final double LEAST_CONTRAST = 4.5;

  /// The contrast of an accent colour where it is least.
  public double contrast(Colour accent) {
    return Math.min(accent.contrast(card), accent.contrast(ground));
  }

  /// Whether everybody can read it.
  public boolean isReadable(Colour accent) {
    return contrast(accent) >= LEAST_CONTRAST;
  }

  /// The nearest colour that everybody can read: darker in light, lighter in dark.
  public Colour readable(Colour accent) {
    int share = 0;
    while (!isReadable(accent.towards(away, share))) {
      share++;
    }
    return accent.towards(away, share);
  }

  /// The accent while the pointer is on it.
  Colour strong(Colour accent) {
    return accent.towards(away, 51);
  }

  /// What is written on the accent.
  Colour on(Colour accent) {
    Colour dark = new Colour(16, 14, 12);
    return accent.contrast(Colour.WHITE) >= accent.contrast(dark) ? Colour.WHITE : dark;
  }
}

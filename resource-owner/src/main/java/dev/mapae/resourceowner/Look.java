package dev.mapae.resourceowner;

/// How the pages look that are in one name.
public record Look(Branding branding, Overrides overrides) {
  /// As ours do.
  public static final Look OURS = new Look(Branding.NONE, Overrides.NONE);
}

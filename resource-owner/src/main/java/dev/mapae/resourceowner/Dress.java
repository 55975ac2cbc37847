package dev.mapae.resourceowner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a page looks: that of a branding, with the paths of its assets.
///
/// @param own what the pages of the server itself wear
/// @param branding what it is made of
/// @param icon the path of the picture
/// @param accents the paths of the style sheets with colours, the later before the earlier
record Dress(Branding own, Branding branding, Assets.Picture icon, List<String> accents) {
  Dress {
    accents = List.copyOf(accents);
  }

  static Dress of(Branding own, Assets assets) {
    return new Dress(
        own, own, picture(own, assets).orElseGet(assets::picture), accent(own, assets));
  }

  /// The same for a client, which has of the server what it does not have itself.
  Dress with(Branding client, Assets assets) {
    List<String> both = new ArrayList<>(accents);
    both.addAll(accent(client, assets));
    Branding merged =
        new Branding(
            client.name().isEmpty() ? own.name() : client.name(),
            client.logo().or(own::logo),
            client.accent().or(own::accent),
            client.links().isEmpty() ? own.links() : client.links());
    return new Dress(
        own, merged, picture(client, assets).orElse(icon), both.stream().distinct().toList());
  }

  private static Optional<Assets.Picture> picture(Branding branding, Assets assets) {
    return branding.logo().map(logo -> new Assets.Picture(assets.add(logo), logo.contentType()));
  }

  private static List<String> accent(Branding branding, Assets assets) {
    return branding.accent().map(accent -> assets.add("accent", accent.styleSheet())).stream()
        .toList();
  }

  /// Whether the picture is ours.
  boolean isPlain() {
    return branding.logo().isEmpty();
  }

  /// Whether somebody else than the server speaks, so that the page has to say whose it is.
  boolean isBorrowed() {
    return hasOtherName() || hasOtherLinks();
  }

  /// Whether name or picture are not those of the server.
  boolean hasOtherName() {
    return !branding.name().equals(own.name()) || !branding.logo().equals(own.logo());
  }

  /// Whether the links are not those of the server.
  boolean hasOtherLinks() {
    return !branding.links().equals(own.links());
  }
}

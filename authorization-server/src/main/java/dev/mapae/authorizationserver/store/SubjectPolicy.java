package dev.mapae.authorizationserver.store;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// By which `sub` a client knows people, as it registered. OIDC Core §8, OpenID Connect Dynamic
/// Client Registration §2.
///
/// @param pairwise `subject_type`: whether by one that only its sector knows
/// @param sectorIdentifierUri `sector_identifier_uri`, whose host names the sector
public record SubjectPolicy(boolean pairwise, Optional<String> sectorIdentifierUri) {
  /// That of a client which says nothing about it.
  public static final SubjectPolicy PUBLIC = new SubjectPolicy(false, Optional.empty());

  private static final Pattern HOST =
      Pattern.compile("https://(\\[[0-9A-Fa-f:.]+]|[^\\[\\]/?#:@]+)(?:[:/?#].*)?", Pattern.DOTALL);

  /// The hosts of those URIs that have one. What a device opens itself has none, and loopback is
  /// whoever's program is there.
  public static List<String> hosts(List<String> uris) {
    return each(uris).distinct().toList();
  }

  private static Stream<String> each(List<String> uris) {
    return uris.stream()
        .map(HOST::matcher)
        .filter(Matcher::matches)
        .map(uri -> uri.group(1).toLowerCase(Locale.ROOT));
  }

  /// The host that names the sector: that of `sector_identifier_uri`, or of all redirect URIs. OIDC
  /// Core §8.1.
  ///
  /// @return empty where nothing has a host
  public Optional<String> sectorIdentifier(List<String> redirectUris) {
    return sectorIdentifierUri
        .map(uri -> URI.create(uri).getHost().toLowerCase(Locale.ROOT))
        .or(() -> each(redirectUris).findFirst());
  }
}

package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.interaction.ShownText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/// The standard claims that people say of themselves. OIDC Core §5.1.
///
/// An address of mail and a telephone number are not among them: whoever is told them takes them
/// for verified, or for a way to reach the person. Neither is `preferred_username`, by which one
/// could be taken for another.
final class OwnClaims {
  /// In the order of the page.
  static final List<String> ALL =
      List.of(
          "name",
          "given_name",
          "family_name",
          "nickname",
          "website",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale");

  private static final int MOST = 200;

  /// A date, also without year, or a year alone.
  private static final Pattern BIRTHDATE =
      Pattern.compile("\\d{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01]))?");

  /// RFC 5646, as OIDC Core has it; some write an underscore.
  private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}");

  private OwnClaims() {}

  /// Whether a claim may have this value; each may have none.
  static boolean isGood(String claim, String value) {
    if (value.isEmpty()) {
      return true;
    }
    if (value.length() > MOST || !ShownText.isVisible(value)) {
      return false;
    }
    return switch (claim) {
      case "website" -> isWebPage(value);
      case "birthdate" -> BIRTHDATE.matcher(value).matches();
      case "zoneinfo" -> ZoneId.getAvailableZoneIds().contains(value);
      case "locale" -> LOCALE.matcher(value).matches();
      default -> true;
    };
  }

  private static boolean isWebPage(String value) {
    try {
      URI uri = new URI(value);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}

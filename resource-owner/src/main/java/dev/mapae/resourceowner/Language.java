package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.regex.Pattern;

/// A language that the pages speak.
///
/// @param tag the language tag, as it goes into `lang` (BCP 47)
record Language(String tag) {
  static final Language ENGLISH = new Language("en");
  static final Language KOREAN = new Language("ko");

  static final int MAX_TAGS = 30;

  private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

  /// Whether this is a tag of a language.
  static boolean isTag(String tag) {
    return TAG.matcher(tag).matches();
  }

  /// Whether a tag names just this, however it is written.
  boolean is(String other) {
    return tag.equalsIgnoreCase(other.replace('_', '-'));
  }

  /// Whether a tag names the same language, perhaps as it is spoken elsewhere.
  boolean isAkinTo(String other) {
    return primary(tag).equalsIgnoreCase(primary(other));
  }

  /// The language alone.
  static String primary(String tag) {
    return tag.split("[-_]", 2)[0];
  }

  /// The `ui_locales` in the query of a page, best first; empty when there are none or the query
  /// cannot be read.
  static List<String> uiLocales(Request request) {
    try {
      String all = request.queryParameters().one("ui_locales").orElse("");
      return all.isBlank() ? List.of() : List.of(all.strip().split(" +", MAX_TAGS));
    } catch (ProtocolException e) {
      // It is what the error page is about to say; its language is then the browser's.
      return List.of();
    }
  }
}

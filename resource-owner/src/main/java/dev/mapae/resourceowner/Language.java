package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A language that the pages speak.
///
/// @param tag the language tag, as it goes into `lang` (BCP 47)
record Language(String tag) {
  static final Language ENGLISH = new Language("en");
  static final Language KOREAN = new Language("ko");

  static final int MAX_TAGS = 30;

  private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

  private static final int MAX_LENGTH = 60;
  private static final Pattern SCRIPT = Pattern.compile("[A-Za-z]{4}");

  /// Those that are written from right to left where their tag says no script.
  private static final Set<String> FROM_RIGHT =
      Set.of(
          "ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi");

  private static final Set<String> FROM_RIGHT_SCRIPTS =
      Set.of("adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa");

  /// Whether this is a tag of a language.
  static boolean isTag(String tag) {
    return TAG.matcher(tag).matches();
  }

  /// Whether a tag names just this, however it is written.
  boolean is(String other) {
    return tag.equalsIgnoreCase(other.replace('_', '-'));
  }

  /// Whether a tag names the same language, perhaps as it is spoken elsewhere, and not one that is
  /// written in another script.
  boolean isAkinTo(String other) {
    Optional<String> ofOther = script(other);
    return primary(tag).equalsIgnoreCase(primary(other))
        && script(tag).flatMap(own -> ofOther.map(own::equalsIgnoreCase)).orElse(true);
  }

  /// A tag, and what is left of it as subtags are cut from its end, the longest first. RFC 4647
  /// §3.4.
  static List<String> andShorter(String tag) {
    List<String> all = new ArrayList<>();
    String left = tag.substring(0, Math.min(tag.length(), MAX_LENGTH)).replace('_', '-');
    while (!left.isEmpty()) {
      all.add(left);
      left = left.substring(0, Math.max(0, left.lastIndexOf('-')));
    }
    return all;
  }

  /// Whether it is written from right to left.
  boolean isFromRight() {
    return script(tag)
        .map(script -> FROM_RIGHT_SCRIPTS.contains(script.toLowerCase(Locale.ROOT)))
        .orElseGet(() -> FROM_RIGHT.contains(primary(tag)));
  }

  private static String primary(String tag) {
    return tag.split("[-_]", 2)[0];
  }

  private static Optional<String> script(String tag) {
    return Arrays.stream(tag.split("[-_]", -1))
        .skip(1)
        .filter(subtag -> SCRIPT.matcher(subtag).matches())
        .findFirst();
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

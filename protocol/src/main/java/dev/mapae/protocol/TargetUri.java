package dev.mapae.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The target URI of an HTTP request, without query and fragment, normalised so that two spellings
/// of one URI are equal. RFC 9110 §7.1, RFC 3986 §6.2.2 and §6.2.3.
final class TargetUri {
  private static final int MAX_LENGTH = 2048;

  /// RFC 3986 appendix B, for http and https alone and without user information, which a request
  /// never has.
  private static final Pattern URI =
      Pattern.compile("(https?)://([^/?#@:]+|\\[[0-9A-Fa-f:.]+])(?::(\\d*))?(/[^?#]*)?([?#].*)?");

  private TargetUri() {}

  /// Normalises.
  ///
  /// @return empty for what is no absolute http or https URI
  static Optional<String> normalize(String uri) {
    if (uri.length() > MAX_LENGTH || !uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return Optional.empty();
    }
    int colon = Math.max(uri.indexOf(':'), 0);
    Matcher parts =
        URI.matcher(uri.substring(0, colon).toLowerCase(Locale.ROOT) + uri.substring(colon));
    if (!parts.matches() || isBroken(parts.group(2)) || isBroken(parts.group(4))) {
      return Optional.empty();
    }
    String scheme = parts.group(1);
    String host = unescaped(parts.group(2)).toLowerCase(Locale.ROOT);
    String port = parts.group(3) == null ? "" : parts.group(3);
    boolean preset = port.isEmpty() || port.equals(scheme.equals("https") ? "443" : "80");
    String path = parts.group(4) == null ? "/" : withoutDots(unescaped(parts.group(4)));
    return Optional.of(scheme + "://" + host + (preset ? "" : ":" + port) + path);
  }

  /// RFC 3986 §6.2.2.1 and §6.2.2.2: escapes of unreserved characters are undone, and the others
  /// are written in upper case.
  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      String hex = text.substring(i + 1, i + 3);
      char escaped = (char) HexFormat.fromHexDigits(hex);
      if (isUnreserved(escaped)) {
        out.append(escaped);
      } else {
        out.append('%').append(hex.toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return out.toString();
  }

  /// Whether a percent sign begins no escape, so that one could come of it when those behind it are
  /// undone. RFC 3986 §2.1.
  private static boolean isBroken(@Nullable String text) {
    if (text == null) {
      return false;
    }
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      if (i + 2 >= text.length() || !isHex(text, i + 1) || !isHex(text, i + 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(String text, int index) {
    return HexFormat.isHexDigit(text.charAt(index));
  }

  private static boolean isUnreserved(char c) {
    return UnverifiedJwt.isBase64url(c) || c == '.' || c == '~';
  }

  /// RFC 3986 §5.2.4, for a path that begins with a slash.
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].equals("..")) {
        kept.pollLast();
      } else if (!segments[i].equals(".")) {
        kept.addLast(segments[i]);
        continue;
      }
      if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }
}

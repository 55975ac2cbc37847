package dev.mapae.authorizationserver.registration;

import java.util.regex.Pattern;

/// How the parts of a URL are written that is compared letter by letter, so that none looks like
/// another.
public final class PlainUrl {
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/(\\.|%2[Ee]){1,2}(/|$)");

  private PlainUrl() {}

  /// Whether this is a name or an address in lower case, without port.
  public static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }

  /// Whether a path has segments that lead elsewhere, `.` or `..` (RFC 3986 §3.3), also when they
  /// are written with `%`.
  public static boolean hasDotSegment(String path) {
    return DOT_SEGMENT.matcher(path).find();
  }
}

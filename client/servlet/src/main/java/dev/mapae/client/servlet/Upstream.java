package dev.mapae.client.servlet;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an API is: here, for the pages of the application, and there. RFC 10017 §6.1.3.6.
///
/// @param path here, from slash to slash
/// @param base there; all that is below the one is below the other
/// @param resource whom its tokens are for, where they are for it alone (RFC 8707)
record Upstream(String path, URI base, Optional<String> resource) {
  private static final int MAX_LENGTH = 8192;
  private static final char MALFORMED = '\uFFFD';

  /// One segment that means the same to every reader: no dot segment, no escaped slash, backslash,
  /// dot, percent or control character, and no semicolon, behind which some servers see no path.
  /// Possessive, for otherwise a long one would take as deep a stack.
  private static final Pattern SEGMENT =
      Pattern.compile(
          "(?!\\.{1,2}$)(?:[A-Za-z0-9._~!$&'()*+,=:@-]"
              + "|%(?![01]|7[Ff]|2[EeFf5]|3[Bb]|5[Cc])[0-9A-Fa-f]{2})++");

  /// What browsers leave in a query, and a URI must not have. RFC 3986 §3.4.
  private static final Pattern UNWISE = Pattern.compile("[\"<>\\\\^`{|}]");

  Upstream {
    if (!path.matches("/(?:[A-Za-z0-9._~-]+/)+")) {
      throw new IllegalArgumentException(
          "The path of an API begins and ends with a slash: /api/, not " + path);
    }
    if (!String.valueOf(base.getRawPath()).endsWith("/") || base.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "The URL of an API ends with a slash: https://api.example.com/v1/, not " + base);
    }
  }

  /// Whether a path is one of the API.
  boolean isAt(String rawPath) {
    return rawPath.startsWith(path);
  }

  /// The URL of the API for a request here.
  ///
  /// @param rawPath as it was sent, [#isAt] the API
  /// @param rawQuery as it was sent
  /// @return empty for what two readers might understand differently
  Optional<URI> target(String rawPath, Optional<String> rawQuery) {
    String below = rawPath.substring(path.length());
    String query = rawQuery.map(given -> "?" + escaped(given)).orElse("");
    if (below.length() + query.length() > MAX_LENGTH || !isPlain(below)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new URI(base + below + query));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// The path here for a place that the API names.
  ///
  /// @param asked what the API was asked for
  /// @param location as it answered, absolute or not. RFC 9110 §10.2.2
  /// @return empty for a place that is not below the API
  Optional<String> here(URI asked, String location) {
    if (location.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      URI named = asked.resolve(new URI(location));
      String root = base.toString();
      if (!named.toString().startsWith(root)) {
        return Optional.empty();
      }
      String below = named.getRawPath().substring(base.getRawPath().length());
      String query = named.getRawQuery() == null ? "" : "?" + named.getRawQuery();
      return isPlain(below) ? Optional.of(path + below + query) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(String below) {
    String[] segments = below.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean isEnd = segments[i].isEmpty() && i == segments.length - 1;
      if (!isEnd && !SEGMENT.matcher(segments[i]).matches()) {
        return false;
      }
    }
    // In an older way to write UTF-8, which some still read, a dot or a slash may be longer.
    return URLDecoder.decode(below, StandardCharsets.UTF_8).indexOf(MALFORMED) < 0;
  }

  private static String escaped(String query) {
    return UNWISE
        .matcher(query)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                "%%%02X".formatted(found.group().getBytes(StandardCharsets.US_ASCII)[0])));
  }
}

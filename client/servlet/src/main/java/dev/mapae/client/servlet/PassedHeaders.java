package dev.mapae.client.servlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names of the headers that pass from one side to the other; all others stay. RFC 9110 §7.6.1.
final class PassedHeaders {
  private static final Set<String> REQUEST =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "content-encoding",
          "content-language",
          "content-type",
          "idempotency-key",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "last-event-id",
          "prefer",
          "range",
          "traceparent",
          "tracestate",
          "x-request-id");

  private static final Set<String> RESPONSE =
      Set.of(
          "accept-ranges",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-range",
          "content-type",
          "deprecation",
          "etag",
          "last-modified",
          "preference-applied",
          "retry-after",
          "sunset",
          "x-request-id");

  /// What belongs to one connection, to the credentials of one side, or to what this one says.
  private static final Pattern NEVER =
      Pattern.compile(
          "cookie2?|set-cookie2?|authorization|dpop|dpop-nonce|(proxy-|www-)authenticate"
              + "|proxy-.*|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect"
              + "|forwarded|x-forwarded-.*|origin|referer|sec-.*|access-control-.*|x-csrf"
              + "|cache-control|expires|pragma|age|vary|content-length|location|refresh"
              + "|content-security-policy.*|x-content-type-options|cross-origin-.*"
              + "|clear-site-data|strict-transport-security|alt-svc|service-worker-allowed");

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

  private final Set<String> names;

  private PassedHeaders(Set<String> names) {
    this.names = names;
  }

  /// Those of a request that mean the same to the API.
  static PassedHeaders ofRequests() {
    return new PassedHeaders(REQUEST);
  }

  /// Those of an answer that mean the same to the browser.
  static PassedHeaders ofResponses() {
    return new PassedHeaders(RESPONSE);
  }

  /// These and others.
  ///
  /// @throws IllegalArgumentException for those that never pass
  PassedHeaders and(String... others) {
    Set<String> more = new TreeSet<>(names);
    for (String other : others) {
      String name = other.toLowerCase(Locale.ROOT);
      if (NEVER.matcher(name).matches() || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("The header " + other + " does not pass.");
      }
      more.add(name);
    }
    return new PassedHeaders(more);
  }

  /// Those that pass, without what `Connection` says is for this connection alone.
  ///
  /// @param values what one side sent by the name of a header
  Map<String, List<String>> of(Function<String, List<String>> values) {
    Set<String> hop = new TreeSet<>();
    values.apply("connection").stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .forEach(name -> hop.add(name.strip().toLowerCase(Locale.ROOT)));
    Map<String, List<String>> passed = new LinkedHashMap<>();
    for (String name : names) {
      List<String> sent = values.apply(name);
      if (!sent.isEmpty() && !hop.contains(name)) {
        passed.put(name, sent);
      }
    }
    return passed;
  }
}

package dev.mapae.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The parameters of one request, `application/x-www-form-urlencoded` in UTF-8. RFC 6749 appendix
/// B.
///
/// A parameter without a value counts as absent, and one that comes twice is an error as soon as
/// somebody reads it as a single value (RFC 6749 §3.1, §3.2).
public final class Parameters {
  private static final int MAX_PARAMETERS = 200;
  private static final Parameters EMPTY = new Parameters(Map.of());

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /// None.
  public static Parameters empty() {
    return EMPTY;
  }

  /// Takes values that are decoded already; a name may have several.
  public static Parameters of(Map<String, List<String>> values) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    return new Parameters(Collections.unmodifiableMap(copy));
  }

  /// Decodes a query or a body.
  ///
  /// @param encoded the raw characters, percent-encoding and all; length is bounded by whoever read
  ///   them
  /// @throws ProtocolException `invalid_request` for a broken escape, bytes that are not UTF-8, a
  ///   NUL, or more than 200 parameters
  public static Parameters parse(String encoded) {
    if (encoded.isEmpty()) {
      return EMPTY;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    int count = 0;
    int start = 0;
    while (start <= encoded.length()) {
      int end = encoded.indexOf('&', start);
      if (end < 0) {
        end = encoded.length();
      }
      if (end > start) {
        if (++count > MAX_PARAMETERS) {
          throw invalid("The request has more than " + MAX_PARAMETERS + " parameters.");
        }
        int equals = encoded.indexOf('=', start);
        boolean bare = equals < 0 || equals > end;
        String name = decode(encoded, start, bare ? end : equals);
        String value = bare ? "" : decode(encoded, equals + 1, end);
        values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      }
      start = end + 1;
    }
    return new Parameters(Collections.unmodifiableMap(values));
  }

  /// The value of a parameter that may be there once.
  ///
  /// @return the value; empty when it is absent or has no value
  /// @throws ProtocolException `invalid_request` when it is repeated
  public Optional<String> one(String name) {
    List<String> all = values.get(name);
    if (all == null) {
      return Optional.empty();
    }
    if (all.size() > 1) {
      throw invalid("The parameter " + name + " is given " + all.size() + " times; send it once.");
    }
    return all.get(0).isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /// The value of a parameter that has to be there.
  ///
  /// @throws ProtocolException `invalid_request` when it is absent, empty or repeated
  public String required(String name) {
    return one(name).orElseThrow(() -> invalid("The parameter " + name + " is missing."));
  }

  /// All values of a parameter that may come several times (`resource`, RFC 8707 §2), without empty
  /// ones.
  public List<String> all(String name) {
    List<String> all = values.get(name);
    return all == null ? List.of() : all.stream().filter(v -> !v.isEmpty()).toList();
  }

  /// Whether a parameter has a value, or several.
  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /// The names of all parameters, also of those that are empty, in the order in which they came.
  public Set<String> names() {
    return values.keySet();
  }

  /// All parameters, each with all of its values as they came.
  public Stream<Map.Entry<String, List<String>>> stream() {
    return values.entrySet().stream();
  }

  /// These parameters without some.
  public Parameters without(Set<String> names) {
    Map<String, List<String>> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(names);
    return of(rest);
  }

  /// These parameters with one set to a single value.
  public Parameters with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name, List.of(value));
    return of(more);
  }

  /// The wire form.
  public String encode() {
    StringBuilder out = new StringBuilder();
    values.forEach((name, list) ->
        list.forEach(value -> {
          if (out.length() > 0) {
            out.append('&');
          }
          out.append(encode(name)).append('=').append(encode(value));
        }));
    return out.toString();
  }

  /// Encodes one name or value. RFC 6749 appendix B.
  public static String encode(String value) {
    return java.net.URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /// Decodes one name or value. RFC 6749 appendix B.
  ///
  /// @throws ProtocolException `invalid_request` for a broken escape, bytes that are not UTF-8, or
  ///   a NUL
  public static String decode(String encoded) {
    return decode(encoded, 0, encoded.length());
  }

  private static String decode(String in, int from, int to) {
    if (isPlain(in, from, to)) {
      return in.substring(from, to);
    }
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * 3);
    for (int i = from; i < to; i++) {
      char c = in.charAt(i);
      if (c == '%') {
        int high = i + 2 < to ? hex(in.charAt(i + 1)) : -1;
        int low = i + 2 < to ? hex(in.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw invalid("The request has a broken percent-escape.");
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c == '+') {
        bytes.put((byte) ' ');
      } else if (c == 0) {
        throw invalid("The request has a NUL character.");
      } else if (c < 0x80) {
        bytes.put((byte) c);
      } else {
        // A raw character that should have been escaped; browsers and curl send these, and they
        // mean themselves.
        int point = in.codePointAt(i);
        if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
          throw invalid("The request is not UTF-8.");
        }
        bytes.put(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(point) - 1;
      }
    }
    try {
      String out =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes.flip())
              .toString();
      if (out.indexOf('\0') >= 0) {
        throw invalid("The request has a NUL character.");
      }
      return out;
    } catch (CharacterCodingException e) {
      throw invalid("The request is not UTF-8.");
    }
  }

  private static boolean isPlain(String in, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = in.charAt(i);
      if (c == '%' || c == '+' || c == 0 || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }

  /// Names only: values may be secrets.
  @Override
  public String toString() {
    return "Parameters" + values.keySet();
  }
}

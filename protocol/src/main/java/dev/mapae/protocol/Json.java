package dev.mapae.protocol;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/// Writes one JSON object, member by member, without a tree in between; and reads one. RFC 8259.
///
/// Values are those of `java.util` and `java.lang`: strings, numbers, booleans, maps with string
/// keys, iterables.
public final class Json {
  private final StringBuilder out = new StringBuilder(256).append('{');

  private Json() {}

  /// An object without members.
  public static Json object() {
    return new Json();
  }

  /// Adds a member.
  ///
  /// @throws IllegalArgumentException for a value that JSON has no word for
  public Json with(String name, Object value) {
    if (out.length() > 1) {
      out.append(',');
    }
    string(name, out);
    out.append(':');
    value(value, out);
    return this;
  }

  /// Adds all members of a map.
  ///
  /// @throws IllegalArgumentException as [#with] does
  public Json withAll(Map<String, ?> members) {
    members.forEach(this::with);
    return this;
  }

  /// The object so far, closed.
  @Override
  public String toString() {
    return out + "}";
  }

  /// The object so far, closed, in UTF-8.
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads an object.
  ///
  /// @return its members; empty for a text that is anything else: an array, `null`, or no JSON
  public static Optional<Map<String, Object>> parseObject(String text) {
    // The parser would read some arrays, and null, as an object.
    if (!text.strip().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /// Writes any value.
  ///
  /// @throws IllegalArgumentException as [#with] does
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    value(value, out);
    return out.toString();
  }

  private static void value(Object value, StringBuilder out) {
    if (value instanceof CharSequence s) {
      string(s, out);
    } else if ((value instanceof Number n && isFinite(n)) || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Json j) {
      out.append(j.out).append('}');
    } else if (value instanceof Map<?, ?> map) {
      char separator = '{';
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(separator);
        if (!(e.getKey() instanceof String name)) {
          throw new IllegalArgumentException("no JSON for a key that is not a string");
        }
        string(name, out);
        out.append(':');
        value(e.getValue(), out);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      char separator = '[';
      for (Object item : list) {
        out.append(separator);
        value(item, out);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
    } else if (value == null) {
      out.append("null");
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  /// How many characters from the beginning stand for themselves: mostly all of them, and they are
  /// copied at once.
  private static int plain(CharSequence s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<') {
        return i;
      }
    }
    return s.length();
  }

  private static boolean isFinite(Number n) {
    return !(n instanceof Double || n instanceof Float) || Double.isFinite(n.doubleValue());
  }

  private static void string(CharSequence s, StringBuilder out) {
    out.append('"');
    int plain = plain(s);
    out.append(s, 0, plain);
    for (int i = plain; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || c == '<' || c == '\u2028' || c == '\u2029') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}

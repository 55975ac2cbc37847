package dev.mapae.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/// One challenge of a `WWW-Authenticate` header: a scheme and its parameters. RFC 9110 §11.3, RFC
/// 6750 §3.
///
/// @param scheme `Bearer`, `Basic`, …
/// @param parameters in the order in which they are written; none at all is the bare challenge of
///   RFC 6750 §3
public record Challenge(String scheme, Map<String, String> parameters) {
  public Challenge {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// A challenge without parameters.
  public static Challenge of(String scheme) {
    return new Challenge(scheme, Map.of());
  }

  /// The same with a parameter, after those that there are; one of the same name is replaced.
  public Challenge with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new Challenge(scheme, more);
  }

  /// The value of the header, every parameter as a quoted string.
  public String header() {
    StringBuilder out = new StringBuilder(scheme);
    String separator = " ";
    for (Map.Entry<String, String> p : parameters.entrySet()) {
      out.append(separator).append(p.getKey()).append("=\"");
      for (char c : p.getValue().toCharArray()) {
        if (c == '"' || c == '\\') {
          out.append('\\');
        }
        out.append(c < 0x20 || c > 0x7e ? '?' : c);
      }
      out.append('"');
      separator = ", ";
    }
    return out.toString();
  }
}

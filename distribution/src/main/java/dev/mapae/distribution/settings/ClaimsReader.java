package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.issue.ReservedClaims;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads claims, by name where a scope releases them, and with their values where a client has its
/// own. OIDC Core §5.1, §5.4, RFC 7519 §4.3.
final class ClaimsReader {
  /// Of a client's own, or a person's, written as JSON, in bytes: they travel in headers.
  static final int LONGEST = 4096;

  private static final int MOST = 50;
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7E]{1,100}");

  private ClaimsReader() {}

  /// The names in the list `claims`.
  static List<String> names(Section section) {
    List<String> names = new ArrayList<>();
    for (Yaml.Scalar name : section.list("claims")) {
      requireName(section, name.line(), name.value());
      if (names.contains(name.value())) {
        section
            .mistakes()
            .add(name.line(), "'claims' has '" + name.value() + "' twice; remove one");
      }
      names.add(name.value());
    }
    if (names.size() > MOST) {
      section.mistake("claims", "'claims' has more than " + MOST + " names; leave some out");
    }
    return names;
  }

  /// The mapping `claims`.
  static Map<String, Object> values(Section section) {
    Map<String, Object> values = new LinkedHashMap<>();
    section
        .section("claims")
        .ifPresent(claims ->
            claims
                .keys()
                .forEach(name -> {
                  requireName(claims, claims.line(name), name);
                  claims.entry(name).ifPresent(e -> values.put(name, e.value().json()));
                }));
    requireShort(section, "claims", values);
    return values;
  }

  static void requireShort(Section section, String key, Map<String, Object> values) {
    if (Json.write(values).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      section.mistake(
          key,
          "the claims have more than %d bytes as JSON, and tokens travel in headers; shorten them"
              .formatted(LONGEST));
    }
  }

  private static void requireName(Section section, int line, String name) {
    if (ReservedClaims.has(name)) {
      section.mistakes().add(line, "the server itself says '" + name + "'; remove it");
    } else if (!NAME.matcher(name).matches()) {
      section
          .mistakes()
          .add(line, "a claim in 'claims' has to have 1 to 100 printable ASCII characters as name");
    }
  }
}

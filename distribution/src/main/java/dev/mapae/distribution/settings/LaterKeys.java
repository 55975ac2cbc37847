package dev.mapae.distribution.settings;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keys whose feature is not built yet. Where the server is only less able without it, a warning
/// says so; where it would be less strict than the file wants, that is a mistake.
final class LaterKeys {
  /// Client metadata that the server does not act on. RFC 7591 §2, OpenID Connect Dynamic Client
  /// Registration §2.
  private static final List<String> METADATA =
      List.of(
          "contacts",
          "software_id",
          "software_version",
          "software_statement",
          "application_type",
          "initiate_login_uri",
          "default_acr_values");

  /// Client metadata that asks for more protection than there is.
  private static final List<String> TIGHTENING = List.of("require_auth_time", "default_max_age");

  /// What a tightening key may say because it asks for nothing.
  private static final Set<String> NOTHING = Set.of("false", "none");

  private LaterKeys() {}

  static void readClient(Section client) {
    for (String key : METADATA) {
      if (client.entry(key).isPresent()) {
        client.warn(key, "'" + key + "' is not built yet; the server does not act on it");
      }
    }
    for (String key : TIGHTENING) {
      Optional<Yaml.Entry> entry = client.entry(key);
      if (entry.isPresent()
          && !(entry.get().value() instanceof Yaml.Scalar s && NOTHING.contains(s.value()))) {
        client.mistake(
            key,
            "'"
                + key
                + "' is not built yet, and without it the server would be less strict; remove it");
      }
    }
  }
}

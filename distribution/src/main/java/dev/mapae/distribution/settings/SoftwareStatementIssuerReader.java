package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.ClientKeySource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads whose software statements are taken: `software_statement_issuers`. RFC 7591 §2.3.
final class SoftwareStatementIssuerReader {
  private static final String KEY = "software_statement_issuers";
  private static final String INSTEAD = "instead_of_initial_access_token";
  private static final int LONGEST = 2000;

  private SoftwareStatementIssuerReader() {}

  /// @param mode who may register at all
  static List<SoftwareStatementIssuer> readAll(Section file, Mode mode) {
    Set<String> seen = new LinkedHashSet<>();
    List<SoftwareStatementIssuer> all = new ArrayList<>();
    for (Section section : file.sections(KEY, "an issuer of software statements")) {
      read(section, mode).ifPresent(all::add);
      if (!seen.add(section.text("issuer").orElse(""))) {
        section.mistake("issuer", "this 'issuer' is already listed above; make one entry of both");
      }
    }
    if (mode == Mode.CLOSED && file.entry(KEY).isPresent()) {
      file.warn(
          KEY,
          "'%s' is of no use where nobody may register; say 'registration: token' or remove it"
              .formatted(KEY));
    }
    return all;
  }

  private static Optional<SoftwareStatementIssuer> read(Section section, Mode mode) {
    Optional<String> issuer =
        section.required("issuer", "https://directory.example.com").map(Yaml.Scalar::value);
    issuer
        .filter(iss -> iss.isBlank() || iss.length() > LONGEST)
        .ifPresent(_ ->
            section.mistake(
                "issuer", "'issuer' has to be the 'iss' of its statements, letter for letter"));
    Optional<ClientKeySource> keys = KeySourceReader.read(section);
    if (keys.isPresent()) {
      KeySourceReader.requireToVerify(section, keys, "jwks");
    } else if (section.entry("jwks").isEmpty()) {
      section.mistake(
          "issuer",
          "an issuer of software statements has no keys; add its 'jwks_uri', or its 'jwks'");
    }
    boolean instead = section.flag(INSTEAD, false);
    if (instead && mode != Mode.TOKEN) {
      section.warn(
          INSTEAD, "'%s' changes nothing without 'registration: token'".formatted(INSTEAD));
    }
    section.noMore();
    return issuer.flatMap(
        iss -> keys.map(source -> new SoftwareStatementIssuer(iss, source, instead)));
  }
}

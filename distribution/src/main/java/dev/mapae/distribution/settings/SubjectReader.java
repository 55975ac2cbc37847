package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import java.util.List;
import java.util.Optional;

/// Reads by which `sub` a client knows people: `subject_type` and `sector_identifier_uri`. OIDC
/// Core §8.1, OpenID Connect Dynamic Client Registration §2, §5.
final class SubjectReader {
  private static final String TYPE = "subject_type";
  private static final String SECTOR = "sector_identifier_uri";

  private SubjectReader() {}

  static SubjectPolicy read(Section client, List<String> redirectUris) {
    boolean pairwise =
        client.word(TYPE, List.of("public", "pairwise")).filter("pairwise"::equals).isPresent();
    Optional<String> sector = client.text(SECTOR);
    Optional<String> mistake = sector.flatMap(SubjectReader::mistake);
    mistake.ifPresent(m -> client.mistake(SECTOR, "'" + SECTOR + "': " + m));
    List<String> hosts = SubjectPolicy.hosts(redirectUris);
    if (pairwise && sector.isEmpty() && hosts.size() > 1) {
      client.mistake(
          TYPE,
          "'%s: pairwise' needs '%s', since the redirect URIs are on several hosts (%s); name there the https URL of a JSON array of all of them (OIDC Core §8.1)"
              .formatted(TYPE, SECTOR, String.join(", ", hosts)));
    }
    return new SubjectPolicy(pairwise, sector.filter(uri -> mistake.isEmpty()));
  }

  private static Optional<String> mistake(String uri) {
    return OutboundUrls.mistake(uri)
        .or(() ->
            uri.startsWith("https://")
                ? Optional.empty()
                : Optional.of(
                    "it is no https URL (OpenID Connect Dynamic Client Registration §5); write it like https://app.example.com/sector.json"));
  }
}

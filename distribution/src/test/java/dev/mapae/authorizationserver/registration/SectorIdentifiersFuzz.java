package dev.mapae.authorizationserver.registration;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.distribution.settings.RegisteredClientReader;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is at a `sector_identifier_uri`. OpenID Connect Dynamic Client Registration §5.
public final class SectorIdentifiersFuzz implements FuzzTarget {
  private final Client client =
      RegisteredClientReader.withoutTls()
          .read(
              Map.of(
                  "redirect_uris",
                  List.of("https://app.example.com/callback"),
                  "subject_type",
                  "pairwise",
                  "sector_identifier_uri",
                  "https://app.example.com/sector.json"),
              Set.of("openid"),
              Set.of());

  @Override
  public void eat(byte[] input) {
    try {
      new SectorIdentifiers((url, type, namedBy) -> new Fetched(input, Optional.empty()))
          .require(client);
      holds(FuzzTarget.text(input).strip().startsWith("["), "it is no array");
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_client_metadata"), e.error().code());
    }
  }
}

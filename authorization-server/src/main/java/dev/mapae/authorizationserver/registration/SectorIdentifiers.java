package dev.mapae.authorizationserver.registration;

import com.nimbusds.jose.util.JSONArrayUtils;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Sector;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// Asks whoever has the host of a `sector_identifier_uri` whether a client is of that sector.
/// OpenID Connect Dynamic Client Registration §5.
///
/// It is asked when the client is registered, and again for other redirect URIs or where the client
/// names another address.
record SectorIdentifiers(Fetcher fetcher) {
  /// Refuses a client that changes to another sector, or that is refused by its own. It would know
  /// people who allowed it something before by another name (OIDC Core §12.2), which may be the one
  /// that somebody else knows them by.
  ///
  /// @throws ProtocolException as when it registers
  void requireSame(Client before, Client client) {
    if (!Sector.of(before).equals(Sector.of(client))) {
      throw Metadata.invalid(
          "With this the client would know people by another sub, since its subject_type,"
              + " sector_identifier_uri, redirect_uris, grant_types or backchannel_logout_uri makes"
              + " it one of another sector; register another client for that.");
    }
    Optional<String> uri = before.subjects().sectorIdentifierUri();
    boolean known = uri.equals(client.subjects().sectorIdentifierUri());
    // All that is left was listed there when it came.
    if (!known || !before.redirectUris().containsAll(client.redirectUris())) {
      require(client, known);
    }
  }

  /// Refuses a client that names a sector which does not name all of its redirect URIs.
  ///
  /// @throws ProtocolException `invalid_client_metadata`; `temporarily_unavailable` when nobody
  ///   answered, or was asked
  void require(Client client) {
    require(client, false);
  }

  /// @param known whether it was there before, so that its host is but away when nobody knows it
  private void require(Client client, boolean known) {
    client
        .subjects()
        .sectorIdentifierUri()
        .map(uri -> listed(uri, client.origin(), known))
        .filter(listed -> !listed.containsAll(client.redirectUris()))
        .ifPresent(_ -> {
          throw invalid(
              "the array there lacks redirect URIs of this client; it has to have all of them,"
                  + " letter by letter");
        });
  }

  private List<Object> listed(String uri, Origin origin, boolean known) {
    try {
      byte[] body = fetcher.get(uri, DocumentType.JSON, origin).body();
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      // The parser would read other texts too.
      if (json.strip().startsWith("[")) {
        return JSONArrayUtils.parse(json);
      }
    } catch (NotFetched e) {
      if (e.passes(known)) {
        throw new ProtocolError.TemporarilyUnavailable(
                "The sector_identifier_uri cannot be had just now: "
                    + e.reason()
                    + ". Try again later.",
                e.retryAfter())
            .exception();
      }
      throw invalid(e.reason());
    } catch (CharacterCodingException | ParseException e) {
      // It is none.
    }
    throw invalid("it is no JSON array of redirect URIs in UTF-8; make it one");
  }

  private static ProtocolException invalid(String reason) {
    return Metadata.invalid("The sector_identifier_uri is of no use: " + reason + ".");
  }
}

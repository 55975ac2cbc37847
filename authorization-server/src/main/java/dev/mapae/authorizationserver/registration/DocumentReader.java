package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Fetches and reads the metadata document of a client.
/// draft-ietf-oauth-client-id-metadata-document-02 §4 and §5.
///
/// One document is for every server, so that what it has for others is passed over: grants and
/// response types that there are not for such clients, scopes that nobody here has, and URIs to
/// come back to, after a sign-in or a sign-out, that there cannot be here. So is what would have
/// this server call any host for anybody.
record DocumentReader(Fetcher fetcher, ClientOfMetadata clients) {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration PRESET = Duration.ofMinutes(10);
  static final Duration MOST = Duration.ofDays(1);

  private static final String SECTOR = "sector_identifier_uri";
  private static final String METHOD = "token_endpoint_auth_method";

  /// A document as it was found.
  ///
  /// @param freshFor how long it may be used without asking again: as HTTP says, a minute at least
  ///   and a day at most
  record Found(Metadata metadata, Duration freshFor) {}

  /// A document that is none, or cannot be had. The message is a clause.
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason, null, false, false);
    }

    /// As a sentence for an `error_description`.
    String description() {
      return "The client has no usable metadata document at its client_id: " + getMessage();
    }
  }

  /// Fetches a document, and waits for it.
  ///
  /// @param known whether it was there before, so that a host which nobody knows is but away
  /// @throws Unusable when there is none
  /// @throws ProtocolException `temporarily_unavailable` when nothing is known about it: nobody
  ///   answered, or was asked
  Found fetch(String clientId, boolean known) {
    try {
      Fetched fetched = fetcher.get(clientId, DocumentType.JSON, Origin.SELF_REGISTERED);
      Metadata metadata = Metadata.ofDocument(fetched.body());
      requireNoSecret(clientId, metadata);
      return new Found(forThisServer(clientId, metadata), kept(fetched));
    } catch (NotFetched e) {
      if (e.passes(known)) {
        throw unavailable(e);
      }
      throw new Unusable(e.reason() + ".");
    } catch (ProtocolException e) {
      throw unusable(e);
    }
  }

  /// Refuses one that rests, before anything is spent on it.
  ///
  /// @throws ProtocolException `temporarily_unavailable` while it rests
  void refuseResting(String clientId) {
    try {
      fetcher.refuseResting(clientId, DocumentType.JSON, Origin.SELF_REGISTERED);
    } catch (NotFetched e) {
      throw unavailable(e);
    }
  }

  private static ProtocolException unavailable(NotFetched e) {
    return new ProtocolError.TemporarilyUnavailable(
            "The metadata document of this client cannot be had just now: "
                + e.reason()
                + ". Try again later.",
            e.retryAfter())
        .exception();
  }

  /// Asks for the sector that a client of a document names, if it does.
  ///
  /// @throws Unusable when it is not of that sector
  /// @throws ProtocolException `temporarily_unavailable` when nobody answered, or was asked
  void requireSector(Client client) {
    try {
      new SectorIdentifiers(fetcher).require(client);
    } catch (ProtocolException e) {
      throw unusable(e);
    }
  }

  /// The same for one that has changed.
  ///
  /// @throws Unusable also when it would be of another sector
  /// @throws ProtocolException as for a new one
  void requireSameSector(Client before, Client client) {
    try {
      new SectorIdentifiers(fetcher).requireSame(before, client);
    } catch (ProtocolException e) {
      throw unusable(e);
    }
  }

  private static RuntimeException unusable(ProtocolException e) {
    return e.error() instanceof ProtocolError.TemporarilyUnavailable
        ? e
        : new Unusable(e.error().description());
  }

  /// Makes the client of a document.
  ///
  /// @throws Unusable when it can be none here
  Client client(String clientId, Found found, Registration registration) {
    try {
      return clients.of(
          clientId, found.metadata(), Besides.of(found.metadata().known()), registration);
    } catch (ProtocolException e) {
      throw new Unusable(e.error().description());
    }
  }

  /// §4: it names itself. §4.1: nobody can share a secret with it.
  private static void requireNoSecret(String clientId, Metadata metadata) {
    if (!metadata.text("client_id").equals(Optional.of(clientId))) {
      throw new Unusable("its member client_id has to be that very URL, letter by letter.");
    }
    for (String secret : List.of("client_secret", "client_secret_expires_at")) {
      if (metadata.all().containsKey(secret)) {
        throw new Unusable(
            "the member "
                + secret
                + " must not be in it, where everybody can read it; use private_key_jwt.");
      }
    }
    if (metadata.text(METHOD).filter(ClientSecrets::isNeededFor).isPresent()) {
      throw new Unusable(
          "the token_endpoint_auth_method needs a shared secret, which there cannot be; use"
              + " private_key_jwt, or none.");
    }
  }

  /// Without a method it has none: what RFC 7591 §2 presumes then is one by secret.
  private Metadata forThisServer(String clientId, Metadata metadata) {
    Map<String, Object> known = new LinkedHashMap<>(metadata.known());
    known.putIfAbsent(METHOD, "none");
    retain(known, "grant_types", grantTypes(metadata));
    retain(known, "response_types", Set.of("code"));
    admitted(metadata, "redirect_uris")
        .filter(left -> !left.isEmpty())
        .ifPresent(left -> known.put("redirect_uris", left));
    admitted(metadata, "post_logout_redirect_uris")
        .ifPresent(left -> known.put("post_logout_redirect_uris", left));
    if (metadata.text(SECTOR).filter(there -> there.startsWith(origin(clientId))).isEmpty()) {
      known.remove(SECTOR);
    }
    for (String logout : List.of("backchannel_logout", "frontchannel_logout")) {
      String uri = logout + "_uri";
      if (metadata.text(uri).filter(there -> there.startsWith(origin(clientId))).isEmpty()) {
        known.remove(uri);
        known.remove(logout + "_session_required");
      }
    }
    return new Metadata(metadata.all(), known);
  }

  private Optional<List<String>> admitted(Metadata metadata, String list) {
    return metadata
        .list(list)
        .map(uris -> uris.stream().filter(uri -> clients.admits(list, uri)).toList());
  }

  /// A device signs nothing, and is none of a client that says that its requests are signed. Where
  /// the operator says so, or a profile has no such grant, it stays that of the client, whose
  /// sector depends on it.
  private static Set<String> grantTypes(Metadata metadata) {
    return Boolean.TRUE.equals(metadata.known().get("require_signed_request_object"))
        ? SelfRegistered.GRANT_TYPES.stream()
            .filter(grant -> !grant.equals(DeviceCode.NAME))
            .collect(Collectors.toSet())
        : SelfRegistered.GRANT_TYPES;
  }

  /// Up to the slash with which the path begins.
  private static String origin(String clientId) {
    return clientId.substring(0, clientId.indexOf('/', "https://".length()) + 1);
  }

  private static void retain(Map<String, Object> known, String name, Set<String> here) {
    if (known.get(name) instanceof List<?> list) {
      List<Object> left = new ArrayList<>(list);
      left.retainAll(here);
      known.put(name, left);
    }
  }

  private static Duration kept(Fetched document) {
    Duration said = document.freshFor().orElse(PRESET);
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(MOST) > 0 ? MOST : said;
  }
}

package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a client of metadata that a stranger wrote, wherever it was. RFC 7591 §2.
record ClientOfMetadata(MetadataRules rules, InForce inForce, Supplier<Catalog> catalog) {
  static final String DETAILS_TYPES = "authorization_details_types";

  private static final List<String> OF_PEOPLE =
      List.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code");

  /// Makes the client, without secrets.
  ///
  /// @param besides scopes that it may name though nobody here has them
  /// @throws ProtocolException `invalid_redirect_uri` or `invalid_client_metadata`
  Client of(String id, Metadata metadata, Set<String> besides, Registration registration) {
    refuseGrants(metadata);
    Set<String> scopes = new HashSet<>(catalog.get().ofEverybody().stream().toList());
    scopes.addAll(besides);
    Client read = rules.read(metadata.judged(), scopes, catalog.get().detailsTypesOfEverybody());
    Client client = client(id, read, registration);
    inForce.require(client);
    return client;
  }

  private static Client client(String id, Client read, Registration registration) {
    return new Client(
        id,
        Origin.SELF_REGISTERED,
        true,
        read.credentials().withSecrets(List.of()),
        read.keySource(),
        read.grantTypes(),
        read.redirectUris(),
        read.scope(),
        false,
        read.requirements(),
        read.requestObjects(),
        Duration.ZERO,
        Lifetimes.PRESET,
        read.responses(),
        read.logout(),
        read.display(),
        Optional.of(registration),
        TokenExchangePolicy.PRESET,
        read.subjects(),
        Map.of(),
        read.authentication());
  }

  /// All scopes that metadata name.
  static Set<String> scopes(Metadata metadata) {
    return metadata.text("scope").stream()
        .flatMap(scope -> Stream.of(scope.split(" +")))
        .filter(scope -> !scope.isEmpty())
        .collect(Collectors.toSet());
  }

  /// The known members of metadata, of whose types of authorization details those are left that
  /// people may grant here to a client of strangers.
  Map<String, Object> withDetailsTypesOfHere(Metadata metadata) {
    Set<String> types = catalog.get().detailsTypesOfEverybody();
    Map<String, Object> known = new LinkedHashMap<>(metadata.known());
    metadata
        .list(DETAILS_TYPES)
        .ifPresent(all -> known.put(DETAILS_TYPES, all.stream().filter(types::contains).toList()));
    return known;
  }

  /// Whether a client may have this redirect URI, whatever else it has.
  boolean admitsRedirectUri(String uri) {
    try {
      var _ =
          rules.read(
              Map.of("redirect_uris", List.of(uri), "token_endpoint_auth_method", "none"),
              Set.of(),
              Set.of());
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /// Which grants a client may use in which no person would be asked: none. RFC 7591 §2.1: and they
  /// have to fit its response types.
  private static void refuseGrants(Metadata metadata) {
    Set<String> grants = grantTypes(metadata);
    if (!SelfRegistered.GRANT_TYPES.containsAll(grants)) {
      throw Metadata.invalid(
          "Clients that register themselves may use the grant_types authorization_code,"
              + " refresh_token and urn:ietf:params:oauth:grant-type:device_code; leave the others"
              + " out.");
    }
    if (Collections.disjoint(grants, OF_PEOPLE)) {
      throw Metadata.invalid(
          "The grant_types have none by which the client would get its first token; add"
              + " authorization_code or urn:ietf:params:oauth:grant-type:device_code.");
    }
    if (grants.contains("authorization_code")) {
      if (metadata.list("redirect_uris").orElse(List.of()).isEmpty()) {
        throw new ProtocolError.InvalidRedirectUri(
                "The grant type authorization_code needs redirect_uris; add them.")
            .exception();
      }
    } else if (metadata.list("response_types").orElse(List.of()).contains("code")) {
      throw Metadata.invalid(
          "The response type code goes with the grant type authorization_code (RFC 7591 2.1); add"
              + " it to grant_types, or leave response_types out.");
    }
  }

  private static Set<String> grantTypes(Metadata metadata) {
    return new LinkedHashSet<>(metadata.list("grant_types").orElse(List.of("authorization_code")));
  }
}

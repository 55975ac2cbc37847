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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes a client of metadata that a stranger wrote, wherever it was. RFC 7591 §2.
record ClientOfMetadata(MetadataRules rules, InForce inForce, Supplier<Catalog> catalog) {
  private static final List<String> OF_PEOPLE =
      List.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code");

  /// Makes the client, without secrets.
  ///
  /// @param besides what it may name though nobody here has it
  /// @throws ProtocolException `invalid_redirect_uri` or `invalid_client_metadata`
  Client of(String id, Metadata metadata, Besides besides, Registration registration) {
    refuseGrants(metadata);
    Catalog here = catalog.get();
    Besides good =
        new Besides(
                here.ofEverybody().stream().collect(Collectors.toSet()),
                here.detailsTypesOfEverybody())
            .and(besides);
    Client read = rules.read(metadata.judged(), good.scopes(), good.detailsTypes());
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

  /// Whether a client may have this URI in that list of its metadata, whatever else it has.
  boolean admits(String list, String uri) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("redirect_uris", List.of("https://client.example/callback"));
    metadata.put("token_endpoint_auth_method", "none");
    metadata.put(list, List.of(uri));
    try {
      var _ = rules.read(metadata, Set.of(), Set.of());
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

package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Makes clients of the metadata that strangers send. RFC 7591 §2 and §5, RFC 7592 §2.2.
final class ClientRegistration {
  /// A client that nobody used for so long is deleted.
  static final Duration UNUSED = Duration.ofDays(2);

  private static final List<String> OF_PEOPLE =
      List.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code");

  private final MetadataRules rules;
  private final Supplier<Catalog> catalog;
  private final ClientSecrets secrets;
  private final RegistrationAccessTokens accessTokens;
  private final Ids ids;

  ClientRegistration(
      MetadataRules rules,
      Supplier<Catalog> catalog,
      ClientSecrets secrets,
      RegistrationAccessTokens accessTokens,
      Ids ids) {
    this.rules = rules;
    this.catalog = catalog;
    this.secrets = secrets;
    this.accessTokens = accessTokens;
    this.ids = ids;
  }

  /// A client and what it is told once.
  ///
  /// @param secret `client_secret`, where one was made
  /// @param accessToken `registration_access_token`
  record Made(Client client, Optional<String> secret, String accessToken) {
    /// Tells nothing of the secrets.
    @Override
    public String toString() {
      return "Made[" + client.id() + "]";
    }
  }

  /// Makes a new client.
  ///
  /// @throws ProtocolException `invalid_redirect_uri` or `invalid_client_metadata`
  Made register(Metadata metadata, Instant now) {
    String id = ids.next();
    String accessToken = accessTokens.make();
    Registration registration =
        new Registration(
            Instant.ofEpochSecond(now.getEpochSecond()),
            Optional.of(now.plus(UNUSED)),
            accessTokens.store(id, accessToken),
            metadata.known());
    Client client = client(id, metadata, registration);
    return ClientSecrets.isNeededBy(client)
        ? withSecret(client, accessToken)
        : new Made(client, Optional.empty(), accessToken);
  }

  /// Makes the client that takes the place of another with the same name. It keeps its secret where
  /// it still needs one of that form.
  ///
  /// @param accessToken that it came with, which it keeps
  /// @throws ProtocolException as [#register]
  Made update(Client before, Metadata metadata, String accessToken) {
    Registration registration = before.registration().orElseThrow();
    Client client =
        client(
            before.id(),
            metadata,
            new Registration(
                registration.issuedAt(),
                registration.expiresAt(),
                accessTokens.store(before.id(), accessToken),
                metadata.known()));
    if (!ClientSecrets.isNeededBy(client)) {
      return new Made(client, Optional.empty(), accessToken);
    }
    List<StoredSecret> kept = before.credentials().secrets();
    StoredSecret.Form form = ClientSecrets.form(client);
    return !kept.isEmpty() && kept.stream().allMatch(secret -> secret.form() == form)
        ? new Made(client.withSecrets(kept), Optional.empty(), accessToken)
        : withSecret(client, accessToken);
  }

  private Made withSecret(Client client, String accessToken) {
    String secret = ids.next() + ids.next();
    return new Made(
        client.withSecrets(List.of(secrets.store(client, secret))),
        Optional.of(secret),
        accessToken);
  }

  private Client client(String id, Metadata metadata, Registration registration) {
    refuseGrants(metadata);
    metadata
        .text("application_type")
        .filter(type -> !List.of("web", "native").contains(type))
        .ifPresent(type -> {
          throw Metadata.invalid("The application_type has to be web or native.");
        });
    Map<String, Object> judged = new LinkedHashMap<>(metadata.known());
    judged.keySet().removeAll(Metadata.SHOWN_AGAIN);
    Client read = rules.read(judged, new HashSet<>(catalog.get().ofEverybody().stream().toList()));
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
        TokenExchangePolicy.PRESET);
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

  static Set<String> grantTypes(Metadata metadata) {
    return new LinkedHashSet<>(metadata.list("grant_types").orElse(List.of("authorization_code")));
  }
}

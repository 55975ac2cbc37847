package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Puts together what clients register at, and manage what they registered.
///
/// @param registration RFC 7591 §3
/// @param configuration RFC 7592 §2
public record RegistrationEndpoints(Endpoint registration, Endpoint configuration) {
  /// Below the issuer.
  public static final String PATH = ClientConfigurationEndpoint.PATH;

  /// As many from one address, new ones and changes, and then one in ten seconds.
  static final Duration APART = Duration.ofSeconds(10);

  private static final int AT_ONCE = 200;
  private static final int CHANGES_AT_ONCE = 20;

  /// Puts them together.
  ///
  /// @param ensureKeys makes keys that are not there yet
  public static RegistrationEndpoints of(
      Issuer issuer,
      RegistrationPolicy policy,
      Fetcher fetcher,
      InForce inForce,
      Stores stores,
      Supplier<Catalog> catalog,
      Supplier<KeyRing> keys,
      ClientKeys clientKeys,
      ClientSecrets secrets,
      Handles handles,
      Ids ids,
      ErrorBoundary errors,
      Audit audit,
      InstantSource clock,
      Consumer<Set<KeyKind>> ensureKeys) {
    var accessTokens = new RegistrationAccessTokens(keys, ids);
    var statements =
        new SoftwareStatements(
            issuer, policy.statementIssuers(), clientKeys, secrets, inForce::allows, clock);
    var registration =
        new ClientRegistration(
            new ClientOfMetadata(policy.rules(), inForce, catalog),
            secrets,
            accessTokens,
            statements,
            ids);
    var sectors = new SectorIdentifiers(fetcher);
    var information = new ClientInformation(issuer, inForce, statements);
    var refusal = new BearerRefusal(errors);
    var strangers = new Pace(APART, AT_ONCE, clock, ids.next());
    return new RegistrationEndpoints(
        new RegistrationEndpoint(
            policy.mode(),
            registration,
            sectors,
            statements,
            stores.registrations(),
            stores.initialAccessTokens(),
            handles,
            information,
            refusal,
            audit,
            strangers,
            ensureKeys,
            clock),
        new ClientConfigurationEndpoint(
            stores.clients(),
            stores.registrations(),
            registration,
            sectors,
            statements,
            accessTokens,
            secrets,
            information,
            refusal,
            audit,
            strangers,
            new Pace(APART, CHANGES_AT_ONCE, clock, ids.next()),
            ensureKeys,
            clock));
  }
}

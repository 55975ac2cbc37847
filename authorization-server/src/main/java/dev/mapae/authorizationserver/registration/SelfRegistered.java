package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// What a client that registered itself may do, whatever is kept of it: every flow finds its client
/// through here.
///
/// It uses no grant in which no person is asked, nothing that is ours, also no profile but that of
/// the server, and PKCE. Without `scope` it may ask for every declared scope that needs no role,
/// also for one that is declared later; with it for those of them, unless the server lets it off
/// that. It may ask for authorization details of those types that it registered and that need no
/// role. People see of it what is on a host of its own. One whose metadata document may not be
/// asked for (any more) is off.
///
/// @param exemptions what it is let off
/// @param documents which metadata documents may be asked for
public record SelfRegistered(
    Exemptions exemptions, DocumentPolicy documents, Supplier<Catalog> catalog)
    implements UnaryOperator<Client> {
  /// The grants that a person allows.
  static final Set<String> GRANT_TYPES =
      Set.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code");

  @Override
  public Client apply(Client client) {
    if (!client.isSelfRegistered()) {
      return client;
    }
    Requirements registered = client.requirements();
    return new Client(
        client.id(),
        client.origin(),
        client.enabled() && (!client.isOfDocument() || documents.admits(client.id())),
        client
            .credentials()
            .with(
                new AssertionPolicy(
                    client.credentials().assertions().alg(), exemptions.assertionAudience())),
        client.keySource(),
        client.grantTypes().stream()
            .filter(GRANT_TYPES::contains)
            .collect(java.util.stream.Collectors.toUnmodifiableSet()),
        client.redirectUris(),
        scope(client),
        false,
        new Requirements(
            client.isPublic() || !exemptions.pkce(),
            registered.pushedAuthorizationRequests(),
            registered.dpopBoundAccessTokens(),
            registered.certificateBoundAccessTokens(),
            detailsTypes(registered),
            Optional.empty(),
            registered.responseModes(),
            Set.of()),
        client.requestObjects().withExpRequired(true),
        Duration.ZERO,
        Lifetimes.PRESET,
        client.responses(),
        client.logout(),
        OwnPages.of(client),
        client.registration(),
        TokenExchangePolicy.PRESET,
        client.subjects(),
        Map.of(),
        client.authentication());
  }

  /// Those that it registered, as far as they need no role by now.
  private Set<String> detailsTypes(Requirements registered) {
    Set<String> types = registered.authorizationDetailsTypes();
    if (types.isEmpty()) {
      return types;
    }
    Set<String> left = new HashSet<>(types);
    left.retainAll(catalog.get().detailsTypesOfEverybody());
    return left;
  }

  /// What it may ask for.
  private Scope scope(Client client) {
    Scope ofEverybody = catalog.get().ofEverybody();
    return client.scope().isEmpty() || isOnlyTheFirst(client)
        ? ofEverybody
        : client.scope().filter(ofEverybody::contains);
  }

  /// It could have registered without a scope, and a person is asked either way; what somebody
  /// vouches for, or its own document says, holds.
  private boolean isOnlyTheFirst(Client client) {
    return exemptions.scope()
        && !client.isOfDocument()
        && client.registration().flatMap(Registration::softwareStatement).isEmpty();
  }
}

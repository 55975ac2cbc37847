package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.registration.SoftwareStatements.Attested;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes clients of the metadata that strangers send. RFC 7591 §2 and §5, RFC 7592 §2.2.
final class ClientRegistration {
  /// A client that nobody used for so long is deleted.
  static final Duration UNUSED = Duration.ofDays(2);

  private final ClientOfMetadata clients;
  private final ClientSecrets secrets;
  private final RegistrationAccessTokens accessTokens;
  private final SoftwareStatements statements;
  private final Ids ids;

  ClientRegistration(
      ClientOfMetadata clients,
      ClientSecrets secrets,
      RegistrationAccessTokens accessTokens,
      SoftwareStatements statements,
      Ids ids) {
    this.clients = clients;
    this.secrets = secrets;
    this.accessTokens = accessTokens;
    this.statements = statements;
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
  Made register(Attested attested, Instant now) {
    String id = ids.next();
    String accessToken = accessTokens.make();
    Registration registration =
        new Registration(
            Instant.ofEpochSecond(now.getEpochSecond()),
            Optional.of(now.plus(UNUSED)),
            Optional.of(accessTokens.store(id, accessToken)),
            Optional.empty(),
            Optional.empty(),
            statements.toKeep(id, attested.metadata(), Optional.empty()),
            attested.metadata().judged());
    Client client = clients.of(id, attested.metadata(), attested.besides(), registration);
    clients.inForce().requireGrants(Set.of(), client);
    return ClientSecrets.isNeededBy(client)
        ? withSecret(client, accessToken)
        : new Made(client, Optional.empty(), accessToken);
  }

  /// Makes the client that takes the place of another with the same name. It keeps its secret where
  /// it still needs one of that form.
  ///
  /// @param accessToken that it came with, which it keeps
  /// @throws ProtocolException as [#register]
  Made update(Client before, Attested attested, String accessToken, Instant now) {
    Registration registration = before.registration().orElseThrow();
    Client client =
        clients
            .of(
                before.id(),
                attested.metadata(),
                // What an operator took away since, it need not give up.
                attested.besides().and(Besides.of(registration.metadata())),
                new Registration(
                    registration.issuedAt(),
                    registration.expiresAt(),
                    Optional.of(accessTokens.store(before.id(), accessToken)),
                    Optional.empty(),
                    Optional.empty(),
                    statements.toKeep(
                        before.id(), attested.metadata(), registration.softwareStatement()),
                    attested.metadata().judged()))
            .insteadOf(before, now);
    clients.inForce().requireGrants(before.grantTypes(), client);
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
}

package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.registration.ClientRegistration.Made;
import dev.mapae.authorizationserver.registration.SoftwareStatements.Attested;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Registrations;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Where a client that registered itself reads, replaces and deletes what it registered. RFC 7592
/// §2.
///
/// The registration access token stays the same, so that an answer which is lost locks nobody out.
final class ClientConfigurationEndpoint implements Endpoint {
  /// Below the issuer; a slash and the `client_id` follow.
  static final String PATH = "/register";

  /// RFC 7592 §2.2: what an update must not have.
  private static final List<String> NOT_IN_UPDATES =
      List.of(
          "registration_access_token",
          "registration_client_uri",
          "client_secret_expires_at",
          "client_id_issued_at");

  private final Clients clients;
  private final Registrations registrations;
  private final ClientRegistration registration;
  private final SectorIdentifiers sectors;
  private final SoftwareStatements statements;
  private final RegistrationAccessTokens accessTokens;
  private final ClientSecrets secrets;
  private final ClientInformation information;
  private final BearerRefusal refusal;
  private final Audit audit;
  private final Pace strangers;
  private final Pace changes;
  private final Consumer<Set<KeyKind>> ensureKeys;
  private final InstantSource clock;

  /// @param strangers how fast all that have an address may write
  /// @param changes how fast one client may be changed: each node reads it anew then
  /// @param ensureKeys makes the keys that a client needs, before any node knows of it
  ClientConfigurationEndpoint(
      Clients clients,
      Registrations registrations,
      ClientRegistration registration,
      SectorIdentifiers sectors,
      SoftwareStatements statements,
      RegistrationAccessTokens accessTokens,
      ClientSecrets secrets,
      ClientInformation information,
      BearerRefusal refusal,
      Audit audit,
      Pace strangers,
      Pace changes,
      Consumer<Set<KeyKind>> ensureKeys,
      InstantSource clock) {
    this.clients = clients;
    this.registrations = registrations;
    this.registration = registration;
    this.sectors = sectors;
    this.statements = statements;
    this.accessTokens = accessTokens;
    this.secrets = secrets;
    this.information = information;
    this.refusal = refusal;
    this.audit = audit;
    this.strangers = strangers;
    this.changes = changes;
    this.ensureKeys = ensureKeys;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      String token = BearerRefusal.token(request).orElseThrow(this::unknown);
      Client client = client(request, token);
      known.put("client_id", client.id());
      return switch (request.method()) {
        case "PUT" -> update(request, client, token, known);
        case "DELETE" -> delete(request, client, known);
        default -> answer(new Made(client, Optional.empty(), token));
      };
    } catch (ProtocolException e) {
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.REGISTRATION_REFUSED, request, known));
      return refusal.of(request, e.error());
    }
  }

  /// The client of this address, read anew: what was just deleted must not come back.
  private Client client(Request request, String token) {
    String id = request.path().substring(request.path().lastIndexOf('/') + 1);
    return clients
        .find(id)
        .filter(client -> client.isSelfRegistered() && client.enabled())
        .filter(client -> accessTokens.matches(client, token))
        .orElseThrow(this::unknown);
  }

  private Response update(Request request, Client client, String token, Map<String, String> known) {
    Metadata sent = Metadata.of(request);
    requireFor(client, sent);
    Metadata metadata = information.said(client, sent);
    boolean isCounted = statements.judges(metadata);
    if (isCounted) {
      // It costs signatures, and may cost a fetch.
      admit(request, client);
    }
    Attested attested = statements.attested(client, metadata);
    known.putAll(attested.facts());
    Made made =
        attested.judged(judged -> registration.update(client, judged, token, clock.instant()));
    if (!made.client().equals(client)) {
      if (!isCounted) {
        admit(request, client);
      }
      replace(client, made.client());
    }
    audit.record(AuditEvent.of(AuditEvent.Type.REGISTRATION_CHANGED, request, known));
    return answer(made);
  }

  /// RFC 7592 §2.2: what an update has, and has not, beside the metadata.
  private void requireFor(Client client, Metadata metadata) {
    if (!metadata.text("client_id").equals(Optional.of(client.id()))) {
      throw Metadata.invalid(
          "The member client_id has to be that of the client; add it, or send this elsewhere.");
    }
    NOT_IN_UPDATES.stream()
        .filter(metadata.all()::containsKey)
        .findFirst()
        .ifPresent(name -> {
          throw Metadata.invalid(
              "The member " + name + " is not for updates (RFC 7592 2.2); leave it out.");
        });
    if (metadata.all().get("client_secret") != null
        && metadata.text("client_secret").filter(s -> secrets.has(client, s)).isEmpty()) {
      throw Metadata.invalid(
          "The member client_secret is not that of the client, and cannot be chosen; leave it out.");
    }
  }

  private void admit(Request request, Client client) {
    if (!changes.admits(client.id()) || !strangers.admitsAddress(request.remoteAddress())) {
      throw new ProtocolError.TooManyRequests(
              "This client is changed too often, or too many are from this address; do it later.",
              RegistrationEndpoints.APART)
          .exception();
    }
  }

  private void replace(Client before, Client client) {
    sectors.requireSame(before, client);
    ensureKeys.accept(KeyKind.neededBy(client));
    switch (registrations.replace(before, client)) {
      case REPLACED -> {}
      case CHANGED_MEANWHILE ->
          throw Metadata.invalid(
              "Another request changed the client while this one was judged; read it again, and"
                  + " send what is to be.");
      case GONE -> throw unknown();
    }
  }

  private Response delete(Request request, Client client, Map<String, String> known) {
    registrations.remove(client.id());
    audit.record(AuditEvent.of(AuditEvent.Type.REGISTRATION_DELETED, request, known));
    return Response.of(204).noStore();
  }

  private Response answer(Made made) {
    return Response.json(200, information.of(made)).noStore();
  }

  private ProtocolException unknown() {
    return new ProtocolError.InvalidToken(
            "This needs the registration_access_token of this very client in the Authorization"
                + " header, as Bearer; it is missing or another one, or the client is gone.")
        .exception();
  }
}

package dev.mapae.authorizationserver.revocation;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.AccessToken;
import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.registration.DocumentOfToken;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DeniedTokens;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Takes a token back. RFC 7009.
///
/// Revoking a refresh token, or an access token of a person, ends the whole grant. An access token
/// of client credentials has none, and that of one which was exchanged is another client's: each is
/// denied by its `jti` until it would have expired. The answer is 200 only once that is durable.
public final class RevocationEndpoint implements Endpoint {
  private final DocumentOfToken documents;
  private final ClientAuthentication clients;
  private final AccessTokens accessTokens;
  private final Grants grants;
  private final DeniedTokens denied;
  private final Handles handles;
  private final ErrorBoundary errors;
  private final Audit audit;
  private final InstantSource clock;

  public RevocationEndpoint(
      DocumentOfToken documents,
      ClientAuthentication clients,
      AccessTokens accessTokens,
      Grants grants,
      DeniedTokens denied,
      Handles handles,
      ErrorBoundary errors,
      Audit audit,
      InstantSource clock) {
    this.documents = documents;
    this.clients = clients;
    this.accessTokens = accessTokens;
    this.grants = grants;
    this.denied = denied;
    this.handles = handles;
    this.errors = errors;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      Authenticated authenticated = authenticated(request, form);
      Client client = authenticated.client();
      known.put("client_id", client.id());
      String token = form.required("token");
      Optional<Runnable> revocation = revocation(client, token);
      clients.spend(authenticated);
      if (revocation.isPresent()) {
        revocation.get().run();
        audit.record(AuditEvent.of(AuditEvent.Type.REVOCATION, request, known));
      }
      // RFC 7009 §2.2: also for a token that is unknown or gone.
      return Response.of(200).noStore();
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.REVOCATION_REFUSED, request, known));
      return ClientChallenge.add(request, errors.render(e.error()));
    }
  }

  /// Where the document of a client cannot be had, whom it named last may take tokens back: it
  /// loses nothing by that, and somebody who signed out would stay signed in otherwise.
  private Authenticated authenticated(Request request, Parameters form) {
    try {
      documents.renew(request, form);
    } catch (ProtocolException e) {
      try {
        return clients.authenticate(request, form);
      } catch (ProtocolException _) {
        // It may be another one by now.
        throw e;
      }
    }
    return clients.authenticate(request, form);
  }

  /// What there is to be done; nothing for a token that is unknown or gone.
  private Optional<Runnable> revocation(Client client, String token) {
    if (Kind.REFRESH_TOKEN.claims(token)) {
      return handles
          .read(Kind.REFRESH_TOKEN, token)
          .flatMap(handle -> grants.find(handle.id()))
          .map(found -> {
            requireOwn(client, found.grant().clientId());
            return () -> grants.revoke(found.grant().id());
          });
    }
    return accessTokens
        .read(token, clock.instant())
        .map(read -> {
          requireOwn(client, read.clientId());
          return () -> revoke(read);
        });
  }

  private void revoke(AccessToken token) {
    token
        .grantId()
        .filter(grant -> !token.exchanged())
        .ifPresentOrElse(grants::revoke, () -> denied.deny(token.id(), token.expiresAt()));
  }

  /// RFC 7009 §2.1: a client revokes only what was issued to it.
  private static void requireOwn(Client client, String clientId) {
    if (!client.id().equals(clientId)) {
      throw new ProtocolError.InvalidRequest("The token was issued to another client.").exception();
    }
  }
}

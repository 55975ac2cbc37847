package dev.mapae.authorizationserver.token;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.binding.CertificateBinding;
import dev.mapae.authorizationserver.binding.Dpop;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.grant.GrantType;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.Issued;
import dev.mapae.authorizationserver.issue.Replay;
import dev.mapae.authorizationserver.issue.TokenIssuer;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The token endpoint. RFC 6749 §3.2, §5.
public final class TokenEndpoint implements Endpoint {
  private final ClientIdMetadataDocuments documents;
  private final ClientAuthentication clients;
  private final Map<String, GrantType> grantTypes = new LinkedHashMap<>();
  private final Dpop dpop;
  private final TokenIssuer issuer;
  private final ErrorBoundary errors;
  private final Audit audit;

  public TokenEndpoint(
      ClientIdMetadataDocuments documents,
      ClientAuthentication clients,
      Dpop dpop,
      List<GrantType> grantTypes,
      TokenIssuer issuer,
      ErrorBoundary errors,
      Audit audit) {
    this.documents = documents;
    this.clients = clients;
    grantTypes.forEach(g -> this.grantTypes.put(g.name(), g));
    this.dpop = dpop;
    this.issuer = issuer;
    this.errors = errors;
    this.audit = audit;
  }

  @Override
  public Response handle(Request request) {
    return dpop.answer(request, answer(request));
  }

  @Override
  public boolean isComputed(Request request) {
    try {
      Parameters form = request.clientForm();
      return isComputed(form)
          && request.headers().first("DPoP").isEmpty()
          && clients.isComputed(request, form);
    } catch (ProtocolException e) {
      return false;
    }
  }

  private boolean isComputed(Parameters form) {
    return form.one("grant_type").map(grantTypes::get).filter(GrantType::isComputed).isPresent();
  }

  private Response answer(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      if (!isComputed(form)) {
        documents.renew(request, form);
      }
      Authenticated authenticated = clients.authenticate(request, form);
      Client client = authenticated.client();
      known.put("client_id", client.id());
      GrantType grantType = grantType(client, form);
      known.put("grant_type", grantType.name());
      Binding binding =
          CertificateBinding.ofTokenRequest(request, client)
              .orElseGet(() -> dpop.ofTokenRequest(request, client));
      Issued issued =
          issuer.issue(
              client,
              grantType.prove(client, form),
              binding,
              authenticated.and(binding.once()).once());
      known.put("sub", issued.subject());
      known.put("scope", issued.scope().toString());
      known.putAll(issued.facts());
      audit.record(
          AuditEvent.of(AuditEvent.Type.TOKEN_ISSUED, request, known)
              .withTypes(issued.details().orElse(List.of())));
      return Response.json(200, answer(issued)).noStore();
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      known.put("error", e.error().code());
      if (!isWaiting(e.error())) {
        audit.record(AuditEvent.of(AuditEvent.Type.TOKEN_REFUSED, request, known));
      }
      return ClientChallenge.add(request, errors.render(e.error()));
    } catch (Replay e) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.REPLAY, request)
              .with("client_id", e.clientId())
              .with("sub", e.subject()));
      return errors.render(
          new ProtocolError.InvalidGrant(
              "This was used before. As it may have been stolen, everything that came of its grant"
                  + " has been revoked; ask the person again."));
    }
  }

  /// Whether a device only asks whether there is an answer yet, which it does all the time.
  private static boolean isWaiting(ProtocolError error) {
    return error instanceof ProtocolError.AuthorizationPending
        || error instanceof ProtocolError.SlowDown;
  }

  private GrantType grantType(Client client, Parameters form) {
    String name = form.required("grant_type");
    GrantType grantType =
        Optional.ofNullable(grantTypes.get(name))
            .orElseThrow(() ->
                new ProtocolError.UnsupportedGrantType(
                        "There is no such grant_type here; there are "
                            + String.join(", ", grantTypes.keySet())
                            + ".")
                    .exception());
    if (!client.grantTypes().contains(name)) {
      throw new ProtocolError.UnauthorizedClient(
              "This client is not registered for the grant_type "
                  + name
                  + "; add it to the client's grant_types.")
          .exception();
    }
    return grantType;
  }

  /// RFC 6749 §5.1, OIDC Core §3.1.3.3, RFC 8693 §2.2.1, RFC 9396 §7.
  private static Json answer(Issued issued) {
    Json json =
        Json.object()
            .with("access_token", issued.accessToken())
            .with("token_type", issued.tokenType())
            .with("expires_in", issued.expiresIn());
    if (!issued.scope().isEmpty()) {
      json.with("scope", issued.scope().toString());
    }
    issued
        .details()
        .ifPresent(d -> json.with(AuthorizationDetail.PARAMETER, DetailsParameter.members(d)));
    issued.refreshToken().ifPresent(token -> json.with("refresh_token", token));
    issued.idToken().ifPresent(token -> json.with("id_token", token));
    issued.issuedTokenType().ifPresent(type -> json.with("issued_token_type", type));
    return json;
  }
}

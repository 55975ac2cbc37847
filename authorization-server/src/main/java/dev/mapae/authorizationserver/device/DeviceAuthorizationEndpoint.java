package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authorize.CodeChallenge;
import dev.mapae.authorizationserver.authorize.ConsentRoom;
import dev.mapae.authorizationserver.authorize.MaxAge;
import dev.mapae.authorizationserver.authorize.RequestPolicy;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.device.DeviceRequests.Kept;
import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The device authorization endpoint. RFC 8628 §3.1, §3.2.
public final class DeviceAuthorizationEndpoint implements Endpoint {
  /// What counts of a request; all else but [#REFUSED] is ignored.
  private static final Set<String> ASKED =
      Set.of(
          "scope",
          "resource",
          AuthorizationDetail.PARAMETER,
          "code_challenge",
          "code_challenge_method",
          "max_age",
          "acr_values");

  /// What would tighten an authorization request, and may not be passed over in silence.
  private static final List<String> REFUSED =
      List.of("prompt", "claims", "id_token_hint", "dpop_jkt", "request", "request_uri");

  private static final int LONGEST = 6 * 1024;

  private final Issuer issuer;
  private final ClientAuthentication clients;
  private final Decision decision;
  private final ConsentRoom room;
  private final DeviceRequests requests;
  private final RequestPolicy policy;
  private final Lifetimes lifetimes;
  private final Pace strangers;
  private final ErrorBoundary errors;
  private final Audit audit;

  /// @param room of the page that a person will see
  /// @param strangers how fast those may ask for whom nobody vouches: each request is a row
  public DeviceAuthorizationEndpoint(
      Issuer issuer,
      ClientAuthentication clients,
      Decision decision,
      ConsentRoom room,
      DeviceRequests requests,
      RequestPolicy policy,
      Lifetimes lifetimes,
      ErrorBoundary errors,
      Audit audit,
      Pace strangers) {
    this.issuer = issuer;
    this.clients = clients;
    this.decision = decision;
    this.room = room;
    this.requests = requests;
    this.policy = policy;
    this.lifetimes = lifetimes;
    this.strangers = strangers;
    this.errors = errors;
    this.audit = audit;
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      Authenticated authenticated = clients.authenticate(request, form);
      Client client = authenticated.client();
      known.put("client_id", client.id());
      Parameters asked = asked(client, form);
      if (client.isOfStrangers() && !strangers.admitsAddress(request.remoteAddress())) {
        throw new ProtocolError.TooManyRequests(
                "Too many devices ask from this address without authentication; ask again later.")
            .exception();
      }
      Duration lifetime = lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.DEVICE_CODE);
      Kept kept = requests.keep(authenticated, asked, request.remoteAddress(), lifetime);
      audit.record(AuditEvent.of(AuditEvent.Type.DEVICE_REQUESTED, request, known));
      return Response.json(200, answer(kept, lifetime)).noStore();
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.DEVICE_REQUEST_REFUSED, request, known));
      return ClientChallenge.add(request, errors.render(e.error()));
    }
  }

  /// What the client asks for, after all that can be refused before a person is asked.
  private Parameters asked(Client client, Parameters form) {
    if (!client.grantTypes().contains(DeviceCode.NAME)) {
      throw new ProtocolError.UnauthorizedClient(
              "This client is not registered for the grant_type "
                  + DeviceCode.NAME
                  + "; add it to the client's grant_types.")
          .exception();
    }
    // That requests are pushed needs no question: this one is, by its client itself.
    if (policy.isSignatureRequired(client)) {
      throw new ProtocolError.UnauthorizedClient(
              "This client's requests have to be signed (require_signed_request_object), and those"
                  + " of devices cannot be (RFC 8628 3.1); use the authorization code flow.")
          .exception();
    }
    requireKnown(form);
    Set<String> others = new HashSet<>(form.names());
    others.removeAll(ASKED);
    Parameters asked = form.without(others);
    if (asked.encode().length() > LONGEST) {
      throw new ProtocolError.RequestTooLarge(
              "The request has more than " + LONGEST + " characters; leave out what is not needed.")
          .exception();
    }
    CodeChallenge.of(asked);
    MaxAge.of(client, asked);
    DeviceRequests.neededAcr(decision, client, asked).requireReachable();
    room.requireOfEverybody(
        decision.precheck(DeviceRequests.wish(client, Optional.empty(), asked)));
    return asked;
  }

  private static void requireKnown(Parameters form) {
    REFUSED.stream()
        .filter(form::has)
        .findFirst()
        .ifPresent(name -> {
          throw new ProtocolError.InvalidRequest(
                  "There is no "
                      + name
                      + " in requests of devices; leave it out. How a person has to sign in is said"
                      + " by max_age and acr_values.")
              .exception();
        });
  }

  private Json answer(Kept kept, Duration lifetime) {
    String verificationUri = issuer.url(Paths.DEVICE);
    return Json.object()
        .with("device_code", kept.deviceCode())
        .with("user_code", kept.userCode())
        .with("verification_uri", verificationUri)
        .with("verification_uri_complete", verificationUri + "?user_code=" + kept.userCode())
        .with("expires_in", lifetime.toSeconds())
        .with("interval", DeviceCode.INTERVAL.toSeconds());
  }
}

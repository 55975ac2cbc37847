package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/// What both endpoints of the door do with a request of a site: it authenticates as the client that
/// has the key to the door, and presents a handle, in the body, where no log has it.
record SiteRequests(ClientAuthentication clients, String clientId, SealedSteps steps, Audit audit) {
  /// Answers a request.
  ///
  /// @param then what there is to be said; what it refuses has spent nothing
  Response answer(Request request, BiFunction<Waiting, Parameters, Json> then) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      Authenticated authenticated = clients.authenticate(request, form);
      known.put("client_id", authenticated.client().id());
      requirePermitted(authenticated.client());
      Waiting waiting =
          steps
              .waiting(form.required(Site.PARAMETER))
              .orElseThrow(() ->
                  Problem.UNKNOWN_INTERACTION.because(
                      "The interaction was not made by this server, or half an hour has passed;"
                          + " send the browser back to where it came from."));
      known.put("step", waiting.step().toString());
      Json answer = then.apply(waiting, form);
      clients.spend(authenticated);
      return Response.json(200, answer).noStore();
    } catch (Problem.Refused e) {
      return refused(request, known, e.problem().code(), e.response());
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      return refused(
          request,
          known,
          e.error().code(),
          ClientChallenge.add(request, Problem.response(e.error())));
    } catch (RuntimeException e) {
      return Problem.response(ErrorBoundary.fault(request, e));
    }
  }

  /// 401 is for who did not say who they are, 403 for who did.
  private void requirePermitted(Client client) {
    if (!client.id().equals(clientId) || client.isOfStrangers()) {
      throw Problem.NOT_PERMITTED.because(
          "Only the client that the configuration names in interaction may do this.");
    }
  }

  private Response refused(
      Request request, Map<String, String> known, String error, Response response) {
    known.put("error", error);
    audit.record(AuditEvent.of(AuditEvent.Type.INTERACTION_REFUSED, request, known));
    return response;
  }
}

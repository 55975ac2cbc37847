package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// What both endpoints of the door do with a request of a site: it authenticates as the client that
/// has the key to the door, and presents a handle, in the body, where no log has it.
record SiteRequests(
    ClientAuthentication clients, String clientId, SealedSteps steps, Visits visits, Audit audit) {
  /// Answers a request.
  ///
  /// @param then decides what there is to be said, and neither keeps nor spends anything; what it
  ///   leaves to be done is done once the site has proved that it sent this just now
  Response answer(Request request, BiFunction<Waiting, Parameters, Supplier<Json>> then) {
    Map<String, String> known = new LinkedHashMap<>();
    Optional<Waiting> opened = Optional.empty();
    try {
      Parameters form = request.clientForm();
      Authenticated authenticated = clients.authenticate(request, form);
      known.put("client_id", authenticated.client().id());
      requirePermitted(authenticated.client());
      opened = steps.waiting(form.required(Site.PARAMETER));
      Waiting waiting = opened.orElseThrow(SiteRequests::unknown);
      known.put("step", waiting.step().toString());
      Supplier<Json> answer = then.apply(waiting, form);
      clients.spend(authenticated);
      return Response.json(200, answer.get()).noStore();
    } catch (Problem.Refused e) {
      Optional<String> back =
          e.problem() == Problem.OTHER_PERSON
              ? opened.map(this::signInAt)
              : opened.map(this::returnTo);
      return refused(request, known, e.problem().code(), e.response(back));
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      return refused(
          request,
          known,
          e.error().code(),
          ClientChallenge.add(request, Problem.response(e.error(), opened.map(this::returnTo))));
    } catch (RuntimeException e) {
      return Problem.response(ErrorBoundary.fault(request, e), opened.map(this::returnTo));
    }
  }

  /// Where a browser begins with its step anew, as long as it has its cookie.
  String returnTo(Waiting waiting) {
    return visits.urlBack(waiting.visit(), waiting.step().path());
  }

  /// Where somebody signs in who is not the one who is signed in here.
  String signInAt(Waiting waiting) {
    return visits.urlBack(waiting.visit(), Paths.SIGN_IN);
  }

  private static Problem.Refused unknown() {
    return Problem.UNKNOWN_INTERACTION.because(
        "The interaction was not made by this server, or is over; tell them to start again where"
            + " they came from.");
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

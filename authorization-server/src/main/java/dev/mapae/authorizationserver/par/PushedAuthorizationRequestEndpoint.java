package dev.mapae.authorizationserver.par;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.binding.CertificateBinding;
import dev.mapae.authorizationserver.binding.Dpop;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientChallenge;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.jar.Passed;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.par.PushedRequests.Pushing;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The pushed authorization request endpoint. RFC 9126 §2.
public final class PushedAuthorizationRequestEndpoint implements Endpoint {
  private static final int LONGEST = 64 * 1024;
  private static final int LONGEST_OF_PUBLIC = 6 * 1024;
  private static final Set<String> BESIDE_OBJECT = Set.of("request", "client_id");

  private final ClientAuthentication clients;
  private final Dpop dpop;
  private final RequestObjects objects;
  private final Consumer<Pushing> validation;
  private final PushedRequests pushed;
  private final Pace strangers;
  private final ErrorBoundary errors;
  private final Audit audit;
  private final InstantSource clock;

  /// @param validation that of the authorization endpoint, which throws what it would refuse
  /// @param strangers how fast those may push for whom nobody vouches: each push is a row
  public PushedAuthorizationRequestEndpoint(
      ClientAuthentication clients,
      Dpop dpop,
      RequestObjects objects,
      Consumer<Pushing> validation,
      PushedRequests pushed,
      ErrorBoundary errors,
      Audit audit,
      InstantSource clock,
      Pace strangers) {
    this.clients = clients;
    this.dpop = dpop;
    this.objects = objects;
    this.validation = validation;
    this.pushed = pushed;
    this.strangers = strangers;
    this.errors = errors;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    return dpop.answer(request, answer(request));
  }

  private Response answer(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Parameters form = request.clientForm();
      Authenticated client = clients.authenticate(request, form);
      known.put("client_id", client.client().id());
      refuseReference(form);
      Binding binding =
          CertificateBinding.ofPushedRequest(request, client.client())
              .orElseGet(() -> dpop.ofPushedRequest(request, client.client()));
      Pushing asked =
          bound(asked(client.client(), form.without(ClientAuthentication.PARAMETERS)), binding);
      refuseTooLong(client.client(), asked.parameters());
      validation.accept(asked);
      if (client.client().isOfStrangers() && !strangers.admitsAddress(request.remoteAddress())) {
        throw new ProtocolError.TooManyRequests(
                "Too many requests are pushed from this address without authentication; push this"
                    + " one again later.")
            .exception();
      }
      String requestUri = pushed.keep(client.and(binding.once()), asked);
      audit.record(AuditEvent.of(AuditEvent.Type.REQUEST_PUSHED, request, known));
      return Response.json(
              201,
              Json.object()
                  .with("request_uri", requestUri)
                  .with("expires_in", PushedRequests.EXPIRES_IN.toSeconds()))
          .noStore();
    } catch (ProtocolException e) {
      clients.addClaimed(request, known);
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.REQUEST_PUSH_REFUSED, request, known));
      return ClientChallenge.add(request, errors.render(e.error()));
    }
  }

  /// RFC 9126 §3: beside a request object there is nothing but what authenticates.
  private Pushing asked(Client client, Parameters form) {
    if (!form.has("request")) {
      return new Pushing(form, false);
    }
    if (!form.without(BESIDE_OBJECT).names().isEmpty()) {
      throw new ProtocolError.InvalidRequest(
              "There are parameters beside request; put them into the request object (RFC 9126 3).")
          .exception();
    }
    return new Pushing(objects.open(client, form, Passed.BY_VALUE, clock.instant()), true);
  }

  /// As it is kept. Of strangers no more than a URL may have, for they may push as many as they
  /// like.
  private static void refuseTooLong(Client client, Parameters asked) {
    int longest = client.isOfStrangers() ? LONGEST_OF_PUBLIC : LONGEST;
    if (asked.encode().length() > longest) {
      throw new ProtocolError.RequestTooLarge(
              "The request has more than "
                  + longest
                  + " characters as it would be in a URL; leave out what is not needed.")
          .exception();
    }
  }

  /// RFC 9449 §10.1: the key of a proof is asked for just as if `dpop_jkt` named it.
  private static Pushing bound(Pushing asked, Binding binding) {
    Optional<String> named = asked.parameters().one("dpop_jkt");
    if (!(binding instanceof Binding.DpopKey key)) {
      return asked;
    }
    if (named.filter(jkt -> !jkt.equals(key.thumbprint())).isPresent()) {
      throw new ProtocolError.InvalidRequest(
              "The dpop_jkt is not that of the key of the DPoP proof; send one of both.")
          .exception();
    }
    return new Pushing(asked.parameters().with("dpop_jkt", key.thumbprint()), asked.signed());
  }

  /// RFC 9126 §2.1: what is pushed is the request itself.
  private static void refuseReference(Parameters form) {
    if (form.has("request_uri")) {
      throw new ProtocolError.InvalidRequest(
              "A request_uri cannot be pushed (RFC 9126 2.1); push the parameters themselves.")
          .exception();
    }
  }
}

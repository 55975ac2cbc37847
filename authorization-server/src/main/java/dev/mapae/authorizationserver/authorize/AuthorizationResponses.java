package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.WayToClient;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// Sends authorization responses to where they belong, each with `iss` and `state`, or as a JWT
/// that has both. RFC 6749 §4.1.2, RFC 9207 §2, JARM §2.
final class AuthorizationResponses {
  /// For the way, and for clocks that differ; JARM §2.1 has ten minutes at most.
  private static final Duration JWT_LIFETIME = Duration.ofMinutes(2);

  private final Issuer issuer;
  private final Pages pages;
  private final ErrorBoundary errors;
  private final PendingRequests pending;
  private final Cookies cookies;
  private final ClientJwts jwts;
  private final InstantSource clock;
  private final SignIn signIn;
  private final Visits visits;
  private final Audit audit;

  AuthorizationResponses(
      Issuer issuer,
      Pages pages,
      ErrorBoundary errors,
      PendingRequests pending,
      Cookies cookies,
      ClientJwts jwts,
      InstantSource clock,
      SignIn signIn,
      Visits visits,
      Audit audit) {
    this.issuer = issuer;
    this.pages = pages;
    this.errors = errors;
    this.pending = pending;
    this.cookies = cookies;
    this.jwts = jwts;
    this.clock = clock;
    this.signIn = signIn;
    this.visits = visits;
    this.audit = audit;
  }

  Response code(Request request, ReplyTo to, String code) {
    return complete(
        request, to, Parameters.empty().with("code", code), answer -> sent(request, to, answer));
  }

  /// RFC 6749 §4.1.2.1. It spends a pushed request, as a code does; when that was spent already,
  /// the client has its answer, and the person is shown that this is none.
  ///
  /// Who registered a client here would send anybody anywhere by a link with a fault in it, so only
  /// a person who signed in is sent to a client that registered itself, and only by the link of the
  /// page that showed them this error and where it goes (RFC 9700 §4.11.2).
  ///
  /// A visitor without a session of ours causes no write: they get no code, and what they are told
  /// is of no use to anybody.
  Response error(Request request, ReplyTo to, ProtocolError error) {
    if (to.client().isSelfRegistered()) {
      try {
        Optional<String> session = signIn.current(request).map(found -> found.session().id());
        // It was written down when it was shown.
        if (session.filter(id -> visits.isShown(request, id, shown(to, error))).isPresent()) {
          return answered(request, to, error);
        }
        if (session.isEmpty() || !isSilent(to, error)) {
          record(request, to.client().id(), error);
          return session
              .map(id -> pageBefore(request, to, error, id))
              .orElseGet(() -> page(request, error));
        }
      } catch (RuntimeException e) {
        return page(request, ErrorBoundary.fault(request, e));
      }
    }
    return decided(request, to, error);
  }

  /// OIDC Core §3.1.2.6: whether it only says that the person would have to be asked, to a client
  /// that forbids it. Everybody can publish a document, so that clients of one may not forbid it.
  private static boolean isSilent(ReplyTo to, ProtocolError error) {
    return to.silent()
        && !to.client().isOfDocument()
        && (error instanceof ProtocolError.LoginRequired
            || error instanceof ProtocolError.ConsentRequired);
  }

  /// The same once the person has decided it, on a page that showed them where it goes.
  Response decided(Request request, ReplyTo to, ProtocolError error) {
    record(request, to.client().id(), error);
    return answered(request, to, error);
  }

  /// The same on a page that is not ours: nobody here knows whether it showed where it goes, so
  /// that nobody is sent to a client that registered itself. There is no way on from that error
  /// either: it would lead to the same question.
  Response declinedElsewhere(Request request, ReplyTo to, ProtocolError error) {
    if (!to.client().isSelfRegistered()) {
      return decided(request, to, error);
    }
    record(request, to.client().id(), error);
    return page(request, error);
  }

  private Response answered(Request request, ReplyTo to, ProtocolError error) {
    return complete(
        request,
        to,
        parameters(error),
        answer ->
            spends(request, to, error) && !pending.spend(to.pushed().orElseThrow())
                ? page(request, PushedRequests.unknown().error())
                : sent(request, to, answer));
  }

  /// What goes by itself is no answer for good: the same request is good when it is gone.
  private boolean spends(Request request, ReplyTo to, ProtocolError error) {
    return to.pushed().isPresent()
        && cookies.session(request).isPresent()
        && !error.code().equals("temporarily_unavailable");
  }

  /// The error, and a way to the client that the person may go: to the same request, with a mark of
  /// what they saw.
  private Response pageBefore(Request request, ReplyTo to, ProtocolError error, String session) {
    Visit visit = visits.of(request);
    WayToClient way =
        new WayToClient(
            to.client(),
            to.redirectUri().destination(),
            visits.urlOnceShown(visit, AuthorizationEndpoint.PATH, session, shown(to, error)));
    return visits.withCookie(pages.error(request, error, errors.errorUri(error), way), visit);
  }

  /// What is behind a `request_uri` may be another request by the time that the person goes on.
  private static String shown(ReplyTo to, ProtocolError error) {
    return error.code() + " " + to.redirectUri().value();
  }

  /// An error of ours, which spends nothing.
  Response fault(Request request, ReplyTo to, ProtocolError error) {
    return to.client().isSelfRegistered()
        ? page(request, error)
        : complete(request, to, parameters(error), answer -> sent(request, to, answer));
  }

  private Parameters parameters(ProtocolError error) {
    return Parameters.empty()
        .with("error", error.code())
        .with("error_description", ErrorBoundary.ascii(error.description()))
        .with("error_uri", errors.errorUri(error));
  }

  /// A refusal that must not be sent anywhere.
  Response refused(Request request, ProtocolError error) {
    record(request, "", error);
    return page(request, error);
  }

  /// Writes a refusal down that somebody else shows.
  void record(Request request, String clientId, ProtocolError error) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.AUTHORIZATION_REFUSED, request)
            .with("client_id", clientId)
            .with("error", error.code()));
  }

  /// An error that must not be sent anywhere.
  Response page(Request request, ProtocolError error) {
    return pages.error(request, error, errors.errorUri(error));
  }

  /// JARM §2.1.
  private String jwt(Client client, Parameters answer) {
    Json claims =
        jwts.claims(client).with("exp", clock.instant().plus(JWT_LIFETIME).getEpochSecond());
    answer.names().forEach(name -> claims.with(name, answer.required(name)));
    return jwts.write(client, ResponseJwt.AUTHORIZATION, claims);
  }

  /// Makes an answer whole before it goes on with it: one that cannot be made never comes to the
  /// client. An error spends its pushed request only then; a code was made, and spent it, before.
  private Response complete(
      Request request, ReplyTo to, Parameters answer, Function<Parameters, Response> next) {
    Parameters withState = to.state().map(state -> answer.with("state", state)).orElse(answer);
    try {
      return next.apply(
          to.mode().isJwt()
              ? Parameters.empty().with("response", jwt(to.client(), withState))
              : withState.with("iss", issuer.value()));
    } catch (ProtocolException e) {
      // It was to be encrypted and cannot be; the client never gets it in the clear.
      return page(request, e.error());
    } catch (RuntimeException e) {
      // Nor is there anything to sign that it cannot be signed.
      return page(request, ErrorBoundary.fault(request, e));
    }
  }

  private Response sent(Request request, ReplyTo to, Parameters complete) {
    Response response =
        switch (to.mode().way()) {
          case QUERY -> Response.seeOther(to.redirectUri().withQuery(complete));
          case FRAGMENT -> Response.seeOther(to.redirectUri().withFragment(complete));
          case FORM_POST ->
              pages.formPost(
                  request,
                  to.redirectUri().value(),
                  complete,
                  to.redirectUri().formTarget(),
                  to.uiLocales());
        };
    return to.mode().way() == ResponseMode.Way.FORM_POST
        ? response
        : response.noStore().with("Referrer-Policy", "no-referrer");
  }
}

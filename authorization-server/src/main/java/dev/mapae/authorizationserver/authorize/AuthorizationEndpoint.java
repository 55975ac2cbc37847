package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// The authorization endpoint. RFC 6749 §4.1.1, OIDC Core §3.1.2.
///
/// It asks nobody anything itself: it sends the browser to the sign-in page or the consent page,
/// which send it back here with the same request, until there is nothing left to ask. A visitor who
/// is not signed in causes no write.
public final class AuthorizationEndpoint implements Endpoint {
  /// Below the issuer.
  public static final String PATH = "/authorize";

  private static final int MAX_QUERY = 6 * 1024;

  private final String path;
  private final Introduction introduction;
  private final AuthorizationRequests requests;
  private final Visits visits;
  private final SignIn signIn;
  private final NextStep.Finder nextStep;
  private final Approval approval;
  private final AuthorizationResponses responses;
  private final Audit audit;

  AuthorizationEndpoint(
      String path,
      Introduction introduction,
      AuthorizationRequests requests,
      Visits visits,
      SignIn signIn,
      NextStep.Finder nextStep,
      Approval approval,
      AuthorizationResponses responses,
      Audit audit) {
    this.path = path;
    this.introduction = introduction;
    this.requests = requests;
    this.visits = visits;
    this.signIn = signIn;
    this.nextStep = nextStep;
    this.approval = approval;
    this.responses = responses;
    this.audit = audit;
  }

  @Override
  public Response handle(Request request) {
    if (request.method().equals("HEAD")) {
      // What is only looked at must not open a grant (RFC 9110 §9.2.1).
      return Response.of(200).noStore();
    }
    Visit visit;
    Received received;
    ReplyTo replyTo;
    try {
      if (request.method().equals("POST")) {
        return asGet(request);
      }
      Visit arrived = requireShort(visits.of(request));
      Optional<Response> first = introduction.of(request, arrived);
      if (first.isPresent()) {
        return first.get();
      }
      received = requests.arrived(arrived);
      visit = requireShort(received.visit());
      replyTo = requests.replyTo(received);
    } catch (ProtocolException e) {
      return responses.refused(request, e.error());
    } catch (RuntimeException e) {
      return responses.page(request, ErrorBoundary.fault(request, e));
    }
    try {
      return answer(request, visit, requests.read(replyTo, received), signIn.current(request));
    } catch (ProtocolException e) {
      return responses.error(request, replyTo, e.error());
    } catch (RuntimeException e) {
      return responses.fault(request, replyTo, ErrorBoundary.fault(request, e));
    }
  }

  private Response answer(
      Request request, Visit visit, AuthorizationRequest asked, Optional<Sessions.Found> session) {
    return switch (nextStep.of(asked, session, visit.firstSight())) {
      case NextStep.SignIn() -> visits.goTo(visit, Paths.SIGN_IN);
      case NextStep.SecondFactor() -> visits.goTo(visit, Paths.SECOND_FACTOR);
      case NextStep.CreateAccount() -> visits.goTo(visit, Paths.CREATE_ACCOUNT);
      case NextStep.AskConsent ask -> visits.goTo(visit, Paths.CONSENT);
      case NextStep.Approved yes ->
          approval
              .open(asked, yes.who(), yes.given(), yes.claims())
              .map(code -> {
                record(request, asked, yes);
                return responses.code(request, asked.replyTo(), code);
              })
              // They signed out meanwhile, in another window.
              .orElseGet(() -> answer(request, visit, asked, Optional.empty()));
    };
  }

  /// OIDC Core §3.1.2.1 wants POST as well. Cookies do not come along with a post from another
  /// site, but they do with the GET that follows.
  private Response asGet(Request request) {
    String query = request.form().encode();
    requireShort(query);
    return Response.seeOther(path + "?" + query).noStore();
  }

  private static Visit requireShort(Visit visit) {
    requireShort(visit.parameters().encode());
    return visit;
  }

  /// The request travels in the URLs of our own pages, which browsers and servers have to take.
  private static void requireShort(String query) {
    if (query.length() > MAX_QUERY) {
      throw new ProtocolError.RequestTooLarge(
              "The authorization request is too long for a URL; push it (RFC 9126), or leave out what"
                  + " is not needed.")
          .exception();
    }
  }

  private void record(Request request, AuthorizationRequest asked, NextStep.Approved yes) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.AUTHORIZED, request)
            .with("sub", yes.who().person().subject())
            .with("client_id", asked.client().id())
            .with("scope", yes.given().scope().toString())
            .withTypes(yes.given().details()));
  }
}

package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// Where clients send people to sign out. OpenID Connect RP-Initiated Logout §2.
///
/// It ends nothing itself: whoever is signed in is asked on the sign-out page, so that no link and
/// no image on another site can sign anybody out.
public final class EndSessionEndpoint implements Endpoint {
  private final String path;
  private final SignOutRequests requests;
  private final SignIn signIn;
  private final Visits visits;
  private final Pages pages;
  private final ErrorBoundary errors;

  /// @param path of this endpoint itself
  EndSessionEndpoint(
      String path,
      SignOutRequests requests,
      SignIn signIn,
      Visits visits,
      Pages pages,
      ErrorBoundary errors) {
    this.path = path;
    this.requests = requests;
    this.signIn = signIn;
    this.visits = visits;
    this.pages = pages;
    this.errors = errors;
  }

  @Override
  public Response handle(Request request) {
    try {
      return request.method().equals("POST") ? asGet(request) : answer(request);
    } catch (ProtocolException e) {
      requests.record(request, e.error());
      return error(request, e.error());
    } catch (RuntimeException e) {
      return error(request, ErrorBoundary.fault(request, e));
    }
  }

  /// A form that another site posts comes without the cookies that say who is signed in; the
  /// request that it leads to has them.
  private Response asGet(Request request) {
    Parameters travelling = travelling(request.form());
    return Response.seeOther(path + "?" + travelling.encode()).noStore();
  }

  private Response answer(Request request) {
    Parameters travelling = travelling(request.queryParameters());
    SignOutRequest asked = requests.read(travelling);
    Optional<String> location = asked.location();
    if (location.isPresent() && !asked.isOfStranger() && signIn.toEnd(request).isEmpty()) {
      return Response.seeOther(location.get()).noStore().with("Referrer-Policy", "no-referrer");
    }
    return visits.goTo(visits.of(request).with(travelling), Paths.SIGN_OUT);
  }

  private Parameters travelling(Parameters parameters) {
    return requests.read(parameters).travelling(parameters.one("ui_locales"));
  }

  private Response error(Request request, ProtocolError error) {
    return pages.error(request, error, errors.errorUri(error));
  }
}

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
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// Where clients send people to sign out. OpenID Connect RP-Initiated Logout §2.
///
/// It ends nothing itself: whoever is signed in is asked on the sign-out page, so that no link and
/// no image on another site can sign anybody out.
public final class EndSessionEndpoint implements Endpoint {
  private final SignOutRequests requests;
  private final SignIn signIn;
  private final Visits visits;
  private final Pages pages;
  private final ErrorBoundary errors;

  EndSessionEndpoint(
      SignOutRequests requests, SignIn signIn, Visits visits, Pages pages, ErrorBoundary errors) {
    this.requests = requests;
    this.signIn = signIn;
    this.visits = visits;
    this.pages = pages;
    this.errors = errors;
  }

  @Override
  public Response handle(Request request) {
    try {
      Parameters parameters =
          request.method().equals("POST") ? request.form() : request.queryParameters();
      SignOutRequest asked = requests.read(parameters);
      Optional<String> location = asked.location();
      if (location.isPresent() && signIn.current(request).isEmpty()) {
        return Response.seeOther(location.get()).noStore().with("Referrer-Policy", "no-referrer");
      }
      return visits.goTo(
          visits.of(request).with(asked.travelling(parameters.one("ui_locales"))), Paths.SIGN_OUT);
    } catch (ProtocolException e) {
      return pages.error(request, e.error(), errors.errorUri(e.error()));
    }
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;

/// Sends authorization responses to where they belong, each with `iss` and `state`. RFC 6749
/// §4.1.2, RFC 9207 §2.
final class AuthorizationResponses {
  private final Issuer issuer;
  private final Pages pages;
  private final ErrorBoundary errors;
  private final PendingRequests pending;
  private final Cookies cookies;

  AuthorizationResponses(
      Issuer issuer, Pages pages, ErrorBoundary errors, PendingRequests pending, Cookies cookies) {
    this.issuer = issuer;
    this.pages = pages;
    this.errors = errors;
    this.pending = pending;
    this.cookies = cookies;
  }

  Response code(Request request, ReplyTo to, String code) {
    return send(request, to, Parameters.empty().with("code", code));
  }

  /// RFC 6749 §4.1.2.1. It spends a pushed request, as a code does; when that was spent already,
  /// the client has its answer, and the person is shown that this is none.
  ///
  /// A visitor without a session of ours causes no write: they get no code, and what they are told
  /// is of no use to anybody.
  Response error(Request request, ReplyTo to, ProtocolError error) {
    if (to.pushed().isPresent() && cookies.session(request).isPresent()) {
      try {
        if (!pending.spend(to.pushed().get())) {
          return page(request, PushedRequests.unknown().error());
        }
      } catch (RuntimeException e) {
        return page(request, ErrorBoundary.fault(request, e));
      }
    }
    return fault(request, to, error);
  }

  /// An error of ours, which spends nothing.
  Response fault(Request request, ReplyTo to, ProtocolError error) {
    return send(
        request,
        to,
        Parameters.empty()
            .with("error", error.code())
            .with("error_description", ErrorBoundary.ascii(error.description()))
            .with("error_uri", errors.errorUri(error)));
  }

  /// An error that must not be sent anywhere.
  Response page(Request request, ProtocolError error) {
    return pages.error(request, error, errors.errorUri(error));
  }

  private Response send(Request request, ReplyTo to, Parameters answer) {
    Parameters complete =
        to.state()
            .map(state -> answer.with("state", state))
            .orElse(answer)
            .with("iss", issuer.value());
    Response response =
        switch (to.mode()) {
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
    return to.mode() == ResponseMode.FORM_POST
        ? response
        : response.noStore().with("Referrer-Policy", "no-referrer");
  }
}

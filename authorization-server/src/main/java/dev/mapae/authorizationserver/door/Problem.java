package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import java.util.Locale;
import java.util.Optional;

/// What can be wrong with what a site says. RFC 9457.
enum Problem {
  INVALID_OUTCOME(400, "The outcome is not as it should be"),
  NOT_PERMITTED(403, "This client has no key to this door"),
  UNKNOWN_INTERACTION(404, "There is no such interaction, or it is over"),
  ACCOUNT_CONFLICT(409, "Somebody else is here under this name or address"),
  UNKNOWN_PERSON(422, "There is no such person"),
  PERSON_DISABLED(422, "This person may not sign in"),
  AUTHENTICATION_TIME(422, "The time of the sign-in will not do"),
  AMR_NOT_ALLOWED(422, "The amr says what this site may not say"),
  SECOND_FACTOR_NEEDED(422, "One factor is not enough"),
  ROLE_NOT_ALLOWED(422, "The site may not give this role"),
  OTHER_PERSON(422, "Somebody else is signed in here");

  private final int status;
  private final String title;

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// The end of its `type`.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param detail what was wrong with this very one, and how to mend it
  Refused because(String detail) {
    return new Refused(this, detail);
  }

  /// Thrown where something is wrong.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final String detail;

    private Refused(Problem problem, String detail) {
      super(detail, null, false, false);
      this.problem = problem;
      this.detail = detail;
    }

    Problem problem() {
      return problem;
    }

    String detail() {
      return detail;
    }

    /// @param returnTo where the browser can go; empty where that is not known
    Response response(Optional<String> returnTo) {
      return Problem.response(problem.code(), problem.title, problem.status, detail, returnTo);
    }
  }

  /// The same of what every endpoint may refuse.
  static Response response(ProtocolError error, Optional<String> returnTo) {
    Response response =
        response(
            error.code(), "The request was refused", error.status(), error.description(), returnTo);
    return error.code().equals("temporarily_unavailable")
        ? response.with("Retry-After", String.valueOf(ErrorBoundary.retryAfter(error).toSeconds()))
        : response;
  }

  private static Response response(
      String code, String title, int status, String detail, Optional<String> returnTo) {
    Json body =
        Json.object()
            .with("type", "urn:mapae:problem:" + code)
            .with("title", title)
            .with("status", status)
            .with("detail", detail);
    returnTo.ifPresent(url -> body.with("return_to", url));
    return Response.of(status, "application/problem+json", body.bytes()).noStore();
  }
}

package dev.mapae.client.servlet;

import dev.mapae.client.ClientError;
import dev.mapae.protocol.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/// What the back end itself answers to a script, in the shape of OAuth's own errors, so that it is
/// not taken for the API's.
enum Problem {
  LOGIN_REQUIRED(
      401, "login_required", "Nobody is signed in. Open " + BackendForFrontend.SIGN_IN + "."),
  CSRF(
      403,
      "access_denied",
      "Requests come from the application's own pages, with the header X-CSRF: 1."),
  METHOD(405, "invalid_request", "The method is not one of " + ApiProxy.METHODS + "."),
  PATH(
      400,
      "invalid_request",
      "The path, the query or a header has characters that do not pass: dot segments, escaped"
          + " slashes, semicolons and the like."),
  TOO_LONG(413, "invalid_request", "The body is longer than this application passes on."),
  BUSY(
      429,
      "temporarily_unavailable",
      "Too many requests to APIs are under way for this person; wait until some are answered."),
  REDIRECT(502, "server_error", "The API redirects to somewhere else, which is not followed."),
  API_AWAY(502, "temporarily_unavailable", "The API cannot be reached."),
  API_SILENT(504, "temporarily_unavailable", "The API did not answer in time."),
  TOKENS_AWAY(503, "temporarily_unavailable", "No token for the API can be had now."),
  NO_TOKENS(
      503,
      "server_error",
      "No token for the API can be had: the server gives this application none. Its log says why.");

  private static final long SOON = 5;

  private final int status;
  private final String code;
  private final String description;

  Problem(int status, String code, String description) {
    this.status = status;
    this.code = code;
    this.description = description;
  }

  void answer(HttpServletResponse response) throws IOException {
    if (status == BUSY.status) {
      response.setHeader("Retry-After", "1");
    }
    response.setStatus(status);
    json(response, Json.object().with("error", code).with("error_description", description));
  }

  /// When to come again, where the server said it, and soon where it did not. RFC 9110 §10.2.3.
  static void retryAfter(HttpServletResponse response, ClientError error) {
    long seconds = error.retryAfter().map(Duration::toSeconds).orElse(SOON);
    response.setHeader("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  /// Answers with data about one person.
  static void json(HttpServletResponse response, Json json) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentType("application/json");
    byte[] bytes = json.bytes();
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}

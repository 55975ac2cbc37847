package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The browser's way to the server and back. OIDC Core §3.1.2.
final class Journeys {
  private static final int SEE_OTHER = 303;
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]+");

  private final AuthorizationCode flow;
  private final AuthorizationOptions options;
  private final Sessions sessions;
  private final AskedAcr acr;

  Journeys(AuthorizationCode flow, AuthorizationOptions options, Sessions sessions) {
    this.flow = flow;
    this.options = options;
    this.sessions = sessions;
    this.acr = AskedAcr.of(options);
  }

  /// Whether a request is the way back.
  boolean isReturn(HttpServletRequest request) {
    return request.getRequestURI().equals(flow.redirectUri().getRawPath());
  }

  /// Only a page that a person asked for can lead to another one; a script gets the truth.
  void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String mode = request.getHeader("Sec-Fetch-Mode");
    boolean page = mode == null || mode.equals("navigate");
    if (!request.getMethod().equals("GET") || !page) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    if (isLostReturn(request)) {
      String lost =
          "An answer to a sign-in came to "
              + request.getRequestURI()
              + ", and the redirect URI is "
              + flow.redirectUri()
              + ". A proxy that changes paths must leave this one as it is.";
      request.getServletContext().log(lost);
      response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, lost);
      return;
    }
    AuthorizationRequest departure;
    try {
      departure = flow.start(options);
    } catch (ClientException e) {
      fail(request, response, e);
      return;
    }
    sessions
        .departures(sessions.begun(request))
        .add(new Departures.Departure(departure, returnTo(request)));
    redirect(response, departure.url().toString());
  }

  /// Whether the way back led to another path: to start again would lead there again, without end.
  private boolean isLostReturn(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null
        && request.getQueryString() != null
        && sessions.departures(session).take(parameters(request), flow).isPresent();
  }

  /// @param admits whether somebody may still come in, whom the server let sign in
  /// @param hears of whoever signed in
  void finish(
      HttpServletRequest request,
      HttpServletResponse response,
      Predicate<WebUser> admits,
      BiConsumer<HttpSession, WebUser> hears)
      throws IOException {
    HttpSession session = request.getSession(false);
    Parameters callback = parameters(request);
    Optional<Departures.Departure> departure =
        session == null ? Optional.empty() : sessions.departures(session).take(callback, flow);
    if (session == null || departure.isEmpty()) {
      refuseUnknown(request, response);
      return;
    }
    Tokens tokens;
    try {
      tokens = flow.finish(forOne(departure.get().request()), callback);
    } catch (ClientException e) {
      fail(request, response, e);
      return;
    }
    if (!acr.isMetBy(tokens)) {
      request.getServletContext().log("sign-in failed: its acr is none of those asked for");
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN,
          "The sign-in failed: these pages need a stronger way to sign in.");
      return;
    }
    WebUser user = new WebUser(flow.client(), tokens, options.resources());
    if (!admits.test(user)) {
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN, "The sign-in failed: it was ended meanwhile.");
      return;
    }
    HttpSession fresh = sessions.enter(user, request, session);
    try {
      hears.accept(fresh, user);
    } catch (RuntimeException | Error e) {
      // An application that does not know the session could not end it.
      Sessions.end(fresh);
      throw e;
    }
    redirect(response, departure.get().returnTo());
  }

  /// Nothing of such an answer is used. Who is signed in, by another tab for one, or before they
  /// went back to it, goes on as themselves, whichever filter let them in. A home page that is the
  /// redirect URI would lead to itself.
  private void refuseUnknown(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpSession session = request.getSession(false);
    String home = returnTo(request.getContextPath() + "/", "");
    if (session != null
        && !Sessions.users(session).isEmpty()
        && !home.equals(flow.redirectUri().getRawPath())) {
      redirect(response, home);
    } else {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "This sign-in was not begun here.");
    }
  }

  /// RFC 8707 §2.2: each API gets tokens of its own, and these are for the first.
  private static AuthorizationRequest forOne(AuthorizationRequest request) {
    return request.resources().size() > 1
        ? request.forResource(request.resources().get(0))
        : request;
  }

  /// What came from elsewhere is not shown: the code is enough for a page, and the rest for a log.
  private static void fail(
      HttpServletRequest request, HttpServletResponse response, ClientException failure)
      throws IOException {
    request.getServletContext().log("sign-in failed", failure);
    Optional<String> code = failure.code().filter(c -> CODE.matcher(c).matches());
    boolean away =
        failure.error() instanceof ClientError.Unavailable
            || code.filter("temporarily_unavailable"::equals).isPresent();
    if (away) {
      Problem.retryAfter(response, failure.error());
    }
    response.sendError(
        away ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_FORBIDDEN,
        "The sign-in failed" + code.map(c -> ": " + c).orElse("") + ".");
  }

  private static Parameters parameters(HttpServletRequest request) {
    try {
      String query = request.getQueryString();
      return Parameters.parse(query == null ? "" : query);
    } catch (ProtocolException e) {
      return Parameters.empty();
    }
  }

  /// Only ever a path here: two slashes, or a backslash, would be somebody else's host.
  static String returnTo(String path, String query) {
    boolean here = path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
    return here ? path + query : "/";
  }

  private static String returnTo(HttpServletRequest request) {
    String query = request.getQueryString();
    return returnTo(request.getRequestURI(), query == null ? "" : "?" + query);
  }

  static void redirect(HttpServletResponse response, String location) {
    response.setStatus(SEE_OTHER);
    response.setHeader("Location", location);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}

package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.Client;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import dev.mapae.client.SignOutRequest;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A filter that lets nobody pass who is not signed in, and signs people in. OIDC Core §3.1, RFC
/// 9700 §2.1.
///
/// ```java
/// Client client = Client.discover("https://id.example.com", new ClientSecretBasic("app", secret));
/// var flow = client.authorizationCode(URI.create("https://app.example.com/callback"));
/// context.addFilter("login", WebLogin.of(flow, AuthorizationOptions.scope("openid")))
///     .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
/// ```
///
/// It is mapped to all paths: those of the application, the path of the redirect URI, and the one
/// that signs out. Several filters, each with a redirect URI of its own, may guard different paths:
/// who signed in by one of them has not passed another, and of several that a request passes, the
/// first where its path is not [#open] says who sent it. The access and refresh tokens stay in the
/// session, whose cookie the application makes `HttpOnly`, `Secure` and `SameSite=Lax`. They cannot
/// be serialized: a session stays in the process that made it.
public final class WebLogin implements Filter {
  private static final int SEE_OTHER = 303;
  private static final String SIGN_OUT = "/sign-out";
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]+");

  /// Of a request that passed a filter which lets nobody pass who is not signed in.
  private static final String GUARDED = WebLogin.class.getName() + ".guarded";

  private final AuthorizationCode flow;
  private final AuthorizationOptions options;
  private final Ways ways;
  private final Sessions sessions;

  /// Where to go without being signed in, from where to where people sign out, and who hears of
  /// those who sign in.
  private record Ways(
      Predicate<String> open,
      String signOutPath,
      Optional<URI> signedOut,
      BiConsumer<HttpSession, WebUser> signedIn) {}

  private WebLogin(AuthorizationCode flow, AuthorizationOptions options, Ways ways) {
    if (!options.scope().contains("openid")) {
      throw new IllegalArgumentException("Who signs in is known with the scope openid.");
    }
    String mode = options.others().getOrDefault("response_mode", "query");
    if (mode.startsWith("form_post") || mode.startsWith("fragment")) {
      throw new IllegalArgumentException(
          "The answer has to come in the query of the redirect URI.");
    }
    this.flow = flow;
    this.options = options;
    this.ways = ways;
    this.sessions = new Sessions(flow);
  }

  /// Every path is for people who are signed in; a POST to `/sign-out` signs them out.
  ///
  /// @param flow whose redirect URI is at a path of this application
  /// @param options with the scope `openid`
  /// @throws IllegalArgumentException for options without it, and for a `response_mode` by which
  ///   the answer comes otherwise than in the query
  public static WebLogin of(AuthorizationCode flow, AuthorizationOptions options) {
    return new WebLogin(
        flow, options, new Ways(path -> false, SIGN_OUT, Optional.empty(), (session, user) -> {}));
  }

  /// The same with paths where nobody need be signed in.
  ///
  /// @param paths is given the path as the application maps it: without the context path, decoded
  public WebLogin open(Predicate<String> paths) {
    return new WebLogin(
        flow, options, new Ways(paths, ways.signOutPath(), ways.signedOut(), ways.signedIn()));
  }

  /// The same for an application that hears of each sign-in, to find the session again when the
  /// server says that it has ended ([dev.mapae.client.BackChannelLogout]).
  ///
  /// @param hears is given the session, as soon as the person is in it
  public WebLogin onSignIn(BiConsumer<HttpSession, WebUser> hears) {
    return new WebLogin(
        flow, options, new Ways(ways.open(), ways.signOutPath(), ways.signedOut(), hears));
  }

  /// The same for people who come back when they are signed out of the server as well.
  ///
  /// @param path where they sign out, by POST
  /// @param postLogoutRedirectUri where they come back to; registered, and open
  public WebLogin signOut(String path, URI postLogoutRedirectUri) {
    return new WebLogin(
        flow,
        options,
        new Ways(ways.open(), path, Optional.of(postLogoutRedirectUri), ways.signedIn()));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("This filter is for HTTP.");
    }
    String path = path(http);
    if (http.getRequestURI().equals(flow.redirectUri().getRawPath())) {
      finish(http, answer);
      return;
    }
    Optional<WebUser> user = sessions.user(http);
    if (path.equals(ways.signOutPath())) {
      signOut(http, answer, user);
    } else if (user.isPresent()) {
      pass(http, answer, chain, user.get());
    } else if (ways.open().test(path)) {
      chain.doFilter(request, response);
    } else {
      start(http, answer);
    }
  }

  /// The server may have ended the grant of somebody who is signed in here: they sign in again.
  private void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, WebUser user)
      throws IOException, ServletException {
    if (isKnown(request)) {
      chain.doFilter(request, response);
      return;
    }
    request.setAttribute(WebUser.ATTRIBUTE, user);
    try {
      chain.doFilter(new SignedInRequest(request, user), response);
    } catch (ServletException | RuntimeException e) {
      if (!user.isOver() || response.isCommitted()) {
        throw e;
      }
      response.reset();
      start(request, response);
    }
  }

  /// RFC 9700 §4.4: whom one server signed in must not become somebody of another where that one
  /// guards, whatever the order of the filters.
  private boolean isKnown(HttpServletRequest request) {
    if (request.getAttribute(GUARDED) != null) {
      return true;
    }
    if (ways.open().test(path(request))) {
      return request.getAttribute(WebUser.ATTRIBUTE) != null;
    }
    request.setAttribute(GUARDED, true);
    return false;
  }

  /// Only a page that a person asked for can lead to another one; a script gets the truth.
  private void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String mode = request.getHeader("Sec-Fetch-Mode");
    boolean page = mode == null || mode.equals("navigate");
    if (!request.getMethod().equals("GET") || !page) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
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
        .departures(request.getSession())
        .add(new Departures.Departure(departure, returnTo(request)));
    redirect(response, departure.url().toString());
  }

  private void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
    HttpSession session = request.getSession(false);
    Parameters callback = parameters(request);
    Optional<Departures.Departure> departure =
        session == null ? Optional.empty() : sessions.departures(session).take(callback, flow);
    if (session == null || departure.isEmpty()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "This sign-in was not begun here.");
      return;
    }
    Tokens tokens;
    try {
      tokens = flow.finish(departure.get().request(), callback);
    } catch (ClientException e) {
      fail(request, response, e);
      return;
    }
    String[] resources = options.resources().toArray(String[]::new);
    WebUser user = new WebUser(tokens, flow.client().refreshing(tokens, resources));
    HttpSession fresh = sessions.enter(user, request, session);
    try {
      ways.signedIn().accept(fresh, user);
    } catch (RuntimeException | Error e) {
      // An application that does not know the session could not end it.
      Sessions.end(fresh);
      throw e;
    }
    redirect(response, departure.get().returnTo());
  }

  /// A page of somebody else must not sign anybody out: it takes a POST from this application.
  private void signOut(
      HttpServletRequest request, HttpServletResponse response, Optional<WebUser> user)
      throws IOException {
    if (!request.getMethod().equals("POST") || !isOwn(request)) {
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      Sessions.end(session);
    }
    redirect(response, user.flatMap(this::away).orElse(request.getContextPath() + "/"));
  }

  /// Browsers that say nothing of the site, as over plain http, say at least the origin.
  private boolean isOwn(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    return site == null
        ? origin == null || origin.equals(origin(flow.redirectUri()))
        : site.equals("same-origin") || site.equals("none");
  }

  /// As browsers write it, in small letters and without the port that goes without saying. RFC 6454
  /// §6.1.
  static String origin(URI uri) {
    String origin = (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    String port = origin.startsWith("https:") ? ":443" : ":80";
    return origin.endsWith(port) ? origin.substring(0, origin.length() - port.length()) : origin;
  }

  private Optional<String> away(WebUser user) {
    Client client = flow.client();
    if (client.server().endSessionEndpoint().isEmpty()) {
      return ways.signedOut().map(URI::toString);
    }
    SignOutRequest request =
        ways.signedOut().isPresent()
            ? client.signOut(user.signedIn(), ways.signedOut().get())
            : client.signOut(user.signedIn());
    return Optional.of(request.url().toString());
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

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return request.getServletPath() + (info == null ? "" : info);
  }

  private static void redirect(HttpServletResponse response, String location) {
    response.setStatus(SEE_OTHER);
    response.setHeader("Location", location);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}

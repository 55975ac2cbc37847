package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientIdMetadataDocument;
import dev.mapae.client.SignOutRequest;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
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
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// A filter that lets nobody pass who is not signed in, and signs people in. OIDC Core §3.1, RFC
/// 9700 §2.1.
///
/// ```java
/// var me = new ClientSecretBasic("app", System.getenv("APP_SECRET"));
/// Client client = Client.discover("https://id.example.com", me);
/// var flow = client.authorizationCode(URI.create("https://app.example.com/callback"));
/// WebLogin.of(flow).addTo(context);
/// ```
///
/// With [AuthorizationOptions#acrValues], or an essential `acr` among the claims that are asked
/// for, nobody comes in who signed in otherwise than by one of them, whatever the server or the
/// browser made of the request. OIDC Core §3.1.3.7, §5.5.1.1.
///
/// It is mapped to all paths: those of the application, the path of the redirect URI, and the one
/// that signs out. Several filters, each with a redirect URI of its own, may guard different paths:
/// who signed in by one of them has not passed another, and of several that a request passes, the
/// first where its path is not [#open] says who sent it. The access and refresh tokens stay in the
/// session, which ends after 30 minutes without requests where the container would let it last for
/// ever. Its cookie [#addTo] makes `HttpOnly`, `Secure` and `SameSite=Lax`; who adds the filter in
/// another way does that. They cannot be serialized: a session stays in the process that made it.
public final class WebLogin implements Filter {
  /// Of a request that passed a filter which lets nobody pass who is not signed in.
  private static final String GUARDED = WebLogin.class.getName() + ".guarded";

  private static final int MAX_CAUSES = 20;
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final AuthorizationCode flow;
  private final AuthorizationOptions options;
  private final Ways ways;
  private final Sessions sessions;
  private final Journeys journeys;
  private final OwnPages ownPages;

  private WebLogin(AuthorizationCode flow, AuthorizationOptions options, Ways ways) {
    if (!options.scope().contains("openid")) {
      throw new IllegalArgumentException("Who signs in is known with the scope openid.");
    }
    if (!options.isAnsweredInQuery()) {
      throw new IllegalArgumentException(
          "The answer has to come in the query of the redirect URI.");
    }
    if (flow.redirectUri().getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          "The redirect URI needs a path, at least a slash: " + flow.redirectUri());
    }
    this.flow = flow;
    this.options = options;
    this.ways = ways;
    this.sessions = new Sessions(flow, options);
    this.journeys = new Journeys(flow, options, sessions);
    this.ownPages = new OwnPages(flow.redirectUri());
  }

  /// Every path is for people who are signed in; a POST to `/sign-out` signs them out. The server
  /// is asked who they are, and for nothing else: the scope `openid`.
  ///
  /// @param flow whose redirect URI is at a path of this application
  /// @throws IllegalArgumentException for a redirect URI without a path, which no request can be
  ///   for
  public static WebLogin of(AuthorizationCode flow) {
    return of(flow, AuthorizationOptions.scope("openid"));
  }

  /// The same for an application that asks for more.
  ///
  /// @param flow whose redirect URI is at a path of this application
  /// @param options with the scope `openid`
  /// @throws IllegalArgumentException for options without it, for a `response_mode` by which the
  ///   answer comes otherwise than in the query, for `claims` that are no JSON object, and for a
  ///   redirect URI without a path, which no request can be for
  public static WebLogin of(AuthorizationCode flow, AuthorizationOptions options) {
    return new WebLogin(flow, options, Ways.standard());
  }

  /// The same with paths where nobody need be signed in.
  ///
  /// The path of the request decides: a servlet at such a path that forwards to another one, or
  /// includes it, shows that one to everybody. [#addTo] maps the filter for requests alone, since
  /// what is forwarded to is mostly a page below `/WEB-INF`.
  ///
  /// @param paths is given the path as the application maps it: without the context path, decoded
  public WebLogin open(Predicate<String> paths) {
    return with(ways.withOpen(paths));
  }

  /// The same for an application that hears of each sign-in, to find the session again when the
  /// server says that it has ended ([dev.mapae.client.BackChannelLogout]).
  ///
  /// @param hears is given the session, as soon as the person is in it
  public WebLogin onSignIn(BiConsumer<HttpSession, WebUser> hears) {
    return with(ways.withSignedIn(hears));
  }

  /// The same for people who come back when they are signed out of the server as well.
  ///
  /// @param path where they sign out, by POST
  /// @param postLogoutRedirectUri where they come back to; registered, and open
  public WebLogin signOut(String path, URI postLogoutRedirectUri) {
    return with(ways.withSignOut(path, postLogoutRedirectUri));
  }

  /// The same for an application that the server tells when somebody signed out elsewhere: the
  /// sessions of theirs that this process has are ended. OIDC Back-Channel Logout §2.5.
  ///
  /// A client has one such URI: of several filters for it in one application each says this, with
  /// the same path, and the sessions of all of them are ended.
  ///
  /// @param path of the `backchannel_logout_uri` that the client is registered with
  public WebLogin backChannelLogout(String path) {
    return with(ways.withBackChannel(path));
  }

  /// The same for a client that registered nowhere: this filter answers the document by which
  /// servers know it, to everybody, at the path of its `client_id`. Of several filters it is the
  /// first one, or those before it have the path among their [#open] ones.
  /// draft-ietf-oauth-client-id-metadata-document-02 §4.
  ///
  /// ```java
  /// var metadata = ClientMetadata.web("My app", redirectUri).authenticatedBy(key);
  /// var document = new ClientIdMetadataDocument(clientId, metadata);
  /// Client client = Client.discover(issuer, new PrivateKeyJwt(clientId.toString(), key));
  /// WebLogin.of(client.authorizationCode(redirectUri)).publishing(document).addTo(context);
  /// ```
  ///
  /// @throws IllegalArgumentException for a document that is another client's than the flow
  public WebLogin publishing(ClientIdMetadataDocument document) {
    if (!document.clientId().toString().equals(flow.client().clientId())) {
      throw new IllegalArgumentException(
          "The document is that of "
              + document.clientId()
              + ", and people sign in to "
              + flow.client().clientId()
              + ".");
    }
    return with(ways.withDocument(document));
  }

  private WebLogin with(Ways others) {
    return new WebLogin(flow, options, others);
  }

  /// The same with one path that is for people who are signed in, whatever [#open] says.
  WebLogin guarding(String path) {
    Predicate<String> open = ways.open();
    return open(other -> !other.equals(path) && open.test(other));
  }

  /// Adds it to an application, in front of everything, and makes the cookie of the session
  /// `HttpOnly` and `SameSite=Lax`, over https also `Secure` and, unless the application named it
  /// or gave it a domain, one that no subdomain can set.
  ///
  /// @param context of an application that is not initialized yet
  /// @throws IllegalStateException when it is, and when the document of [#publishing] is not below
  ///   the path of the application
  public void addTo(ServletContext context) {
    Registration.add(context, this, this);
  }

  /// The same for one more API, whose tokens are for it alone.
  WebLogin forResource(String resource) {
    return options.resources().contains(resource)
        ? this
        : new WebLogin(flow, options.resource(resource), ways);
  }

  OwnPages ownPages() {
    return ownPages;
  }

  AuthorizationCode flow() {
    return flow;
  }

  Optional<ClientIdMetadataDocument> document() {
    return ways.document();
  }

  /// Who is signed in.
  Optional<WebUser> user(HttpServletRequest request) {
    return sessions.user(request);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("This filter is for HTTP.");
    }
    if (http.isRequestedSessionIdFromURL()) {
      // Whoever made the link is in that session.
      answer.sendError(
          HttpServletResponse.SC_BAD_REQUEST, "A session is known by its cookie alone.");
      return;
    }
    Optional<ClientIdMetadataDocument> document = ways.document().filter(d -> isAskedFor(d, http));
    if (document.isPresent()) {
      ClientDocumentServlet.of(document.get()).service(request, response);
      return;
    }
    String path = path(http);
    if (journeys.isReturn(http)) {
      journeys.finish(http, answer, user -> isAdmitted(http, user), ways.signedIn());
      return;
    }
    if (ways.backChannelPath().filter(path::equals).isPresent()) {
      signedOutElsewhere(http).receive(http, answer);
      return;
    }
    Optional<WebUser> user = sessions.user(http);
    if (path.equals(ways.signOutPath())) {
      signOut(http, answer, sessions.known(http));
    } else if (user.isPresent()) {
      pass(http, answer, chain, user.get());
    } else if (ways.open().test(path)) {
      chain.doFilter(request, response);
    } else {
      journeys.start(http, answer);
    }
  }

  /// Letter for letter, as servers do with the `client_id`.
  private static boolean isAskedFor(ClientIdMetadataDocument document, HttpServletRequest request) {
    return document.clientId().getRawPath().equals(request.getRequestURI())
        && READING.contains(request.getMethod());
  }

  private boolean isAdmitted(HttpServletRequest request, WebUser user) {
    return ways.backChannelPath().isEmpty() || signedOutElsewhere(request).admit(user);
  }

  private SignedOutElsewhere signedOutElsewhere(HttpServletRequest request) {
    return SignedOutElsewhere.of(request.getServletContext(), flow.client());
  }

  private void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, WebUser user)
      throws IOException, ServletException {
    if (isKnown(request)) {
      // Who stepped up here must be whom the page is told of.
      if (!ways.open().test(path(request))
          && WebUser.of(request).filter(user::isAnother).isPresent()) {
        response.sendError(
            HttpServletResponse.SC_FORBIDDEN,
            "Two people are signed in here; sign out, and sign in as one of them.");
        return;
      }
      chain.doFilter(request, response);
      return;
    }
    request.setAttribute(WebUser.ATTRIBUTE, user);
    try {
      chain.doFilter(new SignedInRequest(request, user), response);
    } catch (IOException | ServletException | RuntimeException e) {
      // Whatever else went wrong must not be lost.
      if (!isForTokens(e) || !signInAgain(request, response, user)) {
        throw e;
      }
    }
  }

  private static boolean isForTokens(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof ClientException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
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

  /// Sends somebody to sign in again whose tokens failed because the server has ended the grant.
  /// The filter does it with exceptions that reach it; frameworks that answer them before call
  /// this.
  ///
  /// @param request one that passed this filter
  /// @return whether the response is made; not when there are still tokens, or it has begun before
  public boolean signInAgain(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<WebUser> user = WebUser.of(request);
    return user.isPresent() && signInAgain(request, response, user.get());
  }

  private boolean signInAgain(
      HttpServletRequest request, HttpServletResponse response, WebUser user) throws IOException {
    if (!user.isOver() || response.isCommitted()) {
      return false;
    }
    response.reset();
    journeys.start(request, response);
    return true;
  }

  /// A page of somebody else must not sign anybody out: it takes a POST from this application.
  private void signOut(
      HttpServletRequest request, HttpServletResponse response, Optional<WebUser> user)
      throws IOException {
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    if (!ownPages.sent(request)) {
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN, "Only a page of this application signs out of it.");
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      // The session is that of all filters, and their tokens go with it.
      for (WebUser gone : Sessions.users(session)) {
        gone.end();
        revoke(gone, request.getServletContext());
      }
      Sessions.end(session);
    }
    Journeys.redirect(response, user.flatMap(this::away).orElse(request.getContextPath() + "/"));
  }

  /// RFC 7009: nobody waits for it, and the person is signed out here whatever comes of it. A
  /// refresh token may live longer than the session that the server ends.
  private static void revoke(WebUser user, ServletContext context) {
    Client client = user.client();
    if (client.server().revocationEndpoint().isEmpty()) {
      return;
    }
    Thread revocation =
        new Thread(
            () -> {
              try {
                client.revoke(user.latest());
              } catch (RuntimeException e) {
                context.log("the tokens of somebody who signed out are not revoked", e);
              }
            },
            "revocation");
    revocation.setDaemon(true);
    revocation.start();
  }

  /// Whether one of the paths of the login lies below another one.
  boolean hasPathBelow(String prefix) {
    return ways.signOutPath().startsWith(prefix)
        || ways.backChannelPath().filter(path -> path.startsWith(prefix)).isPresent()
        // The path of the application, which is not known yet, is a part of these.
        || flow.redirectUri().getRawPath().contains(prefix)
        || ways.document().filter(d -> d.clientId().getRawPath().contains(prefix)).isPresent();
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

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return request.getServletPath() + (info == null ? "" : info);
  }
}

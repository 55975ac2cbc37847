package dev.mapae.client.servlet;

import dev.mapae.client.ApiTokens;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A back end for a front end in the browser, which calls APIs through it and never has a token.
/// RFC 10017 §6.1.
///
/// ```java
/// WebLogin login = WebLogin.of(flow, AuthorizationOptions.scope("openid", "playlist.read"));
/// BackendForFrontend.of(login)
///     .api("/api/", URI.create("https://api.example.com/v1/"))
///     .addTo(context);
/// ```
///
/// Whoever is signed in by [WebLogin] has `/api/playlists` answered as
/// `https://api.example.com/v1/playlists`, with their access token on the way there. `/bff/user`
/// tells scripts who is signed in, a page that opens `/bff/sign-in` has somebody sign in, and what
/// signs out is as in [WebLogin].
///
/// Scripts send the header `X-CSRF: 1`, which no page of another origin can. Cookies do not pass to
/// an API nor back, nor does any header but those that are known to mean the same on both sides.
public final class BackendForFrontend implements Filter {
  static final String SIGN_IN = "/bff/sign-in";
  private static final String USER = "/bff/user";
  private static final String RETURN_TO = "return_to";
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

  /// OIDC Core §5.1, of what an ID token may say, and none of what is between client and server.
  private static final List<String> CLAIMS =
      List.of(
          "sub",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "email_verified",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "updated_at");

  private final WebLogin login;
  private final List<Upstream> apis;
  private final ApiProxy proxy;
  private final List<String> claims;

  private BackendForFrontend(
      WebLogin login, List<Upstream> apis, ApiProxy proxy, List<String> claims) {
    this.login = login;
    this.apis = apis;
    this.proxy = proxy;
    this.claims = claims;
  }

  /// A back end without any API yet.
  ///
  /// @param login who may come in, and at which paths nobody need be signed in; at those of APIs
  ///   everybody has to
  public static BackendForFrontend of(WebLogin login) {
    return new BackendForFrontend(login.guarding(SIGN_IN), List.of(), ApiProxy.standard(), CLAIMS);
  }

  /// The same with an API.
  ///
  /// @param path where scripts call it, from slash to slash: `/api/`
  /// @param base what is called then, to the last slash; `https`, or `http` on loopback
  /// @throws dev.mapae.client.ClientException `Untrusted` for any other URL
  /// @throws IllegalArgumentException for a path or URL without the slashes, for a path that begins
  ///   with another one, for `/bff/`, and for one under which the login has a path: its callback,
  ///   where people sign out, where the server tells of that; and beside one that gets tokens of
  ///   its own, whose tokens it would be sent
  public BackendForFrontend api(String path, URI base) {
    return with(new Upstream(path, base, Optional.empty()), login);
  }

  /// The same with an API that gets tokens of its own, which are of no use at the others. RFC 8707.
  /// The login asks for all of these APIs; for more than one of them it needs a refresh token,
  /// which many servers give for the scope `offline_access`. Of several APIs all are named in this
  /// way, or none: one that is not would be sent the tokens of the first.
  ///
  /// ```java
  /// .api("/music/", URI.create("https://music.example.com/v1/"), "https://music.example.com/")
  /// .api("/orders/", URI.create("https://orders.example.com/"), "https://orders.example.com/")
  /// ```
  ///
  /// @param path as of the other
  /// @param base as of the other
  /// @param resource the identifier of the API at the server: the `aud` of its tokens
  /// @throws dev.mapae.client.ClientException as the other
  /// @throws IllegalArgumentException as the other, and beside an API without a `resource`
  public BackendForFrontend api(String path, URI base, String resource) {
    return with(new Upstream(path, base, Optional.of(resource)), login.forResource(resource));
  }

  private BackendForFrontend with(Upstream api, WebLogin asking) {
    String path = api.path();
    // Says now what each call would.
    ApiTokens.of(login.flow().client().clientCredentials(), api.base());
    if (api.isAt(USER) || api.isAt(SIGN_IN)) {
      throw new IllegalArgumentException("The back end itself is at " + path);
    }
    if (login.hasPathBelow(path)) {
      throw new IllegalArgumentException("A path of the login is below " + path);
    }
    if (apis.stream().anyMatch(other -> other.isAt(path) || api.isAt(other.path()))) {
      throw new IllegalArgumentException("Another API is at " + path + " already.");
    }
    if (apis.stream().anyMatch(other -> other.resource().isEmpty() == api.resource().isPresent())) {
      throw new IllegalArgumentException(
          "Of several APIs all get tokens of their own, or none does; give each its resource:"
              + " .api(path, base, resource).");
    }
    return new BackendForFrontend(
        asking, Stream.concat(apis.stream(), Stream.of(api)).toList(), proxy, claims);
  }

  /// The same with more headers of requests that go to the APIs.
  ///
  /// @throws IllegalArgumentException for those of cookies, credentials and connections
  public BackendForFrontend requestHeaders(String... names) {
    return with(proxy.withRequests(proxy.requests().and(names)));
  }

  /// The same with more headers of answers that come back.
  ///
  /// @throws IllegalArgumentException for those of cookies, credentials, connections and caches
  public BackendForFrontend responseHeaders(String... names) {
    return with(proxy.withResponses(proxy.responses().and(names)));
  }

  /// The same with another bound on the bodies of requests, which are held in memory so that they
  /// can be sent again with another token; 1 MiB unless this is said.
  ///
  /// @param bytes the most that one may have
  public BackendForFrontend largestBody(int bytes) {
    return with(proxy.withMostBytes(bytes));
  }

  /// The same with another bound on how long an API may be silent, before it answers and within its
  /// answer; 60 seconds unless this is said.
  public BackendForFrontend patience(Duration patience) {
    return with(proxy.withPatience(patience));
  }

  /// The same with another HTTP client (proxy, trust store, client certificate).
  ///
  /// @throws IllegalArgumentException for one that follows redirects or keeps cookies
  public BackendForFrontend http(HttpClient other) {
    return with(proxy.withHttp(other));
  }

  /// The same with other claims of the ID token at `/bff/user`, instead of those of OIDC Core §5.1.
  ///
  /// @param names such as `sub`
  public BackendForFrontend claims(String... names) {
    return new BackendForFrontend(login, apis, proxy, List.of(names));
  }

  private BackendForFrontend with(ApiProxy other) {
    return new BackendForFrontend(login, apis, other, claims);
  }

  /// How people sign in.
  public WebLogin login() {
    return login;
  }

  /// Adds it to an application, as [WebLogin#addTo] does; the login is part of it.
  ///
  /// @param context of an application that is not initialized yet, and has no other back end: one
  ///   has all APIs
  /// @throws IllegalStateException when it is, or has
  public void addTo(ServletContext context) {
    String name = BackendForFrontend.class.getName();
    if (context.getAttribute(name) != null) {
      throw new IllegalStateException("Another back end is at /bff/ already; give it this API.");
    }
    context.setAttribute(name, this);
    Registration.add(context, this, login);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("This filter is for HTTP.");
    }
    String path = rawPath(http);
    Optional<Upstream> api = apis.stream().filter(a -> a.isAt(path)).findFirst();
    if (api.isPresent() || path.equals(USER)) {
      serve(http, answer, api);
    } else if (path.equals(SIGN_IN)) {
      login.doFilter(request, response, (req, res) -> Journeys.redirect(answer, returnTo(http)));
    } else {
      login.doFilter(request, response, chain);
    }
  }

  /// What scripts call. §6.1.3.3: a request that any page can have a browser send is none.
  private void serve(
      HttpServletRequest request, HttpServletResponse response, Optional<Upstream> api)
      throws IOException {
    Optional<WebUser> user = login.user(request);
    if (!"1".equals(request.getHeader("X-CSRF")) || !login.ownPages().sent(request)) {
      Problem.CSRF.answer(response);
    } else if (user.isEmpty()) {
      Problem.LOGIN_REQUIRED.answer(response);
    } else if (api.isPresent()) {
      proxy.pass(request, response, user.get(), api.get());
    } else {
      Problem.json(response, known(user.get()));
    }
  }

  private Json known(WebUser user) {
    Json known = Json.object();
    claims.forEach(name ->
        Optional.ofNullable(user.idToken().claims().get(name))
            .ifPresent(value -> known.with(name, value)));
    return known;
  }

  private static String returnTo(HttpServletRequest request) {
    String home = request.getContextPath() + "/";
    String query = request.getQueryString();
    try {
      return Parameters.parse(query == null ? "" : query)
          .one(RETURN_TO)
          .filter(page -> PRINTABLE.matcher(page).matches())
          .map(page -> Journeys.returnTo(page, ""))
          .orElse(home);
    } catch (ProtocolException e) {
      return home;
    }
  }

  /// As it was sent, without the path of the application.
  static String rawPath(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }
}

package dev.mapae.resourceserver.servlet;

import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Connection;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A filter that answers refused requests itself and lets the accepted ones pass, with who sent
/// them as a request attribute.
///
/// Several may stand in a chain, one for all of an API and one with a
/// [dev.mapae.resourceserver.Requirement] for a part of it, made of the same `ResourceServer`: a
/// DPoP proof is spent once for the request.
///
/// [#addTo] puts it in front of a part of an application, or all of it. Where it is mapped in
/// another way, let it be for every dispatch ([DispatcherType]) but `ERROR`, since whoever forwards
/// a request may have asked for no token, while the page of an error that came before is no
/// request; and let it support asynchronous requests. What passed once goes on at the dispatches
/// that follow, though its token may have expired since. Mapped to the whole server (`/*`) it also
/// answers the metadata of the API (RFC 9728 §3), to everybody; mapped to a part,
/// [MetadataServlet#publish] does.
///
/// Browsers ask without a token whether a page of another site may send a request (CORS): a filter
/// that answers such a preflight stands in front of this one.
///
/// Whose certificate a header names is decided by the address that the container says the request
/// comes from. Where the container takes that out of a header itself (`ForwardedRequestCustomizer`
/// of Jetty, `RemoteIpValve` of Tomcat, `forward-headers-strategy` of Spring Boot), whoever can
/// send that header can make himself out to be the proxy; leave that off where the settings have a
/// `clientCertificateHeader`.
public final class AuthenticationFilter implements Filter {
  /// The name of the request attribute; [#principal] reads it.
  public static final String PRINCIPAL = AuthenticationFilter.class.getName() + ".principal";

  private static final String REQUEST = AuthenticationFilter.class.getName() + ".request";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final Authenticator<? extends Object> authenticator;
  private final Refused refused;
  private final Optional<MetadataServlet> metadata;

  /// Answers a refused request. Status and headers are set already; the body is up to the
  /// application.
  @FunctionalInterface
  public interface Refused {
    /// Answers it.
    ///
    /// @throws IOException when the client is gone, for example
    /// @throws ServletException as a servlet may
    void handle(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
        throws IOException, ServletException;
  }

  private AuthenticationFilter(Authenticator<? extends Object> authenticator, Refused refused) {
    this.authenticator = authenticator;
    this.refused = refused;
    this.metadata = authenticator.metadata().map(MetadataServlet::of);
  }

  /// A filter whose refusals are answered with [Refusal#problem()].
  ///
  /// @param authenticator who may pass
  public static AuthenticationFilter of(Authenticator<? extends Object> authenticator) {
    return of(authenticator, AuthenticationFilter::answerProblem);
  }

  /// A filter of an application whose errors have a shape of their own.
  public static AuthenticationFilter of(
      Authenticator<? extends Object> authenticator, Refused refused) {
    return new AuthenticationFilter(authenticator, refused);
  }

  /// Adds it to an application, for requests of these paths, whichever way they come: also those
  /// that another servlet forwards, but for error pages. The metadata of the API, to which its
  /// challenges point, are published once for all filters of it (RFC 9728 §3), unless the
  /// application has published some that say more, by [MetadataServlet#publish], before.
  ///
  /// It stands in front of the filters that the application declares, and behind those that were
  /// added before.
  ///
  /// @param context which is being initialized
  /// @param urlPatterns such as `/*` or `/v1/playlists/*`
  /// @throws IllegalArgumentException for no pattern
  /// @throws IllegalStateException when there is a filter for the same patterns already, or
  ///   metadata of another API or another servlet where those of the API belong, or the application
  ///   is initialized
  public void addTo(ServletContext context, String... urlPatterns) {
    if (urlPatterns.length == 0) {
      throw new IllegalArgumentException("Which paths are to be protected? All of them are /*.");
    }
    String name = AuthenticationFilter.class.getName() + " " + String.join(" ", urlPatterns);
    FilterRegistration.Dynamic registration = context.addFilter(name, this);
    if (registration == null) {
      throw new IllegalStateException("There is such a filter already: " + name);
    }
    registration.setAsyncSupported(true);
    // An error before this filter, such as 429, is no reason to ask for a token.
    registration.addMappingForUrlPatterns(
        EnumSet.complementOf(EnumSet.of(DispatcherType.ERROR)), false, urlPatterns);
    authenticator.metadata().ifPresent(told -> MetadataServlet.publishOnce(context, told));
  }

  /// Who sent a request that passed.
  ///
  /// @param type `VerifiedToken.class` behind a `ResourceServer`
  /// @return empty when the request passed no such filter
  public static <P> Optional<P> principal(ServletRequest request, Class<P> type) {
    return Optional.ofNullable(request.getAttribute(PRINCIPAL))
        .filter(type::isInstance)
        .map(type::cast);
  }

  /// The token of a request that passed a filter of a `ResourceServer`.
  ///
  /// @throws IllegalStateException when it passed none: nobody looked for a token
  public static VerifiedToken token(ServletRequest request) {
    return principal(request, VerifiedToken.class)
        .orElseThrow(() ->
            new IllegalStateException(
                "Nobody looked for a token in this request; map an AuthenticationFilter of a"
                    + " ResourceServer to its path."));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("This filter is for HTTP.");
    }
    Optional<MetadataServlet> document = metadata.filter(m -> m.isAskedFor(http));
    if (document.isPresent()) {
      document.get().service(request, response);
      return;
    }
    Optional<Object> before = Passed.as(http, this);
    if (before.isPresent()) {
      http.setAttribute(PRINCIPAL, before.get());
      chain.doFilter(request, response);
      return;
    }
    Outcome<? extends Object> outcome = authenticator.authenticate(resourceRequest(http));
    if (outcome instanceof Outcome.Accepted<?> known) {
      http.setAttribute(PRINCIPAL, known.principal());
      Passed.remember(http, this, known.principal());
      setHeaders(answer, known.headers());
      chain.doFilter(request, response);
    } else if (outcome instanceof Outcome.Refused<?> unknown) {
      Refusal refusal = unknown.refusal();
      answer.setStatus(refusal.status());
      setHeaders(answer, refusal.headers());
      refused.handle(http, answer, refusal);
    }
  }

  /// A request as the library takes it, for adapters to what stands on servlets. Asked for again,
  /// by an inner filter or at another dispatch, it is the same request.
  public static ResourceRequest resourceRequest(HttpServletRequest request) {
    ResourceRequest now =
        new ResourceRequest(
            request.getMethod(),
            target(request),
            name -> headers(request, name),
            connection(request));
    if (request.getAttribute(REQUEST) instanceof ResourceRequest before) {
      return now.sameAs(before);
    }
    request.setAttribute(REQUEST, now);
    return now;
  }

  /// Sets what an outcome or refusal says, for adapters to what stands on servlets, in the place of
  /// what an outer filter said of the same: a client that is told two nonces has none (RFC 9449
  /// §8.2).
  ///
  /// @param headers [Outcome.Accepted#headers] or [Refusal#headers], with all values of each
  public static void setHeaders(HttpServletResponse response, Map<String, List<String>> headers) {
    headers.forEach((name, values) -> {
      values.stream().limit(1).forEach(value -> response.setHeader(name, value));
      values.stream().skip(1).forEach(value -> response.addHeader(name, value));
    });
  }

  /// As the client sent it, which may have proved its key for just that, whoever handed it over
  /// since. Jakarta Servlet §9.4.2, §9.7.2.
  private static String target(HttpServletRequest request) {
    return asked(request, AsyncContext.ASYNC_REQUEST_URI, AsyncContext.ASYNC_QUERY_STRING)
        .or(() ->
            asked(
                request,
                RequestDispatcher.FORWARD_REQUEST_URI,
                RequestDispatcher.FORWARD_QUERY_STRING))
        .orElseGet(() -> withQuery(request.getRequestURI(), request.getQueryString()));
  }

  private static Optional<String> asked(HttpServletRequest request, String uri, String query) {
    return Optional.ofNullable(request.getAttribute(uri))
        .map(asked -> withQuery(asked, request.getAttribute(query)));
  }

  private static String withQuery(Object path, @Nullable Object query) {
    return query == null ? path.toString() : path + "?" + query;
  }

  /// A container has no address for what came in by a Unix domain socket.
  private static Connection connection(HttpServletRequest request) {
    return new Connection(Optional.ofNullable(request.getRemoteAddr()), Optional.empty())
        .showing(certificates(request));
  }

  /// A container may hide headers, and says so with null.
  static List<String> headers(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    return values == null ? List.of() : Collections.list(values);
  }

  /// Jakarta Servlet §3.10.
  private static List<X509Certificate> certificates(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
        ? List.of(chain)
        : List.of();
  }

  private static void answerProblem(
      HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    byte[] body = refusal.problem().bytes();
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}

package dev.mapae.resourceserver.servlet;

import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Connection;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

/// A filter that answers refused requests itself and lets the accepted ones pass, with who sent
/// them as a request attribute.
///
/// Several may stand in a chain, one for all of an API and one with a
/// [dev.mapae.resourceserver.Requirement] for a part of it, made of the same `ResourceServer`: a
/// DPoP proof is spent once for the request.
///
/// Mapped to the whole server (`/*`) it also answers the metadata of the API (RFC 9728 §3), to
/// everybody. Where it is mapped to a part, [MetadataServlet#publish] does.
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
    Outcome<? extends Object> outcome = authenticator.authenticate(resourceRequest(http));
    if (outcome instanceof Outcome.Accepted<?> known) {
      http.setAttribute(PRINCIPAL, known.principal());
      known.headers().forEach((name, values) -> values.forEach(v -> answer.addHeader(name, v)));
      chain.doFilter(request, response);
    } else if (outcome instanceof Outcome.Refused<?> unknown) {
      Refusal refusal = unknown.refusal();
      answer.setStatus(refusal.status());
      refusal.headers().forEach((name, values) -> values.forEach(v -> answer.addHeader(name, v)));
      refused.handle(http, answer, refusal);
    }
  }

  /// A request as the library takes it, for adapters to what stands on servlets. Asked for again,
  /// by an inner filter or at another dispatch, it is the same request.
  public static ResourceRequest resourceRequest(HttpServletRequest request) {
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    ResourceRequest now =
        new ResourceRequest(
            request.getMethod(),
            request.getRequestURI() + query,
            name -> headers(request, name),
            connection(request));
    if (request.getAttribute(REQUEST) instanceof ResourceRequest before) {
      return now.sameAs(before);
    }
    request.setAttribute(REQUEST, now);
    return now;
  }

  /// A container has no address for what came in by a Unix domain socket.
  private static Connection connection(HttpServletRequest request) {
    return new Connection(Optional.ofNullable(request.getRemoteAddr()), Optional.empty())
        .showing(certificates(request));
  }

  /// A container may hide headers, and says so with null.
  private static List<String> headers(HttpServletRequest request, String name) {
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

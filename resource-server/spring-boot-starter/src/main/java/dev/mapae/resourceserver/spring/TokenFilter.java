package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/// Hands the token of a request on as who sent it, and refuses one that is no good.
final class TokenFilter extends OncePerRequestFilter {
  /// Schemes that no browser sends by itself, as it does `Basic` and `Negotiate`.
  private static final Pattern OURS = Pattern.compile("(?i)(Bearer|DPoP)( .*)?");

  private final ResourceServer api;
  private final Refusals refusals;
  private final RequestAttributeSecurityContextRepository contexts =
      new RequestAttributeSecurityContextRepository();

  TokenFilter(ResourceServer api, Refusals refusals) {
    this.api = api;
    this.refusals = refusals;
  }

  /// Whether a request has a token, good or not.
  static boolean hasToken(HttpServletRequest request) {
    String credentials = request.getHeader("Authorization");
    return credentials != null && OURS.matcher(credentials).matches();
  }

  /// Whether a request is of a client that knows what to do with a challenge: one with a token, or
  /// one for anything but a page. A browser that goes to a page names HTML. Few programs do;
  /// `HttpURLConnection` does unless it is told otherwise, and counts as a browser then.
  static boolean isOfClient(HttpServletRequest request) {
    return hasToken(request)
        || "XMLHttpRequest".equals(request.getHeader("X-Requested-With"))
        || Collections.list(request.getHeaders("Accept")).stream()
            .noneMatch(accept -> accept.toLowerCase(Locale.ROOT).contains("text/html"));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Outcome<VerifiedToken> outcome =
        api.authenticate(AuthenticationFilter.resourceRequest(request));
    if (outcome instanceof Outcome.Accepted<VerifiedToken> known) {
      AuthenticationFilter.setHeaders(response, known.headers());
      letIn(known.principal(), request, response, chain);
    } else if (outcome instanceof Outcome.Refused<VerifiedToken> unknown) {
      // Without an error there was no token, and the rules say whether one is needed.
      if (unknown.refusal().error().isEmpty()) {
        chain.doFilter(request, response);
      } else {
        refusals.answer(request, response, unknown.refusal());
      }
    }
  }

  private void letIn(
      VerifiedToken token,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(TokenAuthentication.of(token, api.clock()));
    SecurityContextHolder.setContext(context);
    // For the dispatches that follow, such as that of an error page.
    contexts.saveContext(context, request, response);
    chain.doFilter(request, response);
  }
}

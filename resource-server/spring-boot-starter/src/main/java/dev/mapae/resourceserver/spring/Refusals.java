package dev.mapae.resourceserver.spring;

import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ExpressionAuthorizationDecision;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/// Answers what the rules of an application refuse, with the challenges of the library. RFC 6750
/// §3.
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  private static final String PREFIX = "SCOPE_";

  /// The one rule of `@PreAuthorize` that says for sure which scope would do.
  private static final Pattern NEEDS_SCOPE =
      Pattern.compile("has(?:Any)?Authority\\('SCOPE_([^']+)'\\)");

  private final ResourceServer api;
  private final AuthenticationFilter.Refused refused;

  Refusals(ResourceServer api, AuthenticationFilter.Refused refused) {
    this.api = api;
    this.refused = refused;
  }

  /// Nobody sent the request, and the rules ask for somebody.
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
      throws IOException, ServletException {
    answer(request, response, api.unauthenticated());
  }

  /// Somebody sent it, and the rules do not allow it; or nobody did, and a page of another site
  /// might have.
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem)
      throws IOException, ServletException {
    if (problem instanceof CsrfException && isOfNobody(request)) {
      answer(request, response, api.unauthenticated());
      return;
    }
    if (problem instanceof AuthorizationDeniedException denied
        && denied.getAuthorizationResult() instanceof Requirements.Lacking lacking) {
      answer(
          request,
          response,
          api.lacking(AuthenticationFilter.resourceRequest(request), lacking.error()));
      return;
    }
    Scope enough =
        problem instanceof AuthorizationDeniedException denied
            ? scope(denied.getAuthorizationResult())
            : Scope.empty();
    answer(request, response, api.forbidden(AuthenticationFilter.resourceRequest(request), enough));
  }

  private static boolean isOfNobody(HttpServletRequest request) {
    return request.getHeader("Authorization") == null
        && SecurityContextHolder.getContext().getAuthentication() == null;
  }

  private static Scope scope(AuthorizationResult result) {
    if (result instanceof AuthorityAuthorizationDecision decision) {
      List<String> authorities =
          decision.getAuthorities().stream()
              .flatMap(authority -> Stream.ofNullable(authority.getAuthority()))
              .toList();
      // Any one of several would do, and a challenge can only ask for all.
      return authorities.size() == 1 && authorities.get(0).startsWith(PREFIX)
          ? Scope.of(authorities.get(0).substring(PREFIX.length()))
          : Scope.empty();
    }
    if (result instanceof ExpressionAuthorizationDecision decision) {
      Matcher rule = NEEDS_SCOPE.matcher(decision.getExpression().getExpressionString());
      return rule.matches() ? Scope.of(rule.group(1)) : Scope.empty();
    }
    return Scope.empty();
  }

  /// Sets the status and the headers of a refusal, and leaves the body to the application.
  void answer(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException, ServletException {
    response.setStatus(refusal.status());
    AuthenticationFilter.setHeaders(response, refusal.headers());
    refused.handle(request, response, refusal);
  }

  /// The body where the application has no other: the problem of the refusal.
  static void answerProblem(
      HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    byte[] body = refusal.problem().bytes();
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}

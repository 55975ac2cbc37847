package dev.mapae.resourceserver.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which filters a request has passed, and as whom: the dispatches that follow are part of it. A
/// token that expires while it is worked on would refuse what is done.
final class Passed {
  private static final String NAME = Passed.class.getName();

  private final Map<AuthenticationFilter, As> filters = new HashMap<>();

  /// @param credentials since whoever dispatches a request may have put those of somebody else in
  private record As(Object principal, List<String> credentials) {}

  private Passed() {}

  /// Who the request passed this very filter as, with the credentials that it has now.
  static Optional<Object> as(HttpServletRequest request, AuthenticationFilter filter) {
    return request.getAttribute(NAME) instanceof Passed passed
        ? Optional.ofNullable(passed.filters.get(filter))
            .filter(before -> before.credentials().equals(credentials(request)))
            .map(As::principal)
        : Optional.empty();
  }

  static void remember(HttpServletRequest request, AuthenticationFilter filter, Object principal) {
    Passed passed = request.getAttribute(NAME) instanceof Passed before ? before : new Passed();
    passed.filters.put(filter, new As(principal, credentials(request)));
    request.setAttribute(NAME, passed);
  }

  private static List<String> credentials(HttpServletRequest request) {
    return AuthenticationFilter.headers(request, "Authorization");
  }
}

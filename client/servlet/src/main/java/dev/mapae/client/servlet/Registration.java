package dev.mapae.client.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;

/// Puts a filter in front of everything, and sees to the cookie of the session, whoever has which
/// is signed in. RFC 6265 §4.1.2, RFC 10017 §6.1.3.2.
final class Registration {
  private static final String SAME_SITE = "SameSite";

  private Registration() {}

  /// @param login whose redirect URI tells the origin by which browsers know the application
  /// @throws IllegalStateException where no request for the document of the client comes to it
  static void add(ServletContext context, Filter filter, WebLogin login) {
    login.document().ifPresent(d -> ClientDocumentServlet.path(context, d.clientId()));
    URI redirectUri = login.flow().redirectUri();
    FilterRegistration.Dynamic registration =
        Optional.ofNullable(
                context.addFilter(filter.getClass().getSimpleName() + " " + redirectUri, filter))
            .orElseThrow(() -> new IllegalStateException("It has been added before."));
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    SessionCookieConfig cookie = context.getSessionCookieConfig();
    cookie.setHttpOnly(true);
    if (cookie.getAttribute(SAME_SITE) == null) {
      // With Strict it would not come along when the person comes back from the server.
      cookie.setAttribute(SAME_SITE, "Lax");
    }
    if ("https".equals(redirectUri.getScheme())) {
      cookie.setSecure(true);
      if (!isNamed(cookie) && cookie.getDomain() == null && context.getContextPath().isEmpty()) {
        // No subdomain can set a cookie of such a name.
        cookie.setName("__Host-Http-session");
        cookie.setPath("/");
      }
    }
  }

  /// Some containers tell the name that it has when nobody named it. Servlet 6.1 §7.1.1.
  private static boolean isNamed(SessionCookieConfig cookie) {
    return cookie.getName() != null && !cookie.getName().equals("JSESSIONID");
  }
}

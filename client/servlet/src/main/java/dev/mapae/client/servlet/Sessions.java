package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.Client;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;

/// What the sessions of an application keep for one filter.
final class Sessions {
  private final AuthorizationCode flow;
  private final Object creating = new Object();

  Sessions(AuthorizationCode flow) {
    this.flow = flow;
  }

  /// Who is signed in.
  Optional<WebUser> user(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Optional<WebUser> user =
          Optional.ofNullable(session.getAttribute(attribute(WebUser.class)))
              .filter(WebUser.class::isInstance)
              .map(WebUser.class::cast);
      if (user.filter(WebUser::isEnded).isPresent()) {
        session.invalidate();
        return Optional.empty();
      }
      return user.filter(known -> !known.isOver());
    } catch (IllegalStateException e) {
      // Another request has just ended it.
      return Optional.empty();
    }
  }

  /// The sign-ins that are under way.
  Departures departures(HttpSession session) {
    synchronized (creating) {
      if (session.getAttribute(attribute(Departures.class)) instanceof Departures there) {
        return there;
      }
      Departures fresh = new Departures();
      session.setAttribute(attribute(Departures.class), fresh);
      return fresh;
    }
  }

  /// Lets somebody in who has just signed in.
  ///
  /// Whoever knew the session before must not be in it now: neither by its id, nor by an answer
  /// that somebody else began to ask for in it, nor in what was kept there for somebody else.
  HttpSession enter(WebUser user, HttpServletRequest request, HttpSession before) {
    try {
      boolean another =
          before.getAttribute(attribute(WebUser.class)) instanceof WebUser other
              && !other.getName().equals(user.getName());
      if (!another) {
        request.changeSessionId();
        before.removeAttribute(attribute(Departures.class));
        before.setAttribute(attribute(WebUser.class), user);
        return before;
      }
    } catch (IllegalStateException e) {
      // It ended while the server was asked, by a sign-out in another tab for one.
    }
    end(before);
    HttpSession fresh = request.getSession();
    fresh.setAttribute(attribute(WebUser.class), user);
    return fresh;
  }

  /// Ends a session, unless another request has.
  static void end(HttpSession session) {
    try {
      session.invalidate();
    } catch (IllegalStateException e) {
      // It is what was wanted.
    }
  }

  /// A name for what the session keeps for this filter. RFC 9700 §4.4: what another filter, of
  /// another server, client or redirect URI, was told says nothing here.
  private String attribute(Class<?> kind) {
    Client client = flow.client();
    return String.join(
        " ",
        kind.getName(),
        client.server().issuer(),
        client.clientId(),
        flow.redirectUri().toString());
  }
}

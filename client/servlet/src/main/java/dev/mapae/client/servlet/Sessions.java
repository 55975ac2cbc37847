package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.protocol.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What the sessions of an application keep for one filter.
final class Sessions {
  /// Where a session has the seconds that it would last without requests, had it not been made for
  /// somebody who may never come back. In some containers that is for ever.
  private static final String LIFETIME = Sessions.class.getName() + ".lifetime";

  /// For as long as somebody who has not signed in is waited for, unless the container waits less.
  /// Everybody can make such a session by a request, so that it must not be there for long; but who
  /// has to find a second factor, or an e-mail, takes their time.
  private static final int LONGEST_WAY = 1800;

  /// Of a session that would last for ever, as those of some containers do.
  private static final int STANDARD_LIFETIME = 1800;

  /// What belongs to whom. RFC 9700 §4.4: what another filter, of another server, client or
  /// redirect URI, was told says nothing here, nor does a sign-in that was asked for otherwise,
  /// with another `acr_values` for one.
  private final String owner;

  private final Object creating = new Object();

  Sessions(AuthorizationCode flow, AuthorizationOptions options) {
    Client client = flow.client();
    this.owner =
        Json.write(
            List.of(
                client.server().issuer(),
                client.clientId(),
                flow.redirectUri().toString(),
                options.scope().toString(),
                options.resources(),
                options.maxAge().map(Duration::toString).orElse(""),
                options.others()));
  }

  /// Who is signed in.
  Optional<WebUser> user(HttpServletRequest request) {
    return known(request).filter(known -> !known.isOver());
  }

  /// Who is signed in, or was until their tokens were over: they may still sign out.
  Optional<WebUser> known(HttpServletRequest request) {
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
        end(session);
        return Optional.empty();
      }
      return user;
    } catch (IllegalStateException e) {
      // Another request has just ended it.
      return Optional.empty();
    }
  }

  /// The session of somebody who sets out to sign in.
  HttpSession begun(HttpServletRequest request) {
    HttpSession session = request.getSession();
    int lifetime = session.getMaxInactiveInterval();
    if (session.isNew() && (lifetime <= 0 || lifetime > LONGEST_WAY)) {
      session.setAttribute(LIFETIME, lifetime);
      session.setMaxInactiveInterval(LONGEST_WAY);
    }
    return session;
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
        forgetDepartures(before);
        if (before.getAttribute(LIFETIME) instanceof Integer lifetime) {
          before.setMaxInactiveInterval(lifetime);
          before.removeAttribute(LIFETIME);
        }
        bound(before);
        before.setAttribute(attribute(WebUser.class), user);
        return before;
      }
    } catch (IllegalStateException e) {
      // It ended while the server was asked, by a sign-out in another tab for one.
    }
    end(before);
    HttpSession fresh = request.getSession();
    // A container may give it the id that came, where another application of the host has a session
    // by it.
    request.changeSessionId();
    bound(fresh);
    fresh.setAttribute(attribute(WebUser.class), user);
    return fresh;
  }

  private static void bound(HttpSession session) {
    if (session.getMaxInactiveInterval() <= 0) {
      session.setMaxInactiveInterval(STANDARD_LIFETIME);
    }
  }

  /// Those of other filters too: whoever began them may not be who signed in now.
  private static void forgetDepartures(HttpSession session) {
    Collections.list(session.getAttributeNames()).stream()
        .filter(name -> name.startsWith(Departures.class.getName()))
        .forEach(session::removeAttribute);
  }

  /// Everybody who is in a session, by whatever filter.
  static List<WebUser> users(HttpSession session) {
    try {
      return Collections.list(session.getAttributeNames()).stream()
          .map(session::getAttribute)
          .filter(WebUser.class::isInstance)
          .map(WebUser.class::cast)
          .toList();
    } catch (IllegalStateException e) {
      // Another request has just ended it.
      return List.of();
    }
  }

  /// Ends a session, unless another request has.
  static void end(HttpSession session) {
    try {
      session.invalidate();
    } catch (IllegalStateException e) {
      // It is what was wanted.
    }
  }

  /// A name for what the session keeps for this filter.
  private String attribute(Class<?> kind) {
    return kind.getName() + " " + owner;
  }
}

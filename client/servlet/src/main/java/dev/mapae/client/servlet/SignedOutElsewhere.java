package dev.mapae.client.servlet;

import dev.mapae.client.BackChannelLogout;
import dev.mapae.client.BackChannelLogout.Outcome;
import dev.mapae.client.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/// Ends the sessions of this process when the server says that somebody signed out elsewhere. OIDC
/// Back-Channel Logout §2.5, §2.8. All filters of one client in an application share one.
final class SignedOutElsewhere {
  private static final int MAX_BODY = 64 * 1024;

  /// The newest sign-outs, of which one may overtake the ID token that it is about.
  private static final int MAX_KEPT = 1000;

  private final BackChannelLogout logout;

  /// A session that is gone takes its person along.
  private final Set<WebUser> users = Collections.newSetFromMap(new WeakHashMap<>());

  private final Deque<Outcome.SignedOut> obeyed = new ArrayDeque<>();

  SignedOutElsewhere(BackChannelLogout logout) {
    this.logout = logout;
  }

  /// The one of a client, which has one `backchannel_logout_uri` however many filters it has.
  static SignedOutElsewhere of(ServletContext context, Client client) {
    String name =
        SignedOutElsewhere.class.getName()
            + " "
            + Json.write(List.of(client.server().issuer(), client.clientId()));
    synchronized (SignedOutElsewhere.class) {
      if (context.getAttribute(name) instanceof SignedOutElsewhere there) {
        return there;
      }
      SignedOutElsewhere fresh = new SignedOutElsewhere(client.backChannelLogout());
      context.setAttribute(name, fresh);
      return fresh;
    }
  }

  /// Remembers somebody who signs in, to end the session when they sign out elsewhere.
  ///
  /// @return whether they have not done so already, while the ID token was on its way
  synchronized boolean admit(WebUser user) {
    if (obeyed.stream().anyMatch(gone -> isMeant(user, gone))) {
      return false;
    }
    users.add(user);
    return true;
  }

  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    Outcome outcome = outcome(request.getInputStream().readNBytes(MAX_BODY + 1));
    if (outcome instanceof Outcome.Refused refused) {
      request.getServletContext().log("sign-out elsewhere: " + refused.description());
    } else if (outcome instanceof Outcome.Later later) {
      request.getServletContext().log("sign-out elsewhere: " + later.description());
      response.setHeader("Retry-After", "5");
    }
    response.setStatus(outcome.status());
  }

  private Outcome outcome(byte[] body) {
    if (body.length > MAX_BODY) {
      return new Outcome.Refused("The body is longer than " + MAX_BODY + " bytes.");
    }
    try {
      return logout.receive(Parameters.parse(new String(body, StandardCharsets.UTF_8)), this::end);
    } catch (ProtocolException e) {
      return new Outcome.Refused("The body is no form.");
    }
  }

  private synchronized void end(Outcome.SignedOut gone) {
    obeyed.addLast(gone);
    if (obeyed.size() > MAX_KEPT) {
      obeyed.removeFirst();
    }
    users.stream().filter(user -> isMeant(user, gone)).forEach(WebUser::end);
  }

  /// By the clock of the server alone, which says both times, in whole seconds.
  private static boolean isYounger(WebUser user, Outcome.SignedOut gone) {
    return user.idToken().claims().get("iat") instanceof Number issuedAt
        && issuedAt.longValue() > gone.issuedAt().getEpochSecond();
  }

  /// Without `sid` it is all sessions of the person. OIDC Back-Channel Logout §2.6. Who signed in
  /// again after it is not meant then by what was long on its way; a session that is named has
  /// ended, whenever its tokens came. A session whose name nobody told is known by its person
  /// alone. OIDC Back-Channel Logout §2.7.
  private static boolean isMeant(WebUser user, Outcome.SignedOut gone) {
    Optional<String> sid = user.idToken().string("sid");
    boolean byName = gone.sessionId().isPresent() && (sid.isPresent() || gone.subject().isEmpty());
    return gone.subject().filter(subject -> !subject.equals(user.getName())).isEmpty()
        && (byName ? gone.sessionId().equals(sid) : !isYounger(user, gone));
  }
}

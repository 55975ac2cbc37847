package dev.mapae.client.servlet;

import dev.mapae.client.BackChannelLogout;
import dev.mapae.client.BackChannelLogout.Outcome;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/// Ends the sessions of this process when the server says that somebody signed out elsewhere. OIDC
/// Back-Channel Logout §2.5, §2.8.
final class SignedOutElsewhere {
  private static final int MAX_BODY = 64 * 1024;

  private final BackChannelLogout logout;

  /// A session that is gone takes its person along.
  private final Set<WebUser> users =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  SignedOutElsewhere(BackChannelLogout logout) {
    this.logout = logout;
  }

  void remember(WebUser user) {
    users.add(user);
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

  private void end(Outcome.SignedOut gone) {
    List<WebUser> known;
    synchronized (users) {
      known = List.copyOf(users);
    }
    known.stream().filter(user -> isMeant(user, gone)).forEach(WebUser::end);
  }

  /// Without `sid` it is all sessions of the person. OIDC Back-Channel Logout §2.6.
  private static boolean isMeant(WebUser user, Outcome.SignedOut gone) {
    return gone.subject().filter(subject -> !subject.equals(user.getName())).isEmpty()
        && (gone.sessionId().isEmpty() || gone.sessionId().equals(user.idToken().string("sid")));
  }
}

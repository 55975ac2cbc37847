package dev.mapae.resourceserver.mcp;

import dev.mapae.protocol.Recent;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Optional;

/// Whose the sessions of a transport are, which keeps them by their id alone: whoever learned one
/// could listen, answer and end it in the place of somebody else. MCP, Security Best Practices,
/// Session Hijacking.
///
/// Those that were used the longest time ago are forgotten. A session that is not known here is
/// none: its host begins another one.
final class SessionOwners {
  private static final String SESSION_ID = "Mcp-Session-Id";

  /// In characters of their ids, some 25,000 of them at the least.
  private static final int CAPACITY = 1_000_000;

  /// Another token of the same person and client is as good as the first.
  private record Owner(String issuer, String subject, Optional<String> clientId) {
    static Owner of(VerifiedToken token) {
      return new Owner(token.issuer(), token.subject(), token.clientId());
    }
  }

  private final Recent<Owner> owners = new Recent<>(CAPACITY);

  /// Whether a request is for no session, or for one of its own.
  boolean allow(HttpServletRequest request, VerifiedToken token) {
    String id = request.getHeader(SESSION_ID);
    return id == null || owners.find(id).filter(Owner.of(token)::equals).isPresent();
  }

  /// The response, from which it is seen whose a session is that begins with it.
  HttpServletResponse watched(HttpServletResponse response, VerifiedToken token) {
    return new HttpServletResponseWrapper(response) {
      @Override
      public void setHeader(String name, String value) {
        note(name, value);
        super.setHeader(name, value);
      }

      @Override
      public void addHeader(String name, String value) {
        note(name, value);
        super.addHeader(name, value);
      }

      private void note(String name, String value) {
        if (SESSION_ID.equalsIgnoreCase(name)) {
          owners.keep(value, Owner.of(token));
        }
      }
    };
  }
}

package dev.mapae.resourceserver.mcp;

import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The ids of sessions as hosts have them: that of the transport, and behind a dot the MAC of it
/// and of whose it is. The transport keeps sessions by their id alone, and whoever learned one
/// could listen, answer and end it in the place of somebody else. MCP, Security Best Practices,
/// Session Hijacking.
///
/// Nothing is kept, so that nobody can have the sessions of others forgotten. The key is that of
/// the process, as the sessions are.
final class SessionIds {
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private final SecretKeySpec key;

  SessionIds() {
    byte[] random = new byte[KEY_LENGTH];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
  }

  /// What a host is given for an id of the transport.
  String given(String id, VerifiedToken token) {
    return id + "." + mac(id, token);
  }

  /// The id of the transport.
  ///
  /// @param given what a host sent
  /// @return empty for a session that is not of this process, person and client
  Optional<String> own(String given, VerifiedToken token) {
    int dot = given.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String id = given.substring(0, dot);
    byte[] mac = given.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(mac, mac(id, token).getBytes(StandardCharsets.UTF_8))
        ? Optional.of(id)
        : Optional.empty();
  }

  /// Another token of the same person and client is as good as the first.
  private String mac(String id, VerifiedToken token) {
    String owned =
        Json.write(
            List.of(
                id,
                token.issuer(),
                token.subject(),
                token.clientId().map(List::of).orElse(List.of())));
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(owned.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has HmacSHA256.", e);
    }
  }

  /// The request with the id that the transport knows.
  ///
  /// @return empty for one that is for a session of somebody else, or for none that there is
  Optional<HttpServletRequest> opened(HttpServletRequest request, VerifiedToken token) {
    List<String> sent = Collections.list(request.getHeaders(SESSION_ID));
    if (sent.isEmpty()) {
      return Optional.of(request);
    }
    return sent.size() > 1
        ? Optional.empty()
        : own(sent.get(0), token).map(id -> new Opened(request, id));
  }

  private static final class Opened extends HttpServletRequestWrapper {
    private final String id;

    Opened(HttpServletRequest request, String id) {
      super(request);
      this.id = id;
    }

    @Override
    public String getHeader(String name) {
      return SESSION_ID.equalsIgnoreCase(name) ? id : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return SESSION_ID.equalsIgnoreCase(name)
          ? Collections.enumeration(List.of(id))
          : super.getHeaders(name);
    }
  }

  /// The response, in which an id that the transport gives becomes the host's.
  HttpServletResponse closed(HttpServletResponse response, VerifiedToken token) {
    return new HttpServletResponseWrapper(response) {
      @Override
      public void setHeader(String name, String value) {
        super.setHeader(name, shown(name, value));
      }

      @Override
      public void addHeader(String name, String value) {
        super.addHeader(name, shown(name, value));
      }

      private String shown(String name, String value) {
        return SESSION_ID.equalsIgnoreCase(name) ? given(value, token) : value;
      }
    };
  }
}

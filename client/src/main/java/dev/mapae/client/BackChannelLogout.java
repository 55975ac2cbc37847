package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes what the authorization server posts when somebody signed out elsewhere. OIDC Back-Channel
/// Logout §2.5, §2.6.
///
/// One instance for each client, shared by all threads: it remembers which logout tokens came, as
/// long as they are good, so that none ends a session twice. Other processes remember their own.
public final class BackChannelLogout {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String NAME = "logout token";
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_ID = 255;

  /// What a post means, and with which status it is answered (§2.8), with `Cache-Control: no-store`
  /// and no body.
  public sealed interface Outcome {
    /// The status of the answer.
    int status();

    /// The sessions that have to be ended now: the one with this `sid`, or without `sid` all of
    /// this person. It is no error if there is none.
    ///
    /// @param subject `sub`
    /// @param sessionId `sid`, as in the ID tokens of the session
    record SignedOut(Optional<String> subject, Optional<String> sessionId) implements Outcome {
      @Override
      public int status() {
        return 200;
      }
    }

    /// This is no logout token, or came before: nothing is to be done.
    ///
    /// @param description for the log of the application
    record Refused(String description) implements Outcome {
      @Override
      public int status() {
        return 400;
      }
    }

    /// The keys of the server cannot be had now; it may try again.
    record Later(String description) implements Outcome {
      @Override
      public int status() {
        return 503;
      }
    }
  }

  private final Client client;
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  BackChannelLogout(Client client) {
    this.client = client;
  }

  /// Validates a post.
  ///
  /// @param form the parameters of its body
  public Outcome receive(Parameters form) {
    try {
      return validate(form.required("logout_token"));
    } catch (ProtocolException e) {
      return new Outcome.Refused("There is not one logout_token.");
    } catch (ClientException e) {
      return e.error() instanceof ClientError.Untrusted
          ? new Outcome.Refused(e.error().description())
          : new Outcome.Later(e.error().description());
    }
  }

  private Outcome validate(String serialized) {
    IdTokenPolicy policy = client.idTokenPolicy();
    ServerJwt token =
        client
            .jwts()
            .verify(
                serialized,
                new ServerJwts.Kind(
                    NAME,
                    policy.algorithm(),
                    Set.of("logout+jwt", "jwt"),
                    policy.leeway(),
                    "IdTokenPolicy.withAlgorithm"));
    token.check(
        token.time("exp").isPresent() && token.time("iat").isPresent(), "exp or iat is missing");
    Set<String> audiences = token.audiences();
    token.check(audiences.contains(client.clientId()), "aud does not name this client");
    token.check(
        audiences.stream()
            .allMatch(a -> a.equals(client.clientId()) || policy.trustedAudiences().contains(a)),
        "aud names others whom this client does not trust");
    token.check(
        token.claims().get("events") instanceof Map<?, ?> events
            && events.get(EVENT) instanceof Map<?, ?>,
        "it tells of no sign-out");
    // §2.4: so that no ID token passes for one.
    token.check(!token.claims().containsKey("nonce"), "it has a nonce");
    Optional<String> subject = id(token, "sub");
    Optional<String> sessionId = id(token, "sid");
    token.check(subject.isPresent() || sessionId.isPresent(), "it has neither sub nor sid");
    Optional<String> jti = id(token, "jti");
    token.check(jti.isPresent(), "jti is missing");
    token.check(isNew(jti.get(), token, policy), "it came before");
    return new Outcome.SignedOut(subject, sessionId);
  }

  private static Optional<String> id(ServerJwt token, String name) {
    Optional<String> value = token.string(name);
    token.check(
        value.isPresent() == token.claims().containsKey(name)
            && value.filter(v -> v.isEmpty() || v.length() > MAX_ID).isEmpty(),
        name + " is unusable");
    return value;
  }

  private boolean isNew(String jti, ServerJwt token, IdTokenPolicy policy) {
    Instant end = token.time("exp").orElseThrow().plus(policy.leeway());
    synchronized (seen) {
      seen.values().removeIf(other -> !token.now().isBefore(other));
      if (seen.putIfAbsent(jti, end) != null) {
        return false;
      }
      Iterator<String> oldest = seen.keySet().iterator();
      if (seen.size() > MAX_REMEMBERED) {
        oldest.next();
        oldest.remove();
      }
      return true;
    }
  }
}

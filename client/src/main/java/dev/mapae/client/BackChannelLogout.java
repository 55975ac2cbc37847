package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes what the authorization server posts when somebody signed out elsewhere. OIDC Back-Channel
/// Logout §2.5, §2.6.
///
/// One instance for each client, shared by all threads: it remembers which logout tokens were
/// obeyed, as long as they are good, so that none ends a session twice. Other processes remember
/// their own.
public final class BackChannelLogout {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String NAME = "logout token";
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_ID = 255;

  /// §2.4 recommends two minutes. One that was captured could be sent again after a restart, when
  /// nobody remembers it.
  private static final Duration MAX_AGE = Duration.ofHours(1);

  /// What a post means, and with which status it is answered (§2.8), with `Cache-Control: no-store`
  /// and no body.
  public sealed interface Outcome {
    /// The status of the answer.
    int status();

    /// The sessions that had to be ended: the one with this `sid`, or without `sid` all of this
    /// person. It is no error if there is none.
    ///
    /// @param subject `sub`
    /// @param sessionId `sid`, as in the ID tokens of the session
    /// @param issuedAt `iat`: without `sid`, ID tokens that are no younger are of sessions that
    ///   have ended, also where they arrive only after this; with it, all of that `sid` are
    record SignedOut(Optional<String> subject, Optional<String> sessionId, Instant issuedAt)
        implements Outcome {
      @Override
      public int status() {
        return 200;
      }
    }

    /// This is no logout token, or one that was obeyed before: nothing is to be done.
    ///
    /// @param description for the log of the application
    record Refused(String description) implements Outcome {
      @Override
      public int status() {
        return 400;
      }
    }

    /// The keys of the server cannot be had now, or the same token is being obeyed just now; it may
    /// try again.
    record Later(String description) implements Outcome {
      @Override
      public int status() {
        return 503;
      }
    }
  }

  private final Client client;
  private final Map<String, Instant> obeyed = new LinkedHashMap<>();
  private final Set<String> underWay = new HashSet<>();

  BackChannelLogout(Client client) {
    this.client = client;
  }

  /// Validates a post, and ends the sessions that it names.
  ///
  /// @param form the parameters of its body
  /// @param end ends the sessions. What it throws goes on to whoever called, and the logout token
  ///   is not used up then: answer 500, and the server may send it again.
  /// @return what the post meant, when everything is done
  public Outcome receive(Parameters form, Consumer<Outcome.SignedOut> end) {
    ServerJwt token;
    try {
      token = validate(form.required("logout_token"));
    } catch (ProtocolException e) {
      return new Outcome.Refused("There is not one logout_token.");
    } catch (ClientException e) {
      return e.error() instanceof ClientError.Untrusted
          ? new Outcome.Refused(e.error().description())
          : new Outcome.Later(e.error().description());
    }
    return obey(token, end);
  }

  private Outcome obey(ServerJwt token, Consumer<Outcome.SignedOut> end) {
    String jti = token.string("jti").orElseThrow();
    Optional<Outcome> refusal = begin(jti, token.now());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Outcome.SignedOut signedOut =
        new Outcome.SignedOut(
            token.string("sub"), token.string("sid"), token.time("iat").orElseThrow());
    try {
      end.accept(signedOut);
      remember(jti, token.time("exp").orElseThrow().plus(client.idTokenPolicy().leeway()));
      return signedOut;
    } finally {
      synchronized (obeyed) {
        underWay.remove(jti);
      }
    }
  }

  private Optional<Outcome> begin(String jti, Instant now) {
    synchronized (obeyed) {
      obeyed.values().removeIf(end -> !now.isBefore(end));
      if (obeyed.containsKey(jti)) {
        return Optional.of(new Outcome.Refused("The logout token is refused: it came before."));
      }
      // A server that heard 400 would not send it again, should the first one fail.
      return underWay.add(jti)
          ? Optional.empty()
          : Optional.of(new Outcome.Later("The same logout token is being obeyed just now."));
    }
  }

  private void remember(String jti, Instant end) {
    synchronized (obeyed) {
      obeyed.put(jti, end);
      if (obeyed.size() > MAX_REMEMBERED) {
        Iterator<String> oldest = obeyed.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
  }

  private ServerJwt validate(String serialized) {
    IdTokenPolicy policy = client.idTokenPolicy();
    ServerJwt token =
        client
            .jwts()
            .verify(
                // §2.4: it may be encrypted, by the same keys as ID tokens.
                policy.decryption().openIfEncrypted(serialized, NAME),
                new ServerJwts.Kind(
                    NAME,
                    policy.algorithm(),
                    Set.of("logout+jwt", "jwt"),
                    policy.leeway(),
                    "IdTokenPolicy.withAlgorithm"));
    token.check(
        token.time("exp").isPresent() && token.time("iat").isPresent(), "exp or iat is missing");
    Duration most = MAX_AGE.plus(policy.leeway());
    token.check(
        !token.time("exp").get().isAfter(token.now().plus(most)),
        "exp lies more than an hour ahead");
    token.check(
        !token.time("iat").get().isBefore(token.now().minus(most)),
        "iat lies more than an hour back");
    token.checkAudience(client.clientId(), policy);
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
    return token;
  }

  private static Optional<String> id(ServerJwt token, String name) {
    Optional<String> value = token.string(name);
    token.check(
        value.isPresent() == token.claims().containsKey(name)
            && value.filter(v -> v.isEmpty() || v.length() > MAX_ID).isEmpty(),
        name + " is unusable");
    return value;
  }
}

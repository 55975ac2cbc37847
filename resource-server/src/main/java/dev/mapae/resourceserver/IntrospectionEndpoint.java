package dev.mapae.resourceserver;

import com.nimbusds.jose.JOSEObjectType;
import dev.mapae.protocol.EncryptedJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where an issuer tells about tokens. RFC 7662 §2.1, RFC 9701 §4, §5.
final class IntrospectionEndpoint {
  private static final String ENDPOINT = "introspection_endpoint";
  private static final JOSEObjectType TYPE = new JOSEObjectType("token-introspection+jwt");

  /// An answer is made for its question, so it is as old as the way takes.
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  /// An endpoint that fails is looked for again, since it may have moved; not at each failure, some
  /// of which are that of one token.
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private static final Duration BETWEEN_FAILED_LOOKS = Duration.ofSeconds(1);

  /// While nobody answers, one request in this time waits for it, and the others are told.
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final TrustedIssuer issuer;
  private final Introspection settings;
  private final Duration leeway;
  private final IssuerKeys keys;
  private final Fetcher fetcher;

  /// What an issuer says of a token.
  ///
  /// @param members `active` and all
  /// @param length of the answer, in bytes
  record Said(Map<String, Object> members, int length) {
    /// Tells nothing of what is said.
    @Override
    public String toString() {
      return "Said";
    }
  }

  private final ReentrantLock looking = new ReentrantLock();

  // Found out by the first who asks.
  private volatile Optional<URI> found;

  // It may have moved.
  private volatile boolean isDoubtful;

  private volatile Instant lastLook = Instant.EPOCH;

  // Guarded by this.
  private boolean isAway;
  private Instant lastTry = Instant.EPOCH;

  IntrospectionEndpoint(
      TrustedIssuer issuer,
      Introspection settings,
      Duration leeway,
      IssuerKeys keys,
      Fetcher fetcher) {
    this.issuer = issuer;
    this.settings = settings;
    this.leeway = leeway;
    this.keys = keys;
    this.fetcher = fetcher;
    this.found = settings.endpoint();
  }

  /// Asks about a token.
  ///
  /// @throws IOException when there is no answer, or none that can be believed
  Said ask(String token, InstantSource clock) throws IOException {
    takeTurn(clock.instant());
    URI uri = uri(clock);
    Instant now = clock.instant();
    Introspection.Form form =
        settings
            .credential()
            .authenticate(
                Parameters.empty().with("token", token).with("token_type_hint", "access_token"),
                issuer.issuer(),
                now);
    Map<String, String> headers = new HashMap<>(form.headers());
    headers.put(
        "Accept",
        settings.signedAnswers().isPresent()
            ? "application/" + TYPE.getType()
            : "application/json");
    try {
      byte[] answer = fetcher.post(uri, form.body().encode(), headers);
      tried(false, clock.instant());
      String text = new String(answer, StandardCharsets.UTF_8);
      Optional<Introspection.Signed> signed = settings.signedAnswers();
      return new Said(
          signed.isPresent() ? verified(opened(text.strip(), signed.get()), now) : object(text),
          answer.length);
    } catch (IOException | RuntimeException e) {
      // A fetcher may be the application's own, and fail as it likes.
      Instant failed = clock.instant();
      tried(hasNoAnswer(e), failed);
      if (settings.endpoint().isEmpty() && isOlder(lastLook, BETWEEN_LOOKS, failed)) {
        isDoubtful = true;
      }
      throw e;
    }
  }

  /// Goes on, unless the issuer was away just now.
  private synchronized void takeTurn(Instant now) throws IOException {
    if (isAway && !isOlder(lastTry, BETWEEN_TRIES, now)) {
      throw new IOException("the issuer " + issuer.issuer() + " did not answer just now");
    }
    lastTry = now;
  }

  private synchronized void tried(boolean inVain, Instant now) {
    isAway = inVain;
    lastTry = now;
  }

  /// Whether nobody is there. An answer that is an error may be that to one token.
  private static boolean hasNoAnswer(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof ConnectException
            || failure instanceof NoRouteToHostException
            || failure instanceof UnknownHostException
            || failure instanceof SocketTimeoutException
            || failure instanceof HttpTimeoutException
            || failure instanceof TimeoutException
            || hasNoAnswer(failure.getCause()));
  }

  /// Where to ask. Who knows none waits for the one who looks; the others go on with the old one.
  private URI uri(InstantSource clock) throws IOException {
    Optional<URI> known = found;
    if (known.isEmpty()) {
      looking.lock();
    } else if (!isDoubtful || !looking.tryLock()) {
      return known.get();
    }
    try {
      return look(clock);
    } finally {
      looking.unlock();
    }
  }

  private URI look(InstantSource clock) throws IOException {
    Optional<URI> known = found;
    if (known.isPresent() && !isDoubtful) {
      return known.get();
    }
    if (known.isEmpty() && !isOlder(lastLook, BETWEEN_FAILED_LOOKS, clock.instant())) {
      throw new IOException("the metadata of " + issuer.issuer() + " could not be had just now");
    }
    lastLook = clock.instant();
    isDoubtful = false;
    try {
      URI uri =
          settings.isByCertificate()
              ? IssuerMetadata.mutualTlsUri(issuer.issuer(), ENDPOINT, fetcher)
              : IssuerMetadata.uri(issuer.issuer(), ENDPOINT, fetcher);
      found = Optional.of(uri);
      return uri;
    } catch (IOException e) {
      if (known.isEmpty()) {
        throw e;
      }
      // What failed may have been one token, and the endpoint where it was.
      return known.get();
    } finally {
      lastLook = clock.instant();
    }
  }

  /// A clock that is set back must not keep us from asking.
  private static boolean isOlder(Instant time, Duration age, Instant now) {
    return Duration.between(time, now).abs().compareTo(age) >= 0;
  }

  private static Map<String, Object> object(String json) throws IOException {
    return Json.parseObject(json)
        .orElseThrow(() -> new IOException("the introspection response is no JSON object"));
  }

  /// RFC 9701 §5: nested in an encrypted one, where the API registered for that.
  private static String opened(String jwt, Introspection.Signed expected) throws IOException {
    try {
      return expected.keys().isEmpty() ? jwt : EncryptedJwt.open(jwt, expected.keys());
    } catch (EncryptedJwt.Unopened e) {
      throw new IOException("the introspection response is refused: " + e.getMessage(), e);
    }
  }

  /// RFC 9701 §5, §8.1: signed by the issuer, for this API and no other, now, and as nothing but an
  /// answer.
  private Map<String, Object> verified(String jwt, Instant now) throws IOException {
    CompactJws jws =
        CompactJws.parse(jwt)
            .filter(j -> VerificationKey.understands(j.header()))
            .filter(j -> TYPE.equals(j.header().getType()))
            .orElseThrow(() -> new IOException("the introspection response is not signed"));
    Claims claims = new Claims(jws.claims().orElse(Map.of()));
    try {
      boolean ofIssuer =
          claims.text("iss").equals(Optional.of(issuer.issuer()))
              && claims.texts("aud").contains(settings.clientId());
      Optional<Instant> made = claims.date("iat").filter(t -> isNow(t, now));
      if (!ofIssuer || made.isEmpty() || !isSigned(jws)) {
        throw new IOException("the introspection response is not one of the issuer for this API");
      }
    } catch (ProtocolException e) {
      throw new IOException("the introspection response cannot be verified", e);
    }
    if (claims.members().get("token_introspection") instanceof Map<?, ?> members) {
      Map<String, Object> said = new HashMap<>();
      members.forEach((name, value) -> said.put(String.valueOf(name), value));
      return said;
    }
    throw new IOException("the introspection response says nothing");
  }

  private boolean isNow(Instant made, Instant now) {
    return !made.isBefore(now.minus(MAX_AGE).minus(leeway)) && !made.isAfter(now.plus(leeway));
  }

  private boolean isSigned(CompactJws jws) {
    return keys.knowing(Optional.ofNullable(jws.header().getKeyID())).stream()
        .filter(key -> key.fits(jws.header()))
        .limit(JwtAccessTokens.MAX_CANDIDATES)
        .anyMatch(jws::isSignedBy);
  }
}

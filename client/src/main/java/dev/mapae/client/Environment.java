package dev.mapae.client;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Consumer;

/// What the library takes from outside: network, time and chance.
///
/// @param http must not follow redirects: a redirected token request would hand the secret to
///   whoever the answer names
/// @param clock what time it is
/// @param random where `state`, `nonce`, `code_verifier` and jitter come from
/// @param timeout the most that one request may take, from its first byte to the last of its answer
/// @param observer sees each exchange, secrets and all
public record Environment(
    HttpClient http,
    InstantSource clock,
    SecureRandom random,
    Duration timeout,
    Consumer<Exchange> observer) {

  /// @throws IllegalArgumentException for a client that follows redirects, or a timeout that is not
  ///   more than nothing
  public Environment {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("The HttpClient must not follow redirects.");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("The timeout must be positive.");
    }
  }

  /// The system's clock and randomness, an HTTP client of its own, ten seconds a request.
  public static Environment standard() {
    return new Environment(
        httpBuilder().build(),
        InstantSource.system(),
        new SecureRandom(),
        Duration.ofSeconds(10),
        exchange -> {});
  }

  static HttpClient.Builder httpBuilder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(5));
  }

  /// The same with another HTTP client (proxy, trust store, [ClientCertificate#httpClient]).
  ///
  /// @throws IllegalArgumentException when the client follows redirects
  public Environment withHttp(HttpClient other) {
    return new Environment(other, clock, random, timeout, observer);
  }

  /// The same with another clock.
  public Environment withClock(InstantSource other) {
    return new Environment(http, other, random, timeout, observer);
  }

  /// The same with another source of randomness.
  public Environment withRandom(SecureRandom other) {
    return new Environment(http, clock, other, timeout, observer);
  }

  /// The same with another time limit for each request.
  ///
  /// @throws IllegalArgumentException for one that is not more than nothing
  public Environment withTimeout(Duration other) {
    return new Environment(http, clock, random, other, observer);
  }

  /// The same with somebody who is shown each exchange with the authorization server after its
  /// answer came. The exchange holds secrets and tokens; this is for teaching and debugging.
  public Environment observedBy(Consumer<Exchange> other) {
    return new Environment(http, clock, random, timeout, other);
  }

  /// 256 random bits in base64url.
  String randomValue() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

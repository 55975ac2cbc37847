package dev.mapae.client;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The public keys of the authorization server. RFC 7517 §5, OIDC Core §10.1.1.
///
/// Fetched when first needed, kept for ten minutes, and fetched again for an unknown `kid` at most
/// twice a minute. Keys that are there survive a server that is away.
final class Jwks {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
  private static final int MAX_KEYS = 100;

  private record Fetched(List<JWK> keys, Instant at) {}

  private final Supplier<URI> location;
  private final Environment environment;
  private final Http http;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Fetched> fetched = Optional.empty();
  private Instant tried = Instant.MIN;

  Jwks(Supplier<URI> location, Environment environment) {
    this.location = location;
    this.environment = environment;
    this.http = new Http(environment);
  }

  /// The keys that may have made a signature with this header.
  ///
  /// @throws ClientException when there are no keys at all and none can be fetched
  List<JWK> candidates(JWSHeader header) {
    lock.lock();
    try {
      Instant now = environment.clock().instant();
      if (fetched.isEmpty()) {
        fetch(now);
      } else if (now.isAfter(fetched.get().at().plus(KEPT)) && mayFetch(now)) {
        refetch(now);
      }
      List<JWK> found = matching(header);
      if (found.isEmpty() && mayFetch(now)) {
        refetch(now);
        found = matching(header);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayFetch(Instant now) {
    return !now.isBefore(tried.plus(BETWEEN_FETCHES));
  }

  private void refetch(Instant now) {
    try {
      fetch(now);
    } catch (ClientException e) {
      if (e.error() instanceof ClientError.Interrupted) {
        throw e;
      }
      // The keys that are there go on serving.
    }
  }

  private void fetch(Instant now) {
    tried = now;
    Answer answer = http.get(location.get(), Optional.empty());
    if (answer.status() != 200) {
      throw ErrorAnswer.of(answer, List.of()).exception();
    }
    if (!(answer.json().get("keys") instanceof List<?> list)) {
      throw answer.invalid("is not a JWK set").exception();
    }
    fetched = Optional.of(new Fetched(parse(list), now));
  }

  private static List<JWK> parse(List<?> list) {
    List<JWK> keys = new ArrayList<>();
    for (Object item : list.subList(0, Math.min(list.size(), MAX_KEYS))) {
      if (item instanceof Map<?, ?> members) {
        try {
          @SuppressWarnings("unchecked") // JSON objects have strings for keys
          JWK key = JWK.parse((Map<String, Object>) members);
          keys.add(key);
        } catch (ParseException | IllegalArgumentException e) {
          // RFC 7517 §5: a key that is not understood is passed over.
        }
      }
    }
    return List.copyOf(keys);
  }

  private List<JWK> matching(JWSHeader header) {
    return fetched.stream()
        .flatMap(f -> f.keys().stream())
        .filter(key -> header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
        .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        .filter(key -> key.getAlgorithm() == null || same(key, header.getAlgorithm()))
        .toList();
  }

  // RFC 9864 renamed EdDSA over Ed25519; keys and tokens may disagree on the name.
  private static boolean same(JWK key, JWSAlgorithm algorithm) {
    return canonical(key.getAlgorithm().getName()).equals(canonical(algorithm.getName()));
  }

  private static String canonical(String algorithm) {
    return algorithm.equals("EdDSA") ? "Ed25519" : algorithm;
  }
}

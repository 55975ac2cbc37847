package dev.mapae.client;

import com.nimbusds.jose.JWSHeader;
import dev.mapae.protocol.VerificationKey;
import java.net.URI;
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

  private record Fetched(List<VerificationKey> keys, Instant at) {}

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
  List<VerificationKey> candidates(JWSHeader header) {
    lock.lock();
    try {
      Instant now = environment.clock().instant();
      if (fetched.isEmpty()) {
        fetch(now);
      } else if (now.isAfter(fetched.get().at().plus(KEPT)) && mayFetch(now)) {
        refetch(now);
      }
      List<VerificationKey> found = matching(header);
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
    Answer answer = http.get(location.get(), Map.of());
    if (answer.status() != 200) {
      throw ErrorAnswer.of(answer, List.of()).exception();
    }
    if (!(answer.json().get("keys") instanceof List<?> list)) {
      throw answer.invalid("is not a JWK set").exception();
    }
    fetched = Optional.of(new Fetched(parse(list), now));
  }

  /// Keys that are not understood are passed over, RFC 7517 §5.
  private static List<VerificationKey> parse(List<?> list) {
    List<VerificationKey> keys = new ArrayList<>();
    for (Object item : list.subList(0, Math.min(list.size(), MAX_KEYS))) {
      VerificationKey.parse(item).ifPresent(keys::add);
    }
    return List.copyOf(keys);
  }

  private List<VerificationKey> matching(JWSHeader header) {
    return fetched.stream()
        .flatMap(f -> f.keys().stream())
        .filter(key -> key.fits(header))
        .toList();
  }
}

package dev.mapae.client;

import dev.mapae.protocol.Json;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Proves, with each request, that this client has the key to which its tokens are bound. RFC 9449
/// §4.
///
/// It remembers the last `nonce` of each server (§8, §9). It may be shared between threads.
/// [AuthorizedHttpClient] does all of this; programs with another HTTP library set the header
/// `DPoP` to a [#proof] for each request, and show each answer to [#learn].
public final class Dpop {
  private static final String TYPE = "dpop+jwt";
  private static final int MAX_SERVERS = 100;

  /// RFC 9449 §8.1; the length is ours.
  private static final Pattern NONCE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,1024}");

  private final SigningKey key;
  private final Environment environment;
  private final Map<String, String> nonces =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_SERVERS;
        }
      };

  private Dpop(SigningKey key, Environment environment) {
    this.key = key;
    this.environment = environment;
  }

  /// RFC 9449 §5.1.
  static Dpop at(AuthorizationServerMetadata server, SigningKey key, Environment environment) {
    Optional<List<String>> algorithms = server.dpopSigningAlgValuesSupported();
    if (algorithms.filter(list -> !list.contains(key.algorithm())).isPresent()) {
      throw new ClientError.Unsupported(
              "The issuer "
                  + server.issuer()
                  + " takes no DPoP proofs signed with "
                  + key.algorithm()
                  + " (dpop_signing_alg_values_supported).")
          .exception();
    }
    return new Dpop(key, environment);
  }

  /// `jkt`: the thumbprint of the key. RFC 9449 §6.1.
  public String thumbprint() {
    return key.thumbprint();
  }

  /// The `alg` of the proofs.
  public String algorithm() {
    return key.algorithm();
  }

  /// Makes a proof for one request; the next one needs another. RFC 9449 §4.2.
  ///
  /// @param uri of the request; query and fragment are left out of the proof
  /// @param accessToken that goes with it, where one does
  /// @return the value of the header `DPoP`
  public String proof(String method, URI uri, Optional<String> accessToken) {
    Json claims =
        Json.object()
            .with("jti", environment.randomValue())
            .with("htm", method)
            .with("htu", target(uri))
            .with("iat", environment.clock().instant().getEpochSecond());
    accessToken.ifPresent(token -> claims.with("ath", hash(token)));
    nonce(uri).ifPresent(nonce -> claims.with("nonce", nonce));
    return key.signWithJwk(TYPE, claims);
  }

  /// Keeps the nonce that an answer gives for the next proofs to that server. RFC 9449 §8.2.
  ///
  /// @param uri of the request
  /// @param headers of the answer
  /// @return whether there was one
  public boolean learn(URI uri, HttpHeaders headers) {
    List<String> given = headers.allValues("DPoP-Nonce");
    if (given.size() != 1 || !NONCE.matcher(given.get(0)).matches()) {
      return false;
    }
    synchronized (nonces) {
      nonces.put(origin(uri), given.get(0));
    }
    return true;
  }

  /// Whether an answer wants the same again with the nonce that it gives. RFC 9449 §8, §9.
  boolean isAskedAgain(Answer answer) {
    boolean given = learn(answer.uri(), answer.headers());
    if (!given || (answer.status() != 400 && answer.status() != 401)) {
      return false;
    }
    Optional<String> error =
        answer
            .object()
            .flatMap(json -> Optional.ofNullable(json.get("error")))
            .map(String::valueOf)
            .or(() -> WwwAuthenticate.error("DPoP", answer.headers()));
    return error.filter("use_dpop_nonce"::equals).isPresent();
  }

  private Optional<String> nonce(URI uri) {
    synchronized (nonces) {
      return Optional.ofNullable(nonces.get(origin(uri)));
    }
  }

  private static String target(URI uri) {
    String path = uri.getRawPath();
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + (path == null || path.isEmpty() ? "/" : path);
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String hash(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Tells nothing of key and nonces.
  @Override
  public String toString() {
    return "Dpop[" + algorithm() + "]";
  }
}

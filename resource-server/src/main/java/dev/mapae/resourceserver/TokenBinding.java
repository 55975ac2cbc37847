package dev.mapae.resourceserver;

import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.DpopChecks;
import dev.mapae.protocol.DpopProof;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedDpopProof;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares what a token is bound to with what its request shows, each time anew. RFC 7800 §3, RFC
/// 9449 §7, RFC 8705 §3.
final class TokenBinding {
  private static final System.Logger LOG = System.getLogger(TokenBinding.class.getName());

  private static final String KEY = "jkt";
  private static final String CERTIFICATE = "x5t#S256";
  private static final Set<String> CHECKED = Set.of(KEY, CERTIFICATE);

  /// RFC 7800 §3.2 to §3.5.
  private static final Set<String> OTHER_KEYS = Set.of("jwk", "jwe", "kid", "jku");

  /// For the way, and for clocks that are slow.
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  /// For clocks that are fast; a proof that was made in advance (§11.2) gains no more by it.
  private static final Duration MAX_AHEAD = Duration.ofSeconds(30);

  /// A proof is remembered for longer than it is good: the clock that tells when to forget may be
  /// ahead of ours, and time passes between the check and here.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final KeyBinding settings;
  private final InstantSource clock;
  private final SpentProofs spentProofs;
  private final DpopChecks checks;

  TokenBinding(KeyBinding settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.spentProofs = settings.spentProofs().orElseGet(() -> SpentProofs.inMemory(clock));
    this.checks = new DpopChecks(settings.dpopAlgorithms(), MAX_AGE, MAX_AHEAD, this::acceptsNonce);
  }

  private boolean acceptsNonce(Optional<String> nonce) {
    return settings.nonces().isEmpty()
        || nonce
            .filter(given -> settings.nonces().get().accepts(given, clock.instant()))
            .isPresent();
  }

  /// Verifies that the request shows all that its token is bound to.
  ///
  /// @return its proof, to be spent when everything else is decided; empty when it needs none, or
  ///   was accepted with it before
  /// @throws ProtocolException `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`,
  ///   `invalid_request`
  Optional<DpopProof> verify(
      VerifiedToken token, PresentedToken presented, ResourceRequest request) {
    Map<?, ?> confirmation = confirmation(token);
    Optional<Object> certificate = Optional.ofNullable(confirmation.get(CERTIFICATE));
    certificate.ifPresent(thumbprint -> verifyCertificate(thumbprint, request));
    Optional<Object> key = Optional.ofNullable(confirmation.get(KEY));
    if (presented.scheme() == PresentedToken.Scheme.DPOP) {
      Object thumbprint =
          key.orElseThrow(() -> invalid("The token is not bound to a DPoP key; get one that is."));
      return request.wasAcceptedWith(shown(presented, request))
          ? Optional.empty()
          : Optional.of(verifyProof(thumbprint, presented, request));
    }
    if (key.isPresent()) {
      throw invalid(
          "The token is bound to a DPoP key; present it with the scheme DPoP, and a proof.");
    }
    return Optional.empty();
  }

  /// `cnf`, of which one member at least can be checked here, and none is another key, which would
  /// not bind if it were passed over. Others, as Keycloak has one, are ignored. RFC 7800 §3.1.
  private Map<?, ?> confirmation(VerifiedToken token) {
    Optional<Object> cnf = token.claim("cnf");
    if (cnf.isEmpty()) {
      if (settings.required()) {
        throw invalid("The token is bound to nothing, and this API takes only bound ones.");
      }
      return Map.of();
    }
    if (cnf.get() instanceof Map<?, ?> members
        && namesThumbprints(members)
        && Collections.disjoint(members.keySet(), OTHER_KEYS)) {
      return members;
    }
    throw invalid("The token is bound to a key in a way that this API cannot check.");
  }

  /// Also `null` is no thumbprint, and not as if nothing were said.
  private static boolean namesThumbprints(Map<?, ?> members) {
    List<String> named = CHECKED.stream().filter(members::containsKey).toList();
    return !named.isEmpty() && named.stream().allMatch(n -> members.get(n) instanceof String);
  }

  private void verifyCertificate(Object thumbprint, ResourceRequest request) {
    Optional<X509Certificate> shown =
        settings.certificateHeader().isPresent()
            ? settings.certificateHeader().get().of(request)
            : request.connection().certificate();
    if (shown.isEmpty()) {
      throw invalid(
          "The token is bound to a certificate; present it over mutual TLS, with that one.");
    }
    if (!same(thumbprint, CertificateThumbprint.of(shown.get()))) {
      throw invalid("The token is bound to another certificate than the one of this connection.");
    }
  }

  private DpopProof verifyProof(
      Object thumbprint, PresentedToken presented, ResourceRequest request) {
    UnverifiedDpopProof proof =
        UnverifiedDpopProof.parse(request.headers().all("DPoP"))
            .orElseThrow(() ->
                new ProtocolError.InvalidDpopProof(
                        "With the scheme DPoP a request needs a proof in the header DPoP.")
                    .exception());
    DpopProof verified =
        proof.verify(
            checks,
            new DpopChecks.Target(request.method(), uri(request), Optional.of(presented.token())),
            clock.instant());
    if (!same(thumbprint, verified.thumbprint())) {
      throw invalid("The token is bound to another key than the one of the DPoP proof.");
    }
    return verified;
  }

  /// The URI as clients know it. The host that a request names is not asked: it is chosen by
  /// whoever sends it, who may have the proof for another one. RFC 9449 §4.3, 9.
  private String uri(ResourceRequest request) {
    String base =
        settings
            .publishedAt()
            .orElseThrow(() ->
                invalid(
                    "The token is bound to a DPoP key, and this API cannot check that: its settings"
                        + " do not say where it is published."))
            .toString();
    String target = request.target();
    if (!target.startsWith("/")) {
      // Put behind our host, it would make another host of it.
      throw new ProtocolError.InvalidRequest("The target of the request is no path.").exception();
    }
    return base.replaceFirst("/$", "") + target;
  }

  /// Spends the proof of a request, which is then accepted with it, however often it is asked
  /// about.
  ///
  /// @throws ProtocolException `invalid_dpop_proof` when it was spent before, by another request;
  ///   `temporarily_unavailable`
  void spend(DpopProof proof, PresentedToken presented, ResourceRequest request) {
    if (!isFirst(proof)) {
      throw new ProtocolError.InvalidDpopProof(
              "The DPoP proof was used before; make one for each request.")
          .exception();
    }
    request.acceptedWith(shown(presented, request));
  }

  private boolean isFirst(DpopProof proof) {
    try {
      // Together with the key, since clients choose the jti.
      return spentProofs.spend(id(proof), checks.end(proof).plus(CLOCKS_DIFFER));
    } catch (ProtocolException e) {
      throw e;
    } catch (RuntimeException e) {
      // A store may be the application's own, and fail as it likes.
      LOG.log(System.Logger.Level.WARNING, "nobody can tell whether DPoP proofs were used", e);
      throw new ProtocolError.TemporarilyUnavailable(
              "Used DPoP proofs cannot be told just now; send the request again later.")
          .exception();
    }
  }

  private ResourceRequest.Shown shown(PresentedToken presented, ResourceRequest request) {
    return new ResourceRequest.Shown(this, presented, List.copyOf(request.headers().all("DPoP")));
  }

  private static String id(DpopProof proof) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((proof.thumbprint() + proof.jti()).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// The nonce for the next proof, where they need one.
  Optional<String> nonce() {
    return settings.nonces().map(nonces -> nonces.current(clock.instant()));
  }

  /// What tells a client the nonce for its next proof while the one that it has is still good. RFC
  /// 9449 §8.2: nobody is to keep such an answer.
  ///
  /// @param proof of a request that is accepted
  Map<String, List<String>> nextNonce(Optional<DpopProof> proof) {
    return nonce()
        .filter(current ->
            proof.flatMap(DpopProof::nonce).filter(used -> !used.equals(current)).isPresent())
        .map(
            current -> Map.of("DPoP-Nonce", List.of(current), "Cache-Control", List.of("no-store")))
        .orElse(Map.of());
  }

  private static boolean same(Object claim, String shown) {
    return claim instanceof String bound
        && MessageDigest.isEqual(
            bound.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidToken(description).exception();
  }
}

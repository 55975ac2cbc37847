package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.binding.Binding.Bearer;
import dev.mapae.authorizationserver.binding.Binding.DpopKey;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.DpopChecks;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.UnverifiedDpopProof;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Which DPoP proofs this server accepts. RFC 9449.
///
/// Nonces are given only where they are required: once a client has got one, a proof without must
/// not be accepted any more (§11.3), and a server that remembers no clients cannot tell them apart.
public final class Dpop {
  /// All that there are.
  public static final List<String> ALGORITHMS = VerificationKey.ALGORITHMS;

  private static final String HEADER = "DPoP";

  /// For the way, and for clocks that are slow.
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  /// For clocks that are fast; a pre-generated proof (§11.2) gains no more by it.
  private static final Duration MAX_AHEAD = Duration.ofSeconds(30);

  private final String origin;
  private final List<String> algorithms;
  private final Optional<DpopNonces> nonces;
  private final DpopChecks checks;
  private final InstantSource clock;

  /// @param algorithms those of [#ALGORITHMS] with which any client may sign
  /// @param nonceRequired whether each proof has to have a nonce of this server
  public Dpop(
      Issuer issuer,
      Supplier<KeyRing> keys,
      List<String> algorithms,
      boolean nonceRequired,
      InstantSource clock) {
    this.origin = issuer.origin();
    this.algorithms = algorithms;
    this.nonces =
        nonceRequired ? Optional.of(new DpopNonces(issuer.value(), keys, clock)) : Optional.empty();
    this.checks = new DpopChecks(algorithms, MAX_AGE, MAX_AHEAD, this::accepts);
    this.clock = clock;
  }

  private boolean accepts(Optional<String> nonce) {
    return nonces.isEmpty() || nonce.filter(nonces.get()::accepts).isPresent();
  }

  /// What the tokens of a request are to be bound to: to the key of its proof, if it has one.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_dpop_proof`; `use_dpop_nonce`;
  ///   `invalid_request` where the client always needs a proof (RFC 9449 §5.2) and there is none
  public Binding ofTokenRequest(Request request, Client client) {
    Optional<DpopKey> key = key(request, client);
    if (key.isEmpty() && client.requirements().dpopBoundAccessTokens()) {
      throw new ProtocolError.InvalidRequest(
              "Each token request of this client needs a DPoP proof (dpop_bound_access_tokens, or"
                  + " its profile); send one in the header DPoP.")
          .exception();
    }
    return key.map(Binding.class::cast).orElseGet(Bearer::new);
  }

  /// What the code of a pushed authorization request is to be bound to, besides `dpop_jkt`. RFC
  /// 9449 §10.1.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_dpop_proof`; `use_dpop_nonce`
  public Binding ofPushedRequest(Request request, Client client) {
    return key(request, client).map(Binding.class::cast).orElseGet(Bearer::new);
  }

  /// What a request that presents an access token shows besides. RFC 9449 §7.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_dpop_proof`, also where the scheme is
  ///   DPoP and there is no proof; `use_dpop_nonce`
  public Binding ofResourceRequest(Request request, PresentedToken presented) {
    return switch (presented.scheme()) {
      case BEARER -> new Bearer();
      case DPOP ->
          key(request, Optional.of(presented.token()))
              .orElseThrow(() ->
                  new ProtocolError.InvalidDpopProof(
                          "With the scheme DPoP a request needs a proof in the header DPoP.")
                      .exception());
    };
  }

  /// What a profile asks of the proofs of a client. FAPI 2.0 Security Profile §5.4.1.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_dpop_proof`
  public static void requireAllowed(Client client, Binding binding) {
    if (binding instanceof DpopKey key && !client.requirements().allows(key.algorithm())) {
      throw new ProtocolError.InvalidDpopProof(
              "The profile of this client has no such alg for its DPoP proofs; sign with PS256,"
                  + " ES256 or EdDSA (FAPI 2.0 Security Profile 5.4.1).")
          .exception();
    }
  }

  private Optional<DpopKey> key(Request request, Client client) {
    Optional<DpopKey> key = key(request, Optional.empty());
    key.ifPresent(shown -> requireAllowed(client, shown));
    return key;
  }

  /// The key of the proof of a request, if it has one.
  private Optional<DpopKey> key(Request request, Optional<String> accessToken) {
    // The URI as clients know it: what a proxy made of the request does not count.
    DpopChecks.Target target =
        new DpopChecks.Target(request.method(), origin + request.path(), accessToken);
    return UnverifiedDpopProof.parse(request.headers().all(HEADER))
        .map(proof -> proof.verify(checks, target, clock.instant()))
        .map(proof ->
            new DpopKey(
                proof.thumbprint(),
                proof.algorithm(),
                Once.of(Once.Kind.DPOP_PROOF, proof.thumbprint(), proof.jti(), checks.end(proof))));
  }

  /// The answer to a request, with a nonce for the next one where they are required. RFC 9449 §8.2.
  public Response answer(Request request, Response response) {
    return nonces
        .filter(n -> request.headers().first(HEADER).isPresent())
        .map(n -> response.with("DPoP-Nonce", n.current()))
        .orElse(response);
  }

  /// `dpop_signing_alg_values_supported`, RFC 9449 §5.1.
  public List<String> algorithms() {
    return algorithms;
  }

  /// The challenge that names the algorithms. RFC 9449 §7.1.
  public Challenge challenge() {
    return Challenge.of(HEADER).with("algs", String.join(" ", algorithms));
  }
}

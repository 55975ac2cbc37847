package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// DPoP proofs: unsigned, signed whatever the header says, and signed with claims that were made
/// up. RFC 9449 §4.3.
public final class DpopProofFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final DpopChecks CHECKS =
      new DpopChecks(
          VerificationKey.ALGORITHMS, Duration.ofSeconds(60), Duration.ofSeconds(5), nonce -> true);
  private static final DpopChecks.Target TARGET =
      new DpopChecks.Target("POST", "https://id.example.com/token", Optional.of("token"));
  private static final Set<String> CODES = Set.of("invalid_dpop_proof", "use_dpop_nonce");
  private static final String HEADER =
      Json.object()
          .with("typ", "dpop+jwt")
          .with("alg", "ES256")
          .with("jwk", FuzzedJws.KEY.toPublicJWK().toJSONObject())
          .toString();

  @Override
  public void eat(byte[] input) {
    verify(FuzzTarget.text(input));
    verify(FuzzedJws.unsigned(input));
    verify(FuzzedJws.signed(input));
    verify(FuzzedJws.signed(HEADER, FuzzTarget.lines(input, 3).get(1)))
        .ifPresent(proof -> {
          holds(!proof.jti().isEmpty() && proof.jti().length() <= 256, "its jti is unbounded");
          holds(
              Duration.between(proof.issuedAt(), NOW).abs().compareTo(CHECKS.maxAge()) <= 0,
              "it is of another time");
        });
  }

  private static Optional<DpopProof> verify(String proof) {
    try {
      return UnverifiedDpopProof.parse(List.of(proof)).map(p -> p.verify(CHECKS, TARGET, NOW));
    } catch (ProtocolException e) {
      holds(CODES.contains(e.error().code()), e.error().code());
      return Optional.empty();
    }
  }
}

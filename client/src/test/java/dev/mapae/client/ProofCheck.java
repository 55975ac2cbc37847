package dev.mapae.client;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.protocol.DpopChecks;
import dev.mapae.protocol.DpopProof;
import dev.mapae.protocol.UnverifiedDpopProof;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Verifies the proof of a request as a server does. RFC 9449 §4.3.
///
/// @param origin of the server
record ProofCheck(String origin, InstantSource clock) {
  /// Verifies.
  ///
  /// @throws dev.mapae.protocol.ProtocolException when it is none
  DpopProof of(Received request, Optional<String> accessToken) {
    List<String> headers =
        request.headers().entrySet().stream()
            .filter(e -> e.getKey().equalsIgnoreCase("DPoP"))
            .flatMap(e -> e.getValue().stream())
            .toList();
    return UnverifiedDpopProof.parse(headers)
        .orElseThrow()
        .verify(
            new DpopChecks(
                List.of("ES256", "EdDSA"), Duration.ofSeconds(5), Duration.ZERO, nonce -> true),
            new DpopChecks.Target(request.method(), origin + request.uri().getPath(), accessToken),
            clock.instant());
  }
}

package dev.mapae.resourceserver;

import dev.mapae.protocol.VerificationKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How an API checks tokens that are bound to a key. RFC 9449 §7, RFC 8705 §3.
///
/// @param required whether a token that is bound to nothing is refused
/// @param publishedAt where clients see this API: its origin, and the path that a proxy takes away
/// @param dpopAlgorithms the `alg` values that DPoP proofs may have
/// @param nonces when proofs need one
/// @param spentProofs where used proofs are remembered; empty for the memory of this process
/// @param certificateHeader when a proxy makes the TLS connections
record KeyBinding(
    boolean required,
    Optional<URI> publishedAt,
    List<String> dpopAlgorithms,
    Optional<DpopNonces> nonces,
    Optional<SpentProofs> spentProofs,
    Optional<CertificateHeader> certificateHeader) {
  KeyBinding {
    dpopAlgorithms = List.copyOf(dpopAlgorithms);
  }

  /// Tokens are checked as they come, where the identifier of the API says where it is.
  static KeyBinding of(Optional<URI> location) {
    return new KeyBinding(
        false,
        location.map(uri -> URI.create(uri.getScheme() + "://" + uri.getRawAuthority())),
        VerificationKey.ALGORITHMS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  KeyBinding require() {
    return new KeyBinding(
        true, publishedAt, dpopAlgorithms, nonces, spentProofs, certificateHeader);
  }

  KeyBinding publishedAt(URI uri) {
    if (!HttpFetcher.isAllowed(uri) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "An API is published at an https URL (http only on loopback) without query and"
              + " fragment: "
              + uri);
    }
    return new KeyBinding(
        required, Optional.of(uri), dpopAlgorithms, nonces, spentProofs, certificateHeader);
  }

  KeyBinding dpopAlgorithms(List<String> algorithms) {
    if (algorithms.isEmpty() || !VerificationKey.ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "The algs of DPoP proofs are among " + VerificationKey.ALGORITHMS + ": " + algorithms);
    }
    return new KeyBinding(
        required, publishedAt, algorithms, nonces, spentProofs, certificateHeader);
  }

  KeyBinding nonces(DpopNonces nonces) {
    return new KeyBinding(
        required, publishedAt, dpopAlgorithms, Optional.of(nonces), spentProofs, certificateHeader);
  }

  KeyBinding spentProofs(SpentProofs store) {
    return new KeyBinding(
        required, publishedAt, dpopAlgorithms, nonces, Optional.of(store), certificateHeader);
  }

  KeyBinding certificateHeader(CertificateHeader header) {
    return new KeyBinding(
        required, publishedAt, dpopAlgorithms, nonces, spentProofs, Optional.of(header));
  }
}

package dev.mapae.client;

import java.util.List;
import java.util.Optional;

/// How authorization requests are made and answered, and whether the server can do that.
///
/// @param pkceMetadataMayBeMissing whether silence about PKCE is taken for support
/// @param pushed whether requests are pushed though the server does not require it (RFC 9126)
/// @param signer of requests (RFC 9101)
/// @param responseAlgorithm of signed responses (JARM)
/// @param decryption of responses that are encrypted besides
record AuthorizationManner(
    boolean pkceMetadataMayBeMissing,
    boolean pushed,
    Optional<SigningKey> signer,
    Optional<String> responseAlgorithm,
    Decryption decryption) {

  static AuthorizationManner standard() {
    return new AuthorizationManner(
        false, false, Optional.empty(), Optional.empty(), Decryption.none());
  }

  AuthorizationManner withoutPkceMetadata() {
    return new AuthorizationManner(true, pushed, signer, responseAlgorithm, decryption);
  }

  AuthorizationManner withPushing() {
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, true, signer, responseAlgorithm, decryption);
  }

  AuthorizationManner signedBy(SigningKey key) {
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, pushed, Optional.of(key), responseAlgorithm, decryption);
  }

  AuthorizationManner answeredBy(String algorithm, Decryption other) {
    IdTokenPolicy.requireAsymmetric(algorithm);
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, pushed, signer, Optional.of(algorithm), other);
  }

  /// Makes sure that the server can do it, before anybody is sent there.
  ///
  /// @throws ClientException `Unsupported`
  void check(AuthorizationServerMetadata server) {
    requirePkce(server);
    requireSignature(server);
  }

  /// The `response_mode` that has to be added. Whoever wants signed answers asks for them, and
  /// whoever does not cannot read them. JARM §2.3.
  ///
  /// @throws IllegalArgumentException when the options ask for the other
  Optional<String> responseMode(AuthorizationOptions options) {
    Optional<String> mode = Optional.ofNullable(options.others().get("response_mode"));
    boolean signed = mode.filter(m -> m.equals("jwt") || m.endsWith(".jwt")).isPresent();
    if (responseAlgorithm.isEmpty() && signed) {
      throw new IllegalArgumentException("Signed answers are for signedResponses().");
    }
    if (responseAlgorithm.isPresent() && mode.isPresent() && !signed) {
      throw new IllegalArgumentException("The response_mode " + mode.get() + " is not signed.");
    }
    return responseAlgorithm.isPresent() && mode.isEmpty() ? Optional.of("jwt") : Optional.empty();
  }

  private void requirePkce(AuthorizationServerMetadata server) {
    Optional<List<String>> methods = server.codeChallengeMethodsSupported();
    boolean supported = methods.map(list -> list.contains("S256")).orElse(pkceMetadataMayBeMissing);
    if (!supported) {
      throw unsupported(
          server,
          "does not announce PKCE with S256 (code_challenge_methods_supported)."
              + (methods.isEmpty()
                  ? " If it is known to support it, see insecureAllowMissingPkceMetadata()."
                  : ""));
    }
  }

  /// RFC 9101 §10.5.
  private void requireSignature(AuthorizationServerMetadata server) {
    if (signer.isEmpty() && server.requireSignedRequestObject()) {
      throw unsupported(
          server, "takes signed requests alone (require_signed_request_object); see signed().");
    }
    Optional<List<String>> algorithms = server.requestObjectSigningAlgValuesSupported();
    if (signer.isPresent()
        && algorithms.filter(list -> !list.contains(signer.get().algorithm())).isPresent()) {
      throw unsupported(
          server,
          "takes no requests signed with "
              + signer.get().algorithm()
              + " (request_object_signing_alg_values_supported).");
    }
  }

  private static ClientException unsupported(AuthorizationServerMetadata server, String what) {
    return new ClientError.Unsupported("The issuer " + server.issuer() + " " + what).exception();
  }
}

package dev.mapae.client;

import java.util.List;
import java.util.Optional;

/// How authorization requests are made and answered, and whether the server can do that.
///
/// @param pkceMetadataMayBeMissing whether silence about PKCE is taken for support
/// @param pushed whether requests are pushed though the server does not require it (RFC 9126)
/// @param signing of requests (RFC 9101)
/// @param responseAlgorithm of signed responses (JARM)
/// @param decryption of responses that are encrypted besides
record AuthorizationManner(
    boolean pkceMetadataMayBeMissing,
    boolean pushed,
    Optional<SignedRequests> signing,
    Optional<String> responseAlgorithm,
    Decryption decryption) {

  static AuthorizationManner standard() {
    return new AuthorizationManner(
        false, false, Optional.empty(), Optional.empty(), Decryption.none());
  }

  AuthorizationManner withoutPkceMetadata() {
    return new AuthorizationManner(true, pushed, signing, responseAlgorithm, decryption);
  }

  AuthorizationManner withPushing() {
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, true, signing, responseAlgorithm, decryption);
  }

  /// What else was said of signed requests stays: losing it in silence would show them to others.
  AuthorizationManner signedBy(SigningKey key) {
    return with(signing.map(by -> by.signedBy(key)).orElseGet(() -> SignedRequests.by(key)));
  }

  AuthorizationManner with(SignedRequests other) {
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, pushed, Optional.of(other), responseAlgorithm, decryption);
  }

  /// @throws IllegalStateException when requests are not signed
  SignedRequests requiredSigning() {
    return signing.orElseThrow(
        () -> new IllegalStateException("A request is signed first: say signed(key) before this."));
  }

  AuthorizationManner answeredBy(String algorithm, Decryption other) {
    IdTokenPolicy.requireAsymmetric(algorithm);
    return new AuthorizationManner(
        pkceMetadataMayBeMissing, pushed, signing, Optional.of(algorithm), other);
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
    if (signing.isEmpty()) {
      if (server.requireSignedRequestObject()) {
        throw unsupported(
            server, "takes signed requests alone (require_signed_request_object); see signed().");
      }
      return;
    }
    requireAmong(
        server,
        "request_object_signing_alg_values_supported",
        "signed with " + signing.get().signer().algorithm(),
        signing.get().signer().algorithm());
    signing
        .get()
        .encryption()
        .ifPresent(by -> {
          requireAmong(
              server,
              "request_object_encryption_alg_values_supported",
              "encrypted by " + by.algorithm(),
              by.algorithm().getName());
          requireAmong(
              server,
              "request_object_encryption_enc_values_supported",
              "encrypted with " + by.method(),
              by.method().getName());
        });
    if (isByReference(server)
        && Boolean.FALSE.equals(server.members().get("request_uri_parameter_supported"))) {
      throw unsupported(server, "fetches no requests (request_uri_parameter_supported).");
    }
  }

  /// Whether the server fetches requests itself. What is pushed has a reference of the server's.
  boolean isByReference(AuthorizationServerMetadata server) {
    return !isPushed(server) && signing.flatMap(SignedRequests::publisher).isPresent();
  }

  boolean isPushed(AuthorizationServerMetadata server) {
    return pushed || server.requirePushedAuthorizationRequests();
  }

  /// Whether the document says that it can do this, or says nothing of it.
  private static void requireAmong(
      AuthorizationServerMetadata server, String member, String how, String value) {
    if (server.strings(member).filter(list -> !list.contains(value)).isPresent()) {
      throw unsupported(server, "takes no requests " + how + " (" + member + ").");
    }
  }

  private static ClientException unsupported(AuthorizationServerMetadata server, String what) {
    return new ClientError.Unsupported("The issuer " + server.issuer() + " " + what).exception();
  }
}

package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Optional;

/// What a client registered about its request objects. RFC 9101 §10.5, OpenID Connect Dynamic
/// Client Registration §2.
///
/// @param required `require_signed_request_object`: whether it may ask in no other way
/// @param uris `request_uris`: where they may be fetched from
/// @param signingAlg `request_object_signing_alg`; empty for any that its keys are good for
/// @param encryptionAlg `request_object_encryption_alg`: by what it may encrypt them, and for which
///   it needs a key of the server; it may do so by others, or not at all
/// @param encryptionEnc `request_object_encryption_enc`, likewise
/// @param expRequired `require_request_object_exp`: whether those by value have to say until when
///   they are good
public record RequestObjectPolicy(
    boolean required,
    List<String> uris,
    Optional<String> signingAlg,
    Optional<String> encryptionAlg,
    Optional<String> encryptionEnc,
    boolean expRequired) {
  /// That of a client which says nothing about it.
  public static final RequestObjectPolicy PRESET =
      new RequestObjectPolicy(
          false, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), true);

  /// Whether this is what says nothing. Written out, since Java makes the `equals` of a record when
  /// it is first called, and each start would wait for that.
  public boolean isPreset() {
    return !required
        && uris.isEmpty()
        && signingAlg.isEmpty()
        && encryptionAlg.isEmpty()
        && encryptionEnc.isEmpty()
        && expRequired;
  }

  /// That of a client which does not say how it encrypts.
  public static RequestObjectPolicy signing(
      boolean required, List<String> uris, Optional<String> alg) {
    return new RequestObjectPolicy(required, uris, alg, Optional.empty(), Optional.empty(), true);
  }

  /// This, and the client may ask in no other way.
  public RequestObjectPolicy withRequired() {
    return new RequestObjectPolicy(
        true, uris, signingAlg, encryptionAlg, encryptionEnc, expRequired);
  }

  /// This, and they say until when they are good, or need not.
  public RequestObjectPolicy withExpRequired(boolean exp) {
    return new RequestObjectPolicy(required, uris, signingAlg, encryptionAlg, encryptionEnc, exp);
  }

  public RequestObjectPolicy {
    uris = List.copyOf(uris);
  }
}

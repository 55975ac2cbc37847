package dev.mapae.authorizationserver.store;

/// The kinds of JWTs that a client gets as responses.
public enum ResponseJwt {
  /// OIDC Core §2.
  ID_TOKEN("id_token"),
  /// OIDC Core §5.3.2.
  USERINFO("userinfo"),
  /// JARM §2.1.
  AUTHORIZATION("authorization"),
  /// RFC 9701 §5.
  INTROSPECTION("introspection");

  private final String prefix;

  ResponseJwt(String prefix) {
    this.prefix = prefix;
  }

  /// The client metadata that says what it is signed with. OpenID Connect Dynamic Client
  /// Registration §2, JARM §3, RFC 9701 §6.
  public String signedResponseAlg() {
    return prefix + "_signed_response_alg";
  }

  /// The client metadata that says how the key of its encryption is agreed on.
  public String encryptedResponseAlg() {
    return prefix + "_encrypted_response_alg";
  }

  /// The client metadata that says how its content is encrypted.
  public String encryptedResponseEnc() {
    return prefix + "_encrypted_response_enc";
  }

  /// The server metadata that says how keys may be agreed on.
  public String encryptionAlgValuesSupported() {
    return prefix + "_encryption_alg_values_supported";
  }

  /// The server metadata that says how content may be encrypted.
  public String encryptionEncValuesSupported() {
    return prefix + "_encryption_enc_values_supported";
  }

  /// The server metadata that says what it may be signed with.
  public String signingAlgValuesSupported() {
    return prefix + "_signing_alg_values_supported";
  }
}

package dev.mapae.authorizationserver.store;

import java.util.List;

/// How a client wants a response encrypted, after it was signed. RFC 7518 §4.1, §5.1.
///
/// @param alg how the key is agreed on
/// @param enc how the content is encrypted
public record ResponseEncryption(String alg, String enc) {
  /// Those of `alg`. RSA1_5 is not among them (RFC 8725 §3.2).
  public static final List<String> ALGORITHMS =
      List.of("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW");

  /// Those of `enc`, the preset first. OpenID Connect Dynamic Client Registration §2.
  public static final List<String> METHODS = List.of("A128CBC-HS256", "A256GCM");
}

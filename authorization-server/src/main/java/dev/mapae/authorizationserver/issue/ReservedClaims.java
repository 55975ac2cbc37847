package dev.mapae.authorizationserver.issue;

import java.util.Set;

/// What the server itself says in tokens and answers, so that nobody else can. RFC 7519 §4.1, RFC
/// 9068 §2.2, RFC 7662 §2.2, RFC 8693 §4, OIDC Core §2.
public final class ReservedClaims {
  private static final Set<String> NAMES =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "iat",
          "nbf",
          "jti",
          "nonce",
          "azp",
          "acr",
          "amr",
          "auth_time",
          "at_hash",
          "c_hash",
          "s_hash",
          "sid",
          "events",
          "client_id",
          "scope",
          "roles",
          "cnf",
          "act",
          "may_act",
          "authorization_details",
          "exchanged_from",
          "active",
          "token_type",
          "token_introspection",
          "username");

  private ReservedClaims() {}

  /// Whether only the server itself may say this, in whichever language.
  public static boolean has(String name) {
    return NAMES.contains(name.split("#", 2)[0]);
  }
}

package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Optional;

/// How a client registered to prove who it is. RFC 7591 §2.
///
/// @param method `token_endpoint_auth_method`
/// @param secrets none for one that has no secret; two while one replaces the other
/// @param assertions for `private_key_jwt` and `client_secret_jwt`
/// @param certificateSubject for `tls_client_auth`
public record Credentials(
    String method,
    List<StoredSecret> secrets,
    AssertionPolicy assertions,
    Optional<CertificateSubject> certificateSubject) {
  public Credentials {
    secrets = List.copyOf(secrets);
  }

  /// Those of a method without more.
  public static Credentials of(String method) {
    return new Credentials(method, List.of(), AssertionPolicy.PRESET, Optional.empty());
  }

  /// The same with other secrets.
  public Credentials withSecrets(List<StoredSecret> others) {
    return new Credentials(method, others, assertions, certificateSubject);
  }

  /// The same with other rules about assertions.
  public Credentials with(AssertionPolicy other) {
    return new Credentials(method, secrets, other, certificateSubject);
  }
}

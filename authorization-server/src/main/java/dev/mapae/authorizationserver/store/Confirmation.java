package dev.mapae.authorizationserver.store;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The key that a token is bound to: who presents the token has to show that they have the key. RFC
/// 7800 §3.1.
///
/// @param thumbprint its SHA-256 in base64url
public record Confirmation(Method method, String thumbprint) {
  /// How one shows that one has it.
  public enum Method {
    /// By a DPoP proof, RFC 9449 §6.1.
    JKT("jkt"),

    /// By the certificate of the TLS connection, RFC 8705 §3.1.
    X5T_S256("x5t#S256");

    private final String member;

    Method(String member) {
      this.member = member;
    }

    /// Its name in `cnf`.
    public String member() {
      return member;
    }
  }

  /// A key that signs DPoP proofs.
  public static Confirmation ofKey(String thumbprint) {
    return new Confirmation(Method.JKT, thumbprint);
  }

  /// A certificate.
  public static Confirmation ofCertificate(String thumbprint) {
    return new Confirmation(Method.X5T_S256, thumbprint);
  }

  /// Reads the claim `cnf`.
  ///
  /// @return empty for one that is not of these methods, or of more than one: nobody could show
  ///   here what it asks for
  public static Optional<Confirmation> parse(Object cnf) {
    if (!(cnf instanceof Map<?, ?> members) || members.size() != 1) {
      return Optional.empty();
    }
    return Stream.of(Method.values())
        .filter(method -> members.get(method.member()) instanceof String)
        .map(method -> new Confirmation(method, String.valueOf(members.get(method.member()))))
        .findFirst();
  }

  /// The claim `cnf`.
  public Map<String, Object> claim() {
    return Map.of(method.member(), thumbprint);
  }
}

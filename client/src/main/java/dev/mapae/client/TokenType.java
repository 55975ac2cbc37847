package dev.mapae.client;

import java.util.Locale;
import java.util.Optional;

/// How an access token is presented. RFC 6749 §7.1.
public enum TokenType {
  /// Whoever has it may use it. RFC 6750.
  BEARER("Bearer"),

  /// Bound to a key, and presented with a proof of it. RFC 9449 §5.
  DPOP("DPoP"),

  /// Not presented anywhere: no access token, though it came as one. RFC 8693 §2.2.1.
  N_A("N_A");

  private final String scheme;

  TokenType(String scheme) {
    this.scheme = scheme;
  }

  /// The `token_type`, and the scheme of `Authorization`.
  public String scheme() {
    return scheme;
  }

  /// RFC 6749 §5.1: letter case does not count.
  static Optional<TokenType> of(String tokenType) {
    return switch (tokenType.toLowerCase(Locale.ROOT)) {
      case "bearer" -> Optional.of(BEARER);
      case "dpop" -> Optional.of(DPOP);
      case "n_a" -> Optional.of(N_A);
      default -> Optional.empty();
    };
  }
}

package dev.mapae.client;

import java.util.Optional;

/// Where a program gets a token that is good right now.
public interface TokenSource {
  /// A token that has not expired, kept or new.
  ///
  /// @throws ClientException when none can be had; `Interrupted` when the thread was, while another
  ///   one got it: what the other one does goes on
  Tokens tokens();

  /// Says that a resource server refused these tokens as `invalid_token`, so that the next call
  /// gets others. Tokens that were replaced meanwhile are ignored, and so is a second complaint
  /// within ten seconds: new tokens that are refused too would be no cure, only load.
  void drop(Tokens refused);

  /// What proves that the program has the key of its tokens, where they are bound to one. RFC 9449.
  default Optional<Dpop> dpop() {
    return Optional.empty();
  }

  /// The value of an `Authorization` header. RFC 6750 §2.1, RFC 9449 §7.1.
  ///
  /// @throws ClientException when no token can be had
  default String authorizationHeader() {
    return tokens().authorizationHeader();
  }
}

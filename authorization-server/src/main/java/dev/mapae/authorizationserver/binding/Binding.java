package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Once;
import java.util.List;
import java.util.Optional;

/// What a request showed besides its credentials, and what its tokens are bound to.
public sealed interface Binding {
  /// `token_type` of the answer, RFC 6749 §5.1.
  String tokenType();

  /// The key that it showed, RFC 7800 §3.1.
  Optional<Confirmation> confirmation();

  /// What the request may show only once; spent after every other check.
  List<Once> once();

  /// Nothing: whoever has the token may use it. RFC 6750.
  record Bearer() implements Binding {
    @Override
    public String tokenType() {
      return "Bearer";
    }

    @Override
    public Optional<Confirmation> confirmation() {
      return Optional.empty();
    }

    @Override
    public List<Once> once() {
      return List.of();
    }
  }

  /// A key, by a proof that was verified. RFC 9449.
  ///
  /// @param algorithm `alg` of the proof
  record DpopKey(String thumbprint, String algorithm, Once proof) implements Binding {
    @Override
    public String tokenType() {
      return "DPoP";
    }

    @Override
    public Optional<Confirmation> confirmation() {
      return Optional.of(Confirmation.ofKey(thumbprint));
    }

    @Override
    public List<Once> once() {
      return List.of(proof);
    }
  }

  /// The certificate of the TLS connection. RFC 8705 §3.
  record Certificate(Confirmation shown) implements Binding {
    /// RFC 8705 §3: a token that is presented as RFC 6750 has it.
    @Override
    public String tokenType() {
      return "Bearer";
    }

    @Override
    public Optional<Confirmation> confirmation() {
      return Optional.of(shown);
    }

    @Override
    public List<Once> once() {
      return List.of();
    }
  }
}

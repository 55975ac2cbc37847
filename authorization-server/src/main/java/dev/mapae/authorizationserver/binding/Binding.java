package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.store.Once;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a request showed besides its credentials, and what its tokens are bound to.
public sealed interface Binding {
  /// `token_type` of the answer, RFC 6749 §5.1.
  String tokenType();

  /// `cnf` of access tokens, RFC 7800 §3.1; without members where they are bound to nothing.
  Map<String, Object> confirmation();

  /// The thumbprint of a DPoP key, RFC 9449 §6.1.
  Optional<String> jkt();

  /// What the request may show only once; spent after every other check.
  List<Once> once();

  /// Nothing: whoever has the token may use it. RFC 6750.
  record Bearer() implements Binding {
    @Override
    public String tokenType() {
      return "Bearer";
    }

    @Override
    public Map<String, Object> confirmation() {
      return Map.of();
    }

    @Override
    public Optional<String> jkt() {
      return Optional.empty();
    }

    @Override
    public List<Once> once() {
      return List.of();
    }
  }

  /// A key, by a proof that was verified. RFC 9449.
  record DpopKey(String thumbprint, Once proof) implements Binding {
    @Override
    public String tokenType() {
      return "DPoP";
    }

    @Override
    public Map<String, Object> confirmation() {
      return Map.of("jkt", thumbprint);
    }

    @Override
    public Optional<String> jkt() {
      return Optional.of(thumbprint);
    }

    @Override
    public List<Once> once() {
      return List.of(proof);
    }
  }
}

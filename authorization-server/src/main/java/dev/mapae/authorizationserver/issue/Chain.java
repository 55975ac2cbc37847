package dev.mapae.authorizationserver.issue;

import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a token, and those that it was exchanged for, had at each resource on the way: whoever
/// comes back to one gets no more of it than that.
record Chain(Map<String, Scope> scopes) {
  /// A claim of ours.
  static final String CLAIM = "exchanged_from";

  /// The chain that ends with a token.
  ///
  /// @param left of its scope
  static Chain of(AccessToken token, Scope left) {
    Map<String, Scope> scopes = new TreeMap<>();
    if (token.claims().get(CLAIM) instanceof Map<?, ?> before) {
      before.forEach(
          (uri, scope) -> scopes.put(String.valueOf(uri), Scope.parse(String.valueOf(scope))));
    }
    token.audience().forEach(uri -> scopes.put(uri, left));
    return new Chain(scopes);
  }

  /// The claim, with those of the scopes that there are yet where they are for.
  static Map<String, Object> left(Map<?, ?> claim, Catalog known) {
    Map<String, Object> left = new TreeMap<>();
    claim.forEach((key, scope) -> {
      String uri = String.valueOf(key);
      left.put(uri, known.of(Scope.parse(String.valueOf(scope)), List.of(uri)).toString());
    });
    return left;
  }

  /// What it had there; empty for where it has not been.
  Optional<Scope> at(String uri) {
    return Optional.ofNullable(scopes.get(uri));
  }

  /// What the next token says of it, whose own scope says what it has where it is for.
  Map<String, Object> claim(Decision.Permission next) {
    Map<String, Object> claim = new TreeMap<>();
    scopes.forEach((uri, scope) -> claim.put(uri, scope.toString()));
    next.audience().forEach(claim::remove);
    return claim.isEmpty() ? Map.of() : Map.of(CLAIM, claim);
  }
}

package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Tokens of a grant that needs no person, kept and renewed: for the client itself (RFC 6749 §4.4),
/// or for the one subject of an assertion that it signs (RFC 7523 §2.1).
final class GrantedTokens implements TokenSource {
  private final TokenEndpoint endpoint;
  private final Renewal renewal;

  /// @param request makes what the token endpoint is asked, and asks it
  GrantedTokens(TokenEndpoint endpoint, Supplier<Tokens> request) {
    this.endpoint = endpoint;
    this.renewal =
        new Renewal(endpoint.environment(), ignored -> request.get(), error -> false, tokens -> {});
  }

  /// The parameters that all of these grants have. RFC 6749 §4.4.2, RFC 8707 §2.2.
  static Parameters form(String grantType, Scope scope, List<String> resources) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("grant_type", List.of(grantType));
    if (!scope.isEmpty()) {
      form.put("scope", List.of(scope.toString()));
    }
    if (!resources.isEmpty()) {
      form.put("resource", resources);
    }
    return Parameters.of(form);
  }

  @Override
  public Tokens tokens() {
    return renewal.current();
  }

  @Override
  public void drop(Tokens refused) {
    renewal.drop(refused);
  }

  @Override
  public Optional<Dpop> dpop() {
    return endpoint.dpop();
  }
}

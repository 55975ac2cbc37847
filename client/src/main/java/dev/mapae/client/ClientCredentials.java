package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tokens for the client itself, without any person. RFC 6749 §4.4, RFC 8707 §2.2.
///
/// One instance for each combination of scope and resources, shared by all threads.
public final class ClientCredentials implements TokenSource {
  private final TokenEndpoint endpoint;
  private final Scope scope;
  private final Parameters form;
  private final Renewal renewal;

  ClientCredentials(
      TokenEndpoint endpoint, Environment environment, Scope scope, List<String> resources) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", List.of("client_credentials"));
    if (!scope.isEmpty()) {
      parameters.put("scope", List.of(scope.toString()));
    }
    if (!resources.isEmpty()) {
      parameters.put("resource", resources);
    }
    this.endpoint = endpoint;
    this.scope = scope;
    this.form = Parameters.of(parameters);
    this.renewal = new Renewal(environment, ignored -> request(), error -> false, tokens -> {});
  }

  @Override
  public Tokens tokens() {
    return renewal.current();
  }

  @Override
  public void drop(Tokens refused) {
    renewal.drop(refused);
  }

  private Tokens request() {
    return endpoint.issue(form, scope).with(Optional.empty());
  }
}

package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a first request asks for, before anybody's rights are looked at. RFC 6749 §3.3, RFC 8707
/// §2.
final class Asked {
  /// What is longer is not repeated to whoever made it up.
  private static final int LONGEST_NAMED = 200;

  private Asked() {}

  /// @throws ProtocolException as [Decision#precheck]
  static Permission by(Wish wish, Catalog known) {
    Permission ofScope = ofScope(wish, known);
    if (wish.details().isEmpty()) {
      return ofScope;
    }
    RichAuthorization.requireValid(wish.client(), wish.details(), known);
    return RichAuthorization.asked(ofScope, wish, known);
  }

  private static Permission ofScope(Wish wish, Catalog known) {
    wish.resources().stream()
        .filter(uri -> !known.knows(uri))
        .findFirst()
        .ifPresent(uri -> {
          throw Decision.invalidTarget(
              uri.length() > LONGEST_NAMED
                  ? "There is no such resource here."
                  : "There is no resource " + uri + " here.");
        });
    wish.scope().ifPresent(scope -> requireRegistered(scope, wish.client(), known));
    if (!wish.resources().isEmpty()) {
      Scope reachable = wish.resources().stream().map(known::scope).reduce(known.own(), Scope::and);
      Scope scope =
          wish.scope()
              .orElseGet(() ->
                  wish.resources().stream()
                      .map(uri -> preset(wish.client(), known.find(uri)))
                      .reduce(Scope.empty(), Scope::and));
      Scope foreign = scope.without(reachable);
      if (!foreign.isEmpty()) {
        throw new ProtocolError.InvalidScope(
                "The scope " + foreign + " does not belong to the resource that is named.")
            .exception();
      }
      return new Permission(scope, wish.resources(), true);
    }
    return chosenByScope(wish, known);
  }

  /// Without `resource`, the scopes choose their one resource, and `openid` adds the issuer.
  private static Permission chosenByScope(Wish wish, Catalog known) {
    Scope wanted =
        wish.scope().orElseGet(() -> wish.client().presetScope().filter(known::declares));
    Scope ofApis = wanted.without(known.own());
    if (ofApis.isEmpty()) {
      Scope scope = wish.scope().orElse(Scope.empty());
      return new Permission(scope, List.of(known.issuer()), false);
    }
    List<Resource> fitting = known.resources().stream().filter(r -> r.declaresAll(ofApis)).toList();
    if (fitting.size() != 1) {
      String choices =
          known.declaringAny(ofApis).stream()
              .map(Resource::uri)
              .collect(Collectors.joining(" or "));
      throw Decision.invalidTarget(
          "The scope belongs to several resources; name one: resource=" + choices);
    }
    Resource one = fitting.getFirst();
    Scope scope = wish.scope().orElseGet(() -> preset(wish.client(), Optional.of(one)));
    List<String> audience =
        scope.contains("openid") && wish.subject().isPresent()
            ? List.of(one.uri(), known.issuer())
            : List.of(one.uri());
    return new Permission(scope, audience, false);
  }

  /// What a request without scope gets of a resource.
  private static Scope preset(Client client, Optional<Resource> resource) {
    return resource
        .map(r -> client.presetScope().retain(r.defaultScope().orElseGet(r::scope)))
        .orElse(Scope.empty());
  }

  private static void requireRegistered(Scope scope, Client client, Catalog known) {
    Scope unknown = scope.filter(s -> !known.declares(s));
    if (!unknown.isEmpty()) {
      throw new ProtocolError.InvalidScope("There is no scope " + unknown + " here.").exception();
    }
    Scope beyond = scope.without(client.scope());
    if (!beyond.isEmpty()) {
      throw new ProtocolError.InvalidScope(
              "This client is not registered for the scope "
                  + beyond
                  + "; add it to the client's scope, or leave it out.")
          .exception();
    }
  }
}

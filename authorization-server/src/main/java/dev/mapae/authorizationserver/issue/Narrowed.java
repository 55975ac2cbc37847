package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.details.Narrowing;
import dev.mapae.authorizationserver.issue.Decision.Approved;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;

/// What a later request gets of what was approved: never more. RFC 6749 §6, RFC 8707 §2.2, RFC 9396
/// §6.
final class Narrowed {
  private Narrowed() {}

  static Permission of(Wish wish, Approved approved, Catalog known) {
    wish.scope()
        .map(s -> s.without(approved.scope()))
        .filter(s -> !s.isEmpty())
        .ifPresent(s -> {
          throw new ProtocolError.InvalidScope("The scope " + s + " was not granted.").exception();
        });
    Scope scope = wish.scope().orElse(approved.scope());
    List<AuthorizationDetail> details = details(wish, approved, known);
    Optional<String> chosen = chosen(wish, approved, known);
    if (chosen.isEmpty()) {
      List<String> resources = approved.resources();
      return new Permission(
          scope,
          resources,
          approved.named(),
          // Their types may belong to another resource by now.
          ofResources(resources, details, wish, known),
          Optional.empty());
    }
    String resource = chosen.get();
    Scope ofOthers =
        approved.resources().stream()
            .filter(uri -> !uri.equals(resource))
            .map(known::scope)
            .reduce(Scope.empty(), Scope::and)
            .without(known.scope(resource));
    return new Permission(
        scope.without(ofOthers),
        List.of(resource),
        true,
        ofResources(List.of(resource), details, wish, known),
        Optional.empty());
  }

  /// The one resource of the token; empty for all that follow from the scope.
  private static Optional<String> chosen(Wish wish, Approved approved, Catalog known) {
    String choices = String.join(" or ", approved.resources());
    boolean choose = approved.named() && approved.resources().size() > 1;
    List<String> named =
        wish.resources().isEmpty() && choose
            // Details lie at one resource, and so choose it.
            ? RichAuthorization.resources(wish.details(), known)
            : wish.resources();
    if (named.size() > 1 || (named.isEmpty() && choose)) {
      throw Decision.invalidTarget("Several resources were granted; name one: resource=" + choices);
    }
    if (!approved.resources().containsAll(named)) {
      throw Decision.invalidTarget(
          "The resource was not granted; name one that was: resource=" + choices);
    }
    return named.stream().findFirst();
  }

  private static List<AuthorizationDetail> details(Wish wish, Approved approved, Catalog known) {
    if (wish.details().isEmpty()) {
      return approved.details();
    }
    RichAuthorization.requireValid(wish.client(), wish.details(), known);
    return Narrowing.of(approved.details(), wish.details());
  }

  private static List<AuthorizationDetail> ofResources(
      List<String> resources, List<AuthorizationDetail> details, Wish wish, Catalog known) {
    List<AuthorizationDetail> there = RichAuthorization.of(resources, details, known);
    if (!wish.details().isEmpty() && there.size() < details.size()) {
      throw RichAuthorization.invalid(
          "Some of the authorization_details belong to another resource than the token is for.");
    }
    return there;
  }
}

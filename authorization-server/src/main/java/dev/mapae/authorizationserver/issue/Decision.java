package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.authorizationserver.store.UsablePeople;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The one decision: *may this client, for this subject, get this scope for these resources, now?*
/// Every path to a token passes through here at issue time, and every authorization request before
/// a person is asked.
///
/// RFC 6749 §3.3 (scope), RFC 8707 §2 (resource), RFC 9396 §3 (authorization details, in
/// [RichAuthorization]), and the rules of this server where no RFC decides. What is asked for the
/// first time is read in [Asked], what a token request makes of it in [Narrowed].
public final class Decision {
  private final Supplier<Catalog> catalog;
  private final BooleanSupplier abreast;
  private final UsablePeople usable;

  /// @param abreast whether changes in the database are known here soon after they were made;
  ///   otherwise the client may have been disabled, or a key withdrawn, a long time ago
  /// @param usable for whom there is anything
  public Decision(Supplier<Catalog> catalog, BooleanSupplier abreast, UsablePeople usable) {
    this.catalog = catalog;
    this.abreast = abreast;
    this.usable = usable;
  }

  /// What is wanted.
  ///
  /// @param subject the person; empty when the client acts for itself
  /// @param scope as requested; empty when the request had none
  /// @param resources as requested, in order
  /// @param details authorization details, as requested
  /// @param approved what the person approved before; empty while nobody was asked yet
  public record Wish(
      Client client,
      Optional<Person> subject,
      Optional<Scope> scope,
      List<String> resources,
      List<AuthorizationDetail> details,
      Optional<Approved> approved) {
    public Wish {
      resources =
          resources.size() < 2 ? List.copyOf(resources) : resources.stream().distinct().toList();
      details = List.copyOf(details);
    }

    /// Who asks for details alone gets no scope that was not asked for.
    private Wish withScopeOfItsOwn() {
      return details.isEmpty() || scope.isPresent()
          ? this
          : new Wish(client, subject, Optional.of(Scope.empty()), resources, details, approved);
    }

    /// Whether a token is to be issued at once, rather than a person to be asked.
    private boolean isOfTokenRequest() {
      return subject.isEmpty() || approved.isPresent();
    }
  }

  /// What a person approved.
  ///
  /// @param resources that the tokens may be for
  /// @param named whether the client named them
  /// @param details authorization details, in full
  public record Approved(
      Scope scope, List<String> resources, boolean named, List<AuthorizationDetail> details) {}

  /// The answer.
  ///
  /// @param scope what the client gets: perhaps less than it asked for
  /// @param audience `aud`: indicators of resources, or the issuer
  /// @param named whether the audience was named by the client rather than chosen by the scope
  /// @param details authorization details of that audience
  /// @param resource the API among the audience; empty when the token is for the server itself
  public record Permission(
      Scope scope,
      List<String> audience,
      boolean named,
      List<AuthorizationDetail> details,
      Optional<Resource> resource) {
    public Permission {
      audience = List.copyOf(audience);
      details = List.copyOf(details);
    }

    /// One without authorization details.
    Permission(Scope scope, List<String> audience, boolean named) {
      this(scope, audience, named, List.of(), Optional.empty());
    }

    private Permission with(List<AuthorizationDetail> others) {
      return new Permission(scope, audience, named, others, resource);
    }

    /// What is left where the person allows less scope: an API of which they allow nothing is out
    /// of it, and what is left of none is for the server itself. It stays what the client named,
    /// which did all that it had to.
    public Permission lessenedTo(Scope approved, Catalog known) {
      List<String> left = Decision.audience(this, approved, known);
      return left.isEmpty()
          ? new Permission(approved, List.of(known.issuer()), named)
          : new Permission(approved, left, named, details, resource);
    }
  }

  /// Decides.
  ///
  /// @throws ProtocolException `invalid_scope`, `invalid_target`, `invalid_authorization_details`,
  ///   `access_denied`, `invalid_client` for a client that was disabled, `invalid_grant` for a
  ///   person who was, or whose address is not confirmed
  /// @throws StoreUnavailableException when this server has not heard from its database for long
  public Permission decide(Wish wish) {
    if (!abreast.getAsBoolean()) {
      throw new StoreUnavailableException("The database has been away for long.");
    }
    if (!wish.client().enabled()) {
      throw new ProtocolError.InvalidClient("This client was disabled.").exception();
    }
    if (wish.subject().filter(p -> !p.enabled()).isPresent()) {
      throw new ProtocolError.InvalidGrant("The account of this person was disabled.").exception();
    }
    if (wish.subject().filter(p -> !usable.isConfirmed(p)).isPresent()) {
      throw new ProtocolError.InvalidGrant(
              "This person has to confirm their e-mail address first, by the link that was sent to"
                  + " it.")
          .exception();
    }
    if (wish.isOfTokenRequest()) {
      requireOne(wish.resources());
    }
    Catalog known = catalog.get();
    Permission asked =
        wish.approved().isPresent()
            ? Narrowed.of(wish, wish.approved().get(), known)
            : Asked.by(wish.withScopeOfItsOwn(), known);
    ProfileCheck.require(wish, asked, known);
    if (wish.isOfTokenRequest() && asked.named() && asked.audience().size() > 1) {
      throw invalidTarget(
          "This is about several resources, and a token is for one; ask for each on its own: "
              + String.join(" or ", asked.audience()));
    }
    return permitted(wish, asked, known);
  }

  /// Refuses a token request for several resources.
  void requireOne(List<String> resources) {
    if (resources.size() > 1 && resources.stream().distinct().count() > 1) {
      throw invalidTarget(
          "A token is for one resource; send resource once: "
              + resources.stream()
                  .distinct()
                  .filter(catalog.get()::knows)
                  .collect(Collectors.joining(" or ")));
    }
  }

  /// The scopes that belong to a resource or to the issuer now.
  Scope scope(String uri) {
    return catalog.get().scope(uri);
  }

  /// Whether the tokens go to an API, and not to the server itself alone.
  public boolean isForApi(Wish wish) {
    String issuer = catalog.get().issuer();
    return !wish.details().isEmpty()
        || !wish.resources().stream().allMatch(issuer::equals)
        || wish.scope().filter(scope -> scope.without(catalog.get().own()).isEmpty()).isEmpty();
  }

  /// Looks only for faults that the client made, before it is known who the person is.
  ///
  /// @return what the client asks for, of which the person may lack some
  /// @throws ProtocolException as [#decide], but for everything that depends on the person
  public Permission precheck(Wish wish) {
    Permission asked = Asked.by(wish.withScopeOfItsOwn(), catalog.get());
    ProfileCheck.require(wish, asked, catalog.get());
    if (asked.scope().isEmpty() && asked.details().isEmpty()) {
      throw emptyScope();
    }
    return asked;
  }

  /// What of it this client and this subject may have now.
  private static Permission permitted(Wish wish, Permission asked, Catalog known) {
    if (asked.audience().stream().noneMatch(known::knows)) {
      throw invalidTarget("The resource that was granted is no longer there.");
    }
    Scope registered = asked.scope().retain(wish.client().scope());
    Scope scope =
        wish.subject()
            .map(person -> known.grantable(registered, person, asked.audience()))
            .orElseGet(() -> registered.without(known.own()));
    List<AuthorizationDetail> details =
        RichAuthorization.permitted(wish.client(), wish.subject(), asked.details(), known);
    if (scope.isEmpty() && details.isEmpty()) {
      throw asked.details().isEmpty() && (registered.isEmpty() || wish.subject().isEmpty())
          ? emptyScope()
          : lacksRole(registered);
    }
    List<String> audience = audience(asked.with(details), scope, known);
    if (audience.isEmpty()) {
      throw audience(asked, registered, known).isEmpty()
          ? invalidTarget(
              "Nothing of the scope belongs to the resource that is named; ask for one of its"
                  + " scopes, or leave the resource out.")
          : lacksRole(registered);
    }
    return new Permission(scope, audience, asked.named(), details, api(audience, known));
  }

  /// What is left to a client of what it was granted, of all the resources together for which a
  /// token request may name one. That it has to name one takes nothing of it.
  ///
  /// @return empty where nothing is
  static Optional<Permission> left(Client client, Person person, Grant grant, Catalog known) {
    List<String> resources =
        grant.resources().stream()
            .filter(uri -> known.find(uri).stream().allMatch(a -> ProfileCheck.allows(client, a)))
            .toList();
    if (resources.stream().noneMatch(known::knows)) {
      return Optional.empty();
    }
    Scope scope = known.grantable(grant.scope(client), person, resources);
    List<AuthorizationDetail> details =
        RichAuthorization.permitted(
            client,
            Optional.of(person),
            RichAuthorization.of(resources, grant.details(), known),
            known);
    if (scope.isEmpty() && details.isEmpty()) {
      return Optional.empty();
    }
    Permission all =
        new Permission(scope, resources, grant.resourcesNamed(), details, Optional.empty());
    return Optional.of(all).filter(p -> !audience(p, scope, known).isEmpty());
  }

  private static Optional<Resource> api(List<String> audience, Catalog known) {
    for (String uri : audience) {
      Optional<Resource> api = known.find(uri);
      if (api.isPresent()) {
        return api;
      }
    }
    return Optional.empty();
  }

  /// A token is for no API of which it has neither scope nor details, also where less is given than
  /// was asked for: an API may decide by the roles in the token alone.
  private static List<String> audience(Permission asked, Scope scope, Catalog known) {
    List<String> ofDetails = RichAuthorization.resources(asked.details(), known);
    List<String> left = new ArrayList<>();
    for (String uri : asked.audience()) {
      if ((known.declaresAny(uri, scope) || ofDetails.contains(uri))
          && (asked.named() || !uri.equals(known.issuer()) || scope.contains("openid"))) {
        left.add(uri);
      }
    }
    return left.isEmpty() && !asked.named() ? List.of(known.issuer()) : left;
  }

  private static ProtocolException lacksRole(Scope scope) {
    return new ProtocolError.AccessDenied(
            "The person lacks the role that "
                + (scope.isEmpty()
                    ? "this needs, or this client may no longer have it."
                    : "the scope " + scope + " needs."))
        .exception();
  }

  private static ProtocolException emptyScope() {
    return new ProtocolError.InvalidScope(
            "The request comes down to no scope at all; ask for one that this client is registered"
                + " for.")
        .exception();
  }

  static ProtocolException invalidTarget(String description) {
    return new ProtocolError.InvalidTarget(description).exception();
  }
}

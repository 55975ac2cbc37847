package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;

/// What a token request has proved, before anything is decided or spent.
public sealed interface Proof {
  /// `scope` of the token request; empty when it had none.
  Optional<Scope> scope();

  /// Every `resource` of the token request.
  List<String> resources();

  /// `authorization_details` of the token request (RFC 9396 §6); empty when it had none.
  List<AuthorizationDetail> details();

  /// What may come of a proof of which no refresh token does: nobody is there to allow access while
  /// the person is away.
  static Scope withoutRefresh(Scope scope) {
    return scope.without(Scope.of("offline_access"));
  }

  /// The client acts for itself. RFC 6749 §4.4.
  record OfClient(Optional<Scope> scope, List<String> resources, List<AuthorizationDetail> details)
      implements Proof {}

  /// The client presented an authentic handle of its own, and everything that goes with it.
  ///
  /// @param found the row as it was read; spending may still find it changed
  record OfPerson(
      Grants.Found found,
      Handle handle,
      Optional<Scope> scope,
      List<String> resources,
      List<AuthorizationDetail> details)
      implements Proof {}

  /// The client presented an access token of a person, to exchange it. RFC 8693 §2.1.
  ///
  /// @param subject the token, which is good now
  /// @param left of its scope, what its client may still have
  /// @param found its grant
  /// @param most of the scopes of the grant those that its own client may still have
  /// @param actor the token of whoever acts, if it is another than the client
  /// @param actorName our own name for them
  /// @param asJwt whether what is issued has to be a JWT
  /// @param details which there are none of here, so that they are refused
  record OfToken(
      AccessToken subject,
      Scope left,
      Grants.Found found,
      Scope most,
      Optional<AccessToken> actor,
      Optional<String> actorName,
      boolean asJwt,
      Optional<Scope> scope,
      List<String> resources,
      List<AuthorizationDetail> details)
      implements Proof {
    /// What it had on the way here.
    Chain chain() {
      return Chain.of(subject, left);
    }
  }

  /// The client brought what a trusted issuer says of a person. RFC 7523 §2.1.
  ///
  /// @param issuer who says so
  /// @param most the scope that the issuer is trusted for
  /// @param once the assertion, which is good for one request
  /// @param details as in [OfToken]
  record OfAssertion(
      String issuer,
      Person person,
      Scope most,
      Once once,
      Optional<Scope> scope,
      List<String> resources,
      List<AuthorizationDetail> details)
      implements Proof {}
}

package dev.mapae.authorizationserver.assertion;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.protocol.Scope;
import java.util.Optional;

/// What an issuer that is trusted says of somebody, as [TrustedIssuers] verified it. RFC 7523 §3.
public final class Verified {
  private final Assertion assertion;
  private final TrustedIssuer issuer;

  Verified(Assertion assertion, TrustedIssuer issuer) {
    this.assertion = assertion;
    this.issuer = issuer;
  }

  /// Whose it is.
  public TrustedIssuer issuer() {
    return issuer;
  }

  /// Whom it is about.
  ///
  /// @throws dev.mapae.protocol.ProtocolException when it does not say
  public String subject() {
    return assertion.text("sub");
  }

  /// What it limits the tokens to, if it does.
  public Optional<Scope> scope() {
    return assertion.claims().containsKey("scope")
        ? Optional.of(Scope.parse(assertion.text("scope")))
        : Optional.empty();
  }

  /// By which it is good for one request.
  public Once once() {
    return assertion.once(Once.Kind.AUTHORIZATION_GRANT, issuer.issuer());
  }

  /// Tells whose it is and no more.
  @Override
  public String toString() {
    return "Verified[" + issuer.issuer() + "]";
  }
}

package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.assertion.TrustedIssuer.Subjects;
import dev.mapae.authorizationserver.assertion.TrustedIssuers;
import dev.mapae.authorizationserver.assertion.Verified;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.Optional;

/// The client brings what another server, which is trusted here, says of a person. RFC 7523 §2.1.
public final class JwtBearer implements GrantType {
  /// The value of `grant_type`.
  public static final String NAME = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final TrustedIssuers trusted;
  private final People people;

  public JwtBearer(TrustedIssuers trusted, People people) {
    this.trusted = trusted;
    this.people = people;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    if (client.isOfStrangers()) {
      throw new ProtocolError.UnauthorizedClient(
              "A client that nobody here vouches for cannot bring assertions of others.")
          .exception();
    }
    Verified verified =
        trusted.verify(
            Assertion.parse("assertion", form.required("assertion"), JwtBearer::invalid), client);
    Once once = verified.once();
    Optional<Scope> scope = form.one("scope").map(Scope::parse);
    Scope most = most(verified, scope);
    return new Proof.OfAssertion(
        verified.issuer().issuer(),
        person(verified),
        most,
        once,
        scope,
        form.all("resource"),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }

  private Person person(Verified verified) {
    Subjects subjects = verified.issuer().subjects();
    String subject = verified.subject();
    return subjects
        .username(subject)
        .filter(Person::isUsername)
        .flatMap(people::findByUsername)
        // Others choose their username, and might choose one that the issuer speaks of.
        .filter(person -> person.origin() == Origin.DECLARED)
        // Two who differ in upper and lower case are one here, and may be two there.
        .filter(person ->
            !(subjects instanceof Subjects.Usernames) || person.username().equals(subject))
        .orElseThrow(() -> invalid("The sub of the assertion is nobody here."));
  }

  private static Scope most(Verified verified, Optional<Scope> asked) {
    Scope trusted = Proof.withoutRefresh(verified.issuer().scope());
    Scope most = verified.scope().map(trusted::retain).orElse(trusted);
    Scope beyond = asked.map(scope -> scope.without(most)).orElse(Scope.empty());
    if (!beyond.isEmpty()) {
      throw new ProtocolError.InvalidScope(
              "The assertion is not good for the scope " + beyond + "; leave it out.")
          .exception();
    }
    return most;
  }

  /// RFC 7523 §3.1.
  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }
}

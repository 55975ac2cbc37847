package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.authentication.Passkeys;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.Security.Fault;
import dev.mapae.authorizationserver.interaction.Security.Had;
import dev.mapae.authorizationserver.interaction.Security.Making;
import dev.mapae.authorizationserver.interaction.Security.Taken;
import dev.mapae.authorizationserver.interaction.WayIn;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;

/// What people have beside their password, as the page about it shows it.
///
/// @param ways by what people get in
public record SecurityContent(
    FrontDoor door, SecondFactors factors, SignInPolicy policy, WaysIn ways) {
  /// All that somebody has.
  Holder holder(Person person) {
    return factors.factors().find(person.subject()).orElseGet(() -> new Holder(person, List.of()));
  }

  /// Whether something of this id is among it.
  boolean has(Person person, String id) {
    return holder(person).factors().stream().anyMatch(factor -> factor.id().equals(id));
  }

  /// That somebody has already what a form is to add.
  Optional<Fault> already(Person person, Parameters form) {
    return form.one("enrolment")
        .flatMap(sealed -> factors.enrolment().id(person.subject(), sealed))
        .filter(id -> has(person, id))
        .map(_ -> Fault.ADDED_BEFORE)
        // A passkey is its own whatever form it comes in.
        .or(() -> Passkeys.rowId(form).filter(id -> has(person, id)).map(_ -> Fault.HAS_PASSKEY));
  }

  /// Whether people make passkeys: to sign in by one alone, or after something else.
  boolean offersPasskeys() {
    return policy.has(Method.PASSKEY) || factors.policy().offersPasskeys();
  }

  /// Whether somebody has anything in whose place recovery codes are taken.
  boolean takesRecoveryCodes(Holder holder) {
    return factors.policy().accepts(Kind.RECOVERY_CODE) && hasAccepted(holder);
  }

  /// Why somebody does not remove something: with it they get in after a first factor, and with the
  /// rest they would not.
  Optional<Fault> keeping(Holder before, Holder after) {
    if (!hasAccepted(before) || hasAccepted(after)) {
      return Optional.empty();
    }
    if (factors.policy().isRequiredOf(before.person())) {
      return Optional.of(Fault.LAST);
    }
    boolean alone = policy.has(Method.PASSKEY) && !after.of(Kind.PASSKEY).isEmpty();
    return Optional.of(Fault.LAST_ACCEPTED).filter(_ -> after.hasSecond() && !alone);
  }

  private boolean hasAccepted(Holder holder) {
    return factors.policy().accepted(holder).hasSecond();
  }

  /// What the page shows somebody in their session.
  Security of(Request request, Sessions.Found who) {
    return of(request, who.person(), who.session());
  }

  /// The same in the session in which the page is posted.
  Security of(Request request, Person person, Session session) {
    Holder holder = holder(person);
    return new Security(
        holder.of(Kind.TOTP).stream().map(SecurityContent::had).toList(),
        holder.of(Kind.PASSKEY).stream().map(SecurityContent::had).toList(),
        new Taken(
            factors.policy().accepts(Kind.TOTP),
            factors.policy().accepts(Kind.PASSKEY),
            policy.has(Method.PASSKEY),
            takesRecoveryCodes(holder)),
        offersPasskeys() ? Optional.of(making(request, person, session, holder)) : Optional.empty(),
        holder.of(Kind.RECOVERY_CODE).size(),
        List.of(),
        WayIn.of(ways),
        Optional.empty(),
        Optional.empty());
  }

  private Making making(Request request, Person person, Session session, Holder holder) {
    return new Making(
        door.challenge(request, AccountPlace.SECURITY, session),
        factors.passkeys().userHandle(person),
        person.username(),
        holder.of(Kind.PASSKEY).stream().map(Passkeys::credentialId).toList());
  }

  private static Had had(Factor factor) {
    return new Had(factor.id(), factor.name(), factor.createdAt(), factor.usedAt());
  }
}

package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.authorizationserver.issue.ReservedClaims;
import dev.mapae.authorizationserver.issue.StandardClaims;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides what is believed of somebody who signed in elsewhere, and who they are here.
///
/// Whether they get anything is decided where that always is: this only says that they are there.
record Acceptance(
    SignInElsewhere elsewhere,
    BroughtPeople brought,
    People people,
    Factors factors,
    UsablePeople usable,
    SecondFactorPolicy policy,
    Lifetimes lifetimes,
    Audit audit,
    InstantSource clock) {
  /// RFC 8176 §2, but for `mfa`.
  private static final Set<String> METHODS =
      Set.of(
          "face", "fpt", "geo", "hwk", "iris", "kba", "mca", "otp", "pin", "pop", "pwd", "rba",
          "retina", "sc", "sms", "swk", "tel", "user", "vbm", "wia");

  private static final String BOTH = "mfa";
  private static final int MOST_METHODS = 10;

  /// How far the clock of somebody else may be ahead.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  /// Somebody who may sign in.
  ///
  /// @param person as they are said to be
  /// @param at when they did
  record Accepted(Person person, Instant at, List<String> amr) {}

  /// What somebody has to sign in for, with what all people must.
  SignInWanted asked(SignInWanted wanted) {
    return policy.everybody() ? wanted.withSecondFactor() : wanted;
  }

  /// Checks whether somebody is accepted. Nothing is kept of one who is not.
  ///
  /// @throws Problem.Refused for whom, or what, is not accepted
  Accepted check(SignedInPerson said, SignInWanted wanted) {
    Instant at = authenticatedAt(said, wanted);
    checkMethods(said.amr());
    Person person = person(said);
    if (person.enabled() && !usable.isConfirmed(person)) {
      throw Problem.PERSON_DISABLED.because(
          "This person made their account here, and never confirmed the address of it; nobody signs"
              + " in by it until an operator disables 'require_verified_address', or deletes it.");
    }
    if (!usable.test(person)) {
      throw Problem.PERSON_DISABLED.because("This person is disabled here; tell them so.");
    }
    if (elsewhere.secondFactor()
        && (wanted.secondFactor() || policy.isRequiredOf(person))
        && !said.amr().contains(BOTH)
        && factors.find(person.subject()).filter(Holder::hasSecond).isEmpty()) {
      throw Problem.SECOND_FACTOR_NEEDED.because(
          "One factor is not enough for what is asked for, or for this person; have them show a"
              + " second one, and say mfa in amr.");
    }
    if (!elsewhere.secondFactor()
        && policy.isRequiredOf(person)
        && !at.isAfter(clock.instant().minus(AccountPlace.FRESH))
        && factors.find(person.subject()).filter(Holder::hasSecond).isEmpty()) {
      // Nobody sets one up in a browser that they found.
      throw Problem.AUTHENTICATION_TIME.because(
          "They have to set up a second factor, for which they signed in too long ago; have them"
              + " sign in again, and leave auth_time out then.");
    }
    return new Accepted(person, at, said.amr());
  }

  /// Keeps what was said of somebody, once nothing else can be refused.
  ///
  /// @throws Problem.Refused where somebody else is here in their place
  Holder keep(Request request, Accepted accepted) {
    Person person = accepted.person();
    switch (elsewhere.people()) {
      case KNOWN -> {}
      case BROUGHT -> {
        switch (brought.keep(person)) {
          case NEW -> record(AuditEvent.Type.PERSON_BROUGHT, request, person);
          case CHANGED -> record(AuditEvent.Type.PERSON_CHANGED, request, person);
          case SAME, ANOTHERS -> {}
        }
      }
    }
    return factors
        .find(person.subject())
        .orElseThrow(() -> unknown("They were deleted at this moment; answer again."));
  }

  private void record(AuditEvent.Type type, Request request, Person person) {
    audit.record(
        AuditEvent.of(type, request)
            .with("sub", person.subject())
            .with("signed_in_by", brought.name())
            .with("roles", String.join(" ", person.roles().stream().sorted().toList())));
  }

  /// By what the site knows somebody; empty for one whom it does not.
  Optional<String> nameThere(Person person) {
    return switch (elsewhere.people()) {
      case KNOWN -> Optional.of(person.username());
      case BROUGHT -> brought.nameThere(person);
    };
  }

  /// Whether the site means this person by that name.
  boolean isCalled(Person person, String name) {
    return switch (elsewhere.people()) {
      case KNOWN -> known(name).filter(p -> p.subject().equals(person.subject())).isPresent();
      case BROUGHT -> brought.nameThere(person).filter(name::equals).isPresent();
    };
  }

  private Optional<Person> known(String username) {
    return Optional.of(username).filter(Person::isUsername).flatMap(people::findByUsername);
  }

  private Instant authenticatedAt(SignedInPerson said, SignInWanted wanted) {
    Instant now = clock.instant();
    Instant at = said.authTime().orElse(now);
    if (at.isAfter(now.plus(CLOCKS_DIFFER))) {
      throw Problem.AUTHENTICATION_TIME.because(
          "The auth_time is in the future; leave it out for somebody who signed in just now.");
    }
    Instant oldest = now.minus(lifetimes.of(Lifetime.SESSION));
    if (!at.isAfter(oldest) || wanted.after().filter(after -> !at.isAfter(after)).isPresent()) {
      throw Problem.AUTHENTICATION_TIME.because(
          "They signed in too long ago for what is asked for; have them sign in again, and leave"
              + " auth_time out then.");
    }
    return at.isAfter(now) ? now : at;
  }

  private void checkMethods(List<String> amr) {
    if (amr.contains(BOTH) && !elsewhere.secondFactor()) {
      throw Problem.AMR_NOT_ALLOWED.because(
          "This site may not say mfa: the second factor is shown here. Leave it out, or allow it"
              + " with second_factor: theirs.");
    }
    if (amr.size() > MOST_METHODS
        || !amr.stream().allMatch(method -> METHODS.contains(method) || method.equals(BOTH))) {
      throw Problem.AMR_NOT_ALLOWED.because(
          "The amr has a value that RFC 8176 does not have, or too many.");
    }
  }

  private Person person(SignedInPerson said) {
    return switch (elsewhere.people()) {
      case KNOWN -> {
        if (!said.claims().isEmpty() || !said.roles().isEmpty()) {
          throw Problem.INVALID_OUTCOME.because(
              "People are kept here, so that nothing can be said of them; leave claims and roles"
                  + " out.");
        }
        yield known(said.id()).orElseThrow(() -> unknown("Nobody here has this username."));
      }
      case BROUGHT -> {
        checkKnown(said.claims());
        if (!elsewhere.roles().containsAll(said.roles())) {
          throw Problem.ROLE_NOT_ALLOWED.because(
              "One of the roles is not among those that the configuration lets this site give.");
        }
        yield brought.as(said);
      }
    };
  }

  private static void checkKnown(Map<String, Object> claims) {
    claims.forEach((name, value) -> {
      if (name.isEmpty()) {
        throw Problem.INVALID_OUTCOME.because("There is a claim without a name; leave it out.");
      }
      if (ReservedClaims.has(name)) {
        throw Problem.INVALID_OUTCOME.because(
            "Only this server says the claim " + printable(name) + "; leave it out.");
      }
      boolean isAddress = name.split("#", 2)[0].equals("email");
      if (StandardClaims.typeOf(name).filter(type -> !type.has(value)).isPresent()
          || (isAddress && MailAddress.of(String.valueOf(value)).isEmpty())) {
        throw Problem.INVALID_OUTCOME.because(
            "The claim " + printable(name) + " is not as OIDC Core §5.1 has it.");
      }
    });
  }

  private static String printable(String name) {
    return name.length() <= 100 && name.chars().allMatch(c -> c > 0x20 && c < 0x7f)
        ? name
        : "with a strange name";
  }

  private static Problem.Refused unknown(String detail) {
    return Problem.UNKNOWN_PERSON.because(detail);
  }
}

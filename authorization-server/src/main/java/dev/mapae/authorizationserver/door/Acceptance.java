package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.authorizationserver.issue.ReservedClaims;
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
    Lifetimes lifetimes,
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
  /// @param at when they did
  record Accepted(Holder holder, Instant at, List<String> amr) {}

  /// Accepts somebody.
  ///
  /// @throws Problem.Refused for whom, or what, is not accepted
  Accepted accept(SignedInPerson said, SignInWanted wanted) {
    Instant at = authenticatedAt(said, wanted);
    checkMethods(said.amr());
    Person person = person(said);
    if (!usable.test(person)) {
      throw Problem.PERSON_DISABLED.because("This person is disabled here; tell them so.");
    }
    Holder holder =
        factors
            .find(person.subject())
            .orElseThrow(() -> unknown("They were deleted at this moment; answer again."));
    if (wanted.secondFactor()
        && elsewhere.secondFactor()
        && !said.amr().contains(BOTH)
        && !holder.hasSecond()) {
      throw Problem.SECOND_FACTOR_NEEDED.because(
          "What is asked for needs two factors; have them show a second one, and say mfa in amr.");
    }
    return new Accepted(holder, at, said.amr());
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
        yield Optional.of(said.id())
            .filter(Person::isUsername)
            .flatMap(people::findByUsername)
            .orElseThrow(() -> unknown("Nobody here has this username."));
      }
      case BROUGHT -> {
        checkKnown(said.claims());
        if (!elsewhere.roles().containsAll(said.roles())) {
          throw Problem.ROLE_NOT_ALLOWED.because(
              "One of the roles is not among those that the configuration lets this site give.");
        }
        yield brought.bring(said);
      }
    };
  }

  private static void checkKnown(Map<String, Object> claims) {
    claims.forEach((name, value) -> {
      if (ReservedClaims.has(name)) {
        throw Problem.INVALID_OUTCOME.because(
            "Only this server says the claim " + printable(name) + "; leave it out.");
      }
      boolean wrong =
          switch (name.split("#", 2)[0]) {
            case "email" -> !(value instanceof String email && MailAddress.of(email).isPresent());
            case "email_verified", "phone_number_verified" -> !(value instanceof Boolean);
            case "updated_at" -> !(value instanceof Number);
            case "name", "given_name", "family_name", "preferred_username", "locale", "zoneinfo" ->
                !(value instanceof String);
            default -> false;
          };
      if (wrong) {
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

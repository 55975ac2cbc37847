package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.TypedPasswords;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange;
import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange.Progress;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.recovery.AddressProof;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// Where people say that they have another address, where mails go out. It is theirs once a link
/// that goes there is followed; the one of before stays until then.
///
/// They type their password, if they have one: a new address leads to a new password, so that a
/// session alone must not be enough.
public record AddressPage(FrontDoor door, SignIn signIn, AddressProof proof, Audit audit)
    implements PersonalPage<AddressChange> {
  @Override
  public Outcome<AddressChange> get(Request request) {
    return door.open(request, AccountPlace.EMAIL, who -> content(who.person(), "", Progress.ASKED));
  }

  /// With the fields `email` and, where they have one, `password`.
  @Override
  public Outcome<AddressChange> post(Request request) {
    return door.take(
        request,
        AccountPlace.EMAIL,
        (who, form) -> {
          String typed = form.one("email").orElse("").strip();
          Progress progress =
              change(request, who.person(), MailAddress.of(typed), form.one("password").orElse(""));
          return door.show(
              request, AccountPlace.EMAIL, who, content(who.person(), typed, progress));
        });
  }

  private Progress change(
      Request request, Person person, Optional<MailAddress> address, String password) {
    if (isDeclared(person)) {
      return Progress.ASKED;
    }
    if (address.isEmpty()) {
      return Progress.NO_ADDRESS;
    }
    Optional<Progress> fault = fault(request, person, password);
    if (fault.isPresent()) {
      return fault.get();
    }
    if (!proof.change(request, door.uiLocales(request), person, address.get())) {
      return Progress.TOO_MANY;
    }
    audit.record(
        AuditEvent.of(AuditEvent.Type.ADDRESS_CHANGE_REQUESTED, request)
            .with("sub", person.subject()));
    return Progress.SENT;
  }

  /// Why it is not shown that this is the person, and not whoever has their session.
  private Optional<Progress> fault(Request request, Person person, String password) {
    try {
      if (!signIn.passwords().areAskedOf(person)
          || signIn.passwords().confirm(request, person, password)) {
        return Optional.empty();
      }
      audit.record(refused(request, person));
      return Optional.of(Progress.WRONG);
    } catch (TypedPasswords.TooManyGuesses e) {
      audit.record(refused(request, person).with("reason", "too_many"));
      return Optional.of(Progress.TOO_MANY_GUESSES);
    } catch (Passwords.Busy e) {
      audit.record(refused(request, person).with("reason", "busy"));
      return Optional.of(Progress.BUSY);
    }
  }

  private static AuditEvent refused(Request request, Person person) {
    return AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request).with("sub", person.subject());
  }

  private AddressChange content(Person person, String typed, Progress progress) {
    return new AddressChange(
        person.address().map(MailAddress::value),
        person.verifiedAddress().isPresent(),
        isDeclared(person),
        signIn.passwords().areAskedOf(person),
        typed,
        progress);
  }

  private static boolean isDeclared(Person person) {
    return person.origin() == Origin.DECLARED;
  }
}

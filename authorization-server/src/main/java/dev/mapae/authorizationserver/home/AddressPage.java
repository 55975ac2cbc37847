package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
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
public record AddressPage(FrontDoor door, AddressProof proof, Audit audit)
    implements PersonalPage<AddressChange> {
  @Override
  public Outcome<AddressChange> get(Request request) {
    return door.open(request, AccountPlace.EMAIL, who -> content(who.person(), "", Progress.ASKED));
  }

  /// With the field `email`.
  @Override
  public Outcome<AddressChange> post(Request request) {
    return door.take(
        request,
        AccountPlace.EMAIL,
        (who, form) -> {
          String typed = form.one("email").orElse("").strip();
          Progress progress = change(request, who.person(), MailAddress.of(typed));
          return door.show(
              request, AccountPlace.EMAIL, who, content(who.person(), typed, progress));
        });
  }

  private Progress change(Request request, Person person, Optional<MailAddress> address) {
    if (isDeclared(person)) {
      return Progress.ASKED;
    }
    if (address.isEmpty()) {
      return Progress.NO_ADDRESS;
    }
    if (!proof.change(request, door.uiLocales(request), person, address.get())) {
      return Progress.TOO_MANY;
    }
    audit.record(
        AuditEvent.of(AuditEvent.Type.ADDRESS_CHANGE_REQUESTED, request)
            .with("sub", person.subject()));
    return Progress.SENT;
  }

  private static AddressChange content(Person person, String typed, Progress progress) {
    return new AddressChange(
        person.address().map(MailAddress::value),
        person.verifiedAddress().isPresent(),
        isDeclared(person),
        typed,
        progress);
  }

  private static boolean isDeclared(Person person) {
    return person.origin() == Origin.DECLARED;
  }
}

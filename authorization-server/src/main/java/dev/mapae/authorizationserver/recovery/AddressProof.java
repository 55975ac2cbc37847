package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.TypedPasswords;
import dev.mapae.authorizationserver.authorize.AddressToConfirm;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AddressSteps;
import dev.mapae.authorizationserver.interaction.Letter;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.MailedLinks.Recipient;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// People prove that an address is theirs, by a link that goes there. OIDC Core §5.1,
/// `email_verified`.
///
/// The link alone proves nothing of the account: a stranger may have made it with the address of
/// somebody else, who opens the link without much thought. So it works only for who is signed in as
/// that person, or knows their password.
public final class AddressProof implements AddressSteps, AddressToConfirm {
  private static final List<Purpose> LINKS =
      List.of(Purpose.CONFIRM_ADDRESS, Purpose.CHANGE_ADDRESS);

  private final OpenedLinks opened;
  private final Outbox outbox;
  private final SignIn signIn;
  private final People people;
  private final Pages pages;
  private final Journal journal;
  private final InstantSource clock;
  private final Audit audit;
  private final MailPaces paces;

  AddressProof(
      OpenedLinks opened,
      Outbox outbox,
      SignIn signIn,
      People people,
      Pages pages,
      Journal journal,
      MailPaces paces,
      InstantSource clock,
      Audit audit) {
    this.opened = opened;
    this.outbox = outbox;
    this.signIn = signIn;
    this.people = people;
    this.pages = pages;
    this.journal = journal;
    this.clock = clock;
    this.audit = audit;
    this.paces = paces;
  }

  /// Sends somebody a link to the address that they want in place of the one they have.
  ///
  /// @return whether that is within the pace
  public boolean change(
      Request request, List<String> uiLocales, Person person, MailAddress address) {
    if (!paces.admitProofOfSignedIn(request, person, address)) {
      refused(request, person);
      return false;
    }
    write(
        request,
        uiLocales,
        Purpose.CHANGE_ADDRESS,
        new Recipient(person, address),
        link -> new Occasion.ChangeAddress(link, Purpose.CHANGE_ADDRESS.lifetime()));
    return true;
  }

  @Override
  public Asked ask(Request request, List<String> uiLocales, Person person) {
    Optional<MailAddress> address = person.address();
    if (address.isEmpty() || (!signIn.isUsable(person) && !signIn.passwords().areAskedOf(person))) {
      return Asked.IN_VAIN;
    }
    if (!paces.admitProof(request, person, address.get())) {
      refused(request, person);
      return Asked.TOO_MANY;
    }
    write(
        request,
        uiLocales,
        Purpose.CONFIRM_ADDRESS,
        new Recipient(person, address.get()),
        link -> new Occasion.ConfirmAddress(link, Purpose.CONFIRM_ADDRESS.lifetime()));
    return Asked.SENT;
  }

  /// When the address is another's, they are told instead, and nobody else is: whoever typed it
  /// learns nothing.
  private void write(
      Request request,
      List<String> uiLocales,
      Purpose purpose,
      Recipient to,
      Function<String, Occasion> occasion) {
    Optional<Person> holder =
        people
            .findToSignIn(to.address().value())
            .filter(p -> !p.subject().equals(to.person().subject()));
    MailedLinks links = opened.links();
    // Of nobody as well: it costs time.
    boolean isTold = paces.admitNotice(holder, to.address());
    if (holder.isPresent()) {
      Occasion inUse = new Occasion.AddressInUse(holder.get().username());
      links.sendInstead(
          purpose,
          holder.get().verifiedAddress().filter(_ -> isTold),
          pages.letter(request, uiLocales, inUse));
    } else {
      links.send(
          purpose, Optional.of(to), link -> pages.letter(request, uiLocales, occasion.apply(link)));
    }
  }

  private void refused(Request request, Person person) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.ADDRESS_CONFIRMATION_REFUSED, request)
            .with("sub", person.subject())
            .with("reason", "too_many_mails"));
  }

  @Override
  public LinkOutcome confirm(Request request, Function<ConfirmOutcome, Response> page) {
    LinkOutcome outcome = opened.open(request, LINKS, this::person, p -> !isSignedIn(request, p));
    return outcome instanceof LinkOutcome.Ask(var prompt)
            && prompt.asksPassword()
            && opened
                .found(request, LINKS)
                .filter(link -> person(link).filter(p -> mustSignInFirst(link, p)).isPresent())
                .isPresent()
        ? new LinkOutcome.GoOn(signInFirst(request, page))
        : outcome;
  }

  /// Whether they show by no password that they are who they are: they have none here, or it is not
  /// enough where the account gets an address, which is a way in. To confirm the one that it has it
  /// is enough where they are not let in at all before that.
  private boolean mustSignInFirst(MailLink link, Person person) {
    return (link.purpose() == Purpose.CHANGE_ADDRESS || signIn.isUsable(person))
        ? !signIn.passwords().areEnoughFor(person)
        : !signIn.passwords().areAskedOf(person);
  }

  /// To the sign-in page; but somebody else who is signed in would be sent on from there, as who
  /// they are.
  private Response signInFirst(Request request, Function<ConfirmOutcome, Response> page) {
    return signIn
        .current(request)
        .map(other ->
            page.apply(
                new ConfirmOutcome.SignedInAs(
                    other.person().username(),
                    opened.visits().url(opened.visits().of(request), Paths.SIGN_OUT),
                    opened.uiLocales(request))))
        .orElseGet(() -> toSignIn(request));
  }

  /// Who comes back by the link in the mail is asked then.
  private Response toSignIn(Request request) {
    Visits visits = opened.visits();
    Visit visit = visits.of(request);
    return visits.goTo(
        visit.with(Parameters.empty().with("page", AccountPlace.EMAIL.word())),
        Paths.ACCOUNT_SIGN_IN);
  }

  /// Whom a link is good for.
  private Optional<Person> person(MailLink link) {
    return people.find(link.subject()).filter(Person::enabled).filter(link::mayGive);
  }

  private boolean isSignedIn(Request request, Person person) {
    return signIn
        .current(request)
        .filter(found -> found.person().subject().equals(person.subject()))
        .isPresent();
  }

  @Override
  public Response submitConfirm(Request request, Function<ConfirmOutcome, Response> page) {
    Optional<MailLink> link = opened.posted(request, LINKS);
    List<String> uiLocales = opened.uiLocales(request);
    Optional<Person> person = link.flatMap(this::person);
    if (person.isEmpty()) {
      return refused(request, page, "link", new ConfirmOutcome.Gone(uiLocales));
    }
    if (!isSignedIn(request, person.get()) && mustSignInFirst(link.get(), person.get())) {
      return signInFirst(request, page);
    }
    Optional<Fault> fault = fault(request, person.get());
    if (fault.isPresent()) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.ADDRESS_CONFIRMATION_REFUSED, request)
              .with("sub", person.get().subject())
              .with("reason", fault.get().name().toLowerCase(Locale.ROOT)));
      return page.apply(
          new ConfirmOutcome.Again(
              opened.prompt(request, link.get(), person.get(), true), fault.get()));
    }
    return confirmed(request, page, link.get(), person.get());
  }

  /// Why it is not shown that this is the person.
  private Optional<Fault> fault(Request request, Person person) {
    if (isSignedIn(request, person)) {
      return Optional.empty();
    }
    try {
      return signIn.passwords().confirm(request, person, request.form().one("password").orElse(""))
          ? Optional.empty()
          : Optional.of(Fault.WRONG);
    } catch (TypedPasswords.TooManyGuesses e) {
      return Optional.of(Fault.TOO_MANY);
    } catch (Passwords.Busy e) {
      return Optional.of(Fault.BUSY);
    }
  }

  private Response confirmed(
      Request request, Function<ConfirmOutcome, Response> page, MailLink link, Person person) {
    List<String> uiLocales = opened.uiLocales(request);
    String address = link.address();
    Activity noted = journal.of(Activity.Kind.ADDRESS_CHANGED, request, link.subject());
    return switch (people.confirmAddress(
        link, notices(request, link, person), clock.instant(), noted)) {
      case DONE -> {
        audit.record(
            AuditEvent.of(AuditEvent.Type.ADDRESS_CONFIRMED, request).with("sub", link.subject()));
        yield opened.forgotten(page.apply(new ConfirmOutcome.Confirmed(address, uiLocales)));
      }
      case ANOTHERS ->
          refused(request, page, "anothers", new ConfirmOutcome.Anothers(address, uiLocales));
      case LINK_GONE -> refused(request, page, "link", new ConfirmOutcome.Gone(uiLocales));
    };
  }

  /// Both addresses are told of a change: that of before too, for its owner may not have meant it.
  private List<OutgoingMail> notices(Request request, MailLink link, Person person) {
    if (link.purpose() != Purpose.CHANGE_ADDRESS) {
      return List.of();
    }
    Letter letter =
        pages.letter(
            request,
            opened.uiLocales(request),
            new Occasion.AddressChanged(person.username(), link.address()));
    return Stream.concat(person.verifiedAddress().stream(), MailAddress.of(link.address()).stream())
        .distinct()
        .map(to -> outbox.row(Optional.of(to), letter, Outbox.A_DAY))
        .toList();
  }

  private Response refused(
      Request request,
      Function<ConfirmOutcome, Response> page,
      String reason,
      ConfirmOutcome outcome) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.ADDRESS_CONFIRMATION_REFUSED, request)
            .with("reason", reason));
    return opened.forgotten(page.apply(outcome));
  }
}

package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.account.NewPassword;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.KnownBrowsers;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ForgottenPrompt;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.RecoverySteps;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.MailedLinks.Recipient;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Somebody forgot their password and chooses a new one, by a link that goes to their verified
/// address. NIST SP 800-63B §4.2.
///
/// Whether there is such a person shows in nothing: not in the answer, and not in the time that it
/// takes, for a mail to nobody is written down like any other. Who comes by a new password is not
/// signed in by it: they sign in with it, and whatever else is asked of them there is asked.
final class ForgottenPassword implements RecoverySteps {
  private static final List<Purpose> LINKS = List.of(Purpose.RESET_PASSWORD);

  private final OpenedLinks opened;
  private final Visits visits;
  private final MailedLinks links;
  private final Outbox outbox;
  private final KnownBrowsers known;
  private final People people;
  private final Passwords passwords;
  private final PasswordRules rules;
  private final Pages pages;
  private final Journal journal;
  private final InstantSource clock;
  private final Audit audit;
  private final MailPaces paces;

  ForgottenPassword(
      OpenedLinks opened,
      Outbox outbox,
      KnownBrowsers known,
      People people,
      Passwords passwords,
      PasswordRules rules,
      Pages pages,
      Journal journal,
      MailPaces paces,
      InstantSource clock,
      Audit audit) {
    this.opened = opened;
    this.visits = opened.visits();
    this.links = opened.links();
    this.outbox = outbox;
    this.known = known;
    this.people = people;
    this.passwords = passwords;
    this.rules = rules;
    this.pages = pages;
    this.journal = journal;
    this.clock = clock;
    this.audit = audit;
    this.paces = paces;
  }

  @Override
  public ForgottenOutcome forgotten(Request request) {
    Visit visit = visits.of(request);
    if (!visit.isNew()) {
      return new ForgottenOutcome.Ask(
          prompt(request, visit, visit.parameters().one("login_hint").orElse("")));
    }
    if (visits.isSaidToBeUnderWay(request)) {
      throw Visits.withoutCookie(Remedy.BEGINNING);
    }
    return new ForgottenOutcome.GoOn(visits.goTo(visit, Paths.FORGOTTEN_PASSWORD));
  }

  @Override
  public ForgottenOutcome submitForgotten(Request request) {
    Visit visit =
        visits
            .posted(
                visits.of(request), Step.FORGOTTEN_PASSWORD, "", request.form().required("step"))
            .orElseThrow(() -> Visits.tooOld(Remedy.BEGINNING));
    String typed = request.form().one("username").orElse("").strip();
    ForgottenPrompt prompt = prompt(request, visit, typed);
    if (!paces.admitPasswordFrom(request)) {
      audit.record(AuditEvent.of(AuditEvent.Type.PASSWORD_FORGOTTEN_REFUSED, request));
      return new ForgottenOutcome.TooMany(prompt);
    }
    Optional<Recipient> found = recipient(typed);
    // Of nobody as well: it costs time.
    boolean admitted = paces.admitPassword(found, typed);
    Optional<Recipient> to = found.filter(_ -> admitted);
    links.send(
        Purpose.RESET_PASSWORD,
        to,
        link ->
            pages.letter(
                request,
                prompt.uiLocales(),
                new Occasion.ForgottenPassword(
                    to.map(r -> r.person().username()).orElse(""),
                    link,
                    Purpose.RESET_PASSWORD.lifetime())));
    AuditEvent fact = AuditEvent.of(AuditEvent.Type.PASSWORD_FORGOTTEN, request);
    audit.record(found.map(r -> Recovery.asked(fact, r, admitted)).orElse(fact));
    return new ForgottenOutcome.Sent(prompt);
  }

  private Optional<Recipient> recipient(String typed) {
    return typed.length() > Person.MAX_USERNAME
        ? Optional.empty()
        : people.findToSignIn(typed).filter(Person::enabled).flatMap(Recipient::of);
  }

  @Override
  public LinkOutcome reset(Request request) {
    return opened.open(request, LINKS, this::person, _ -> false);
  }

  /// Whom a link is good for: it went to an address that is still theirs.
  private Optional<Person> person(MailLink link) {
    return people.find(link.subject()).filter(Person::enabled).filter(link::wentTo);
  }

  @Override
  public Response submitReset(Request request, Function<ResetOutcome, Response> page) {
    Optional<MailLink> link = opened.posted(request, LINKS);
    Optional<Person> person = link.flatMap(this::person);
    if (person.isEmpty()) {
      return gone(request, page);
    }
    NewPassword chosen =
        new NewPassword(
            request.form().one("password").orElse(""),
            request.form().one("password_again").orElse(""));
    String name = person.get().claims().get("name") instanceof String text ? text : "";
    Optional<Fault> fault = rules.fault(chosen, person.get().username(), name);
    if (fault.isPresent()) {
      return again(request, page, link.get(), person.get(), fault.get());
    }
    boolean signedInHere;
    try {
      String hash = passwords.hash(chosen.password());
      // After that, which takes a while: they may have ended their sessions meanwhile.
      signedInHere = known.isKnownBySignIn(request, person.get().subject());
      if (!people.resetPassword(
          link.get(),
          hash,
          notice(request, person.get()),
          clock.instant(),
          journal.of(Activity.Kind.PASSWORD_CHANGED, request, person.get().subject()))) {
        return gone(request, page);
      }
    } catch (Passwords.Busy e) {
      return again(request, page, link.get(), person.get(), Fault.BUSY);
    }
    audit.record(
        AuditEvent.of(AuditEvent.Type.PASSWORD_RESET, request).with("sub", person.get().subject()));
    Response changed =
        opened.forgotten(page.apply(new ResetOutcome.Changed(opened.uiLocales(request))));
    // All browsers were forgotten; in this one they showed who they are, or who reads their mail.
    return signedInHere
        ? known.remember(request, changed, person.get().subject())
        : known.rememberProof(request, changed, person.get().subject());
  }

  private OutgoingMail notice(Request request, Person person) {
    return outbox.row(
        person.verifiedAddress(),
        pages.letter(
            request, opened.uiLocales(request), new Occasion.PasswordChanged(person.username())),
        Outbox.A_DAY);
  }

  private Response again(
      Request request,
      Function<ResetOutcome, Response> page,
      MailLink link,
      Person person,
      Fault fault) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.PASSWORD_RESET_REFUSED, request)
            .with("sub", person.subject())
            .with("reason", fault.name().toLowerCase(Locale.ROOT)));
    return page.apply(new ResetOutcome.Again(opened.prompt(request, link, person, false), fault));
  }

  private Response gone(Request request, Function<ResetOutcome, Response> page) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.PASSWORD_RESET_REFUSED, request).with("reason", "link"));
    return opened.forgotten(page.apply(new ResetOutcome.Gone(opened.uiLocales(request))));
  }

  /// The page from where they came.
  private static Optional<String> signIn(Visit visit) {
    if (visit.parameters().has("client_id")) {
      return Optional.of(Paths.SIGN_IN);
    }
    return visit.parameters().one("page").map(_ -> Paths.ACCOUNT_SIGN_IN);
  }

  private ForgottenPrompt prompt(Request request, Visit visit, String username) {
    return new ForgottenPrompt(
        username,
        opened.uiLocales(request),
        visits.url(visit, Paths.FORGOTTEN_PASSWORD),
        visits.formToken(visit, Step.FORGOTTEN_PASSWORD, ""),
        signIn(visit).map(path -> visits.url(visit, path)));
  }
}

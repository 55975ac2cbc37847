package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignIn.Entrance;
import dev.mapae.authorizationserver.authorize.FormTargets;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import dev.mapae.authorizationserver.interaction.ForgottenPrompt;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.key.TypedCodes;
import dev.mapae.authorizationserver.mail.MailedLinks.Recipient;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.ProtocolException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Somebody signs in by a link that goes to their verified address, or by the code beside it. It is
/// one factor, in place of the password. OIDC Core §3.1.2.3.
///
/// The link is good only in the browser in which it was asked for: whoever sends somebody their own
/// link signs nobody in as themselves. Where the mail is read elsewhere, the code goes into the
/// page that waits in the first browser. Whether there is such a person shows in nothing, as in
/// [ForgottenPassword].
public final class EmailSignIn implements EmailSignInSteps {
  private static final List<Purpose> LINKS = List.of(Purpose.SIGN_IN);

  private final OpenedLinks opened;
  private final AskedLinks asked;
  private final Visits visits;
  private final SignIn signIn;
  private final SignInForm form;
  private final People people;
  private final Pages pages;
  private final SecureRandom random;
  private final Audit audit;
  private final FormTargets targets;
  private final Consumer<Visit> waiting;
  private final MailPaces paces;

  EmailSignIn(Recovery.Parts p, OpenedLinks opened, SignInForm form) {
    this.opened = opened;
    this.asked = new AskedLinks(opened.links(), p.sealing());
    this.visits = p.visits();
    this.signIn = p.signIn();
    this.form = form;
    this.targets = p.targets();
    this.people = p.people();
    this.pages = p.pages();
    this.random = p.random();
    this.audit = p.audit();
    this.waiting = p.waiting();
    this.paces = p.mailPaces();
  }

  @Override
  public Outcome ask(Request request, String signInPage) {
    SignInPlace place = SignInPlace.at(signInPage);
    // It follows the sign-in page: what a device asks for must not be reached by a link of anybody.
    Visit visit = visits.underWay(request).filter(v -> !v.isNew()).orElseThrow(EmailSignIn::tooOld);
    requireWaiting(visit, place);
    return new Outcome.Ask(
        prompt(request, visit, place, visit.parameters().one("login_hint").orElse("")));
  }

  /// The code of a device is good for less than a link, and nobody signs in for one in vain.
  private void requireWaiting(Visit visit, SignInPlace place) {
    if (place.equals(SignInPlace.DEVICE)) {
      waiting.accept(visit);
    }
  }

  @Override
  public Outcome submitAsk(Request request, String signInPage) {
    SignInPlace place = SignInPlace.at(signInPage);
    Visit visit = posted(request, Step.EMAIL_SIGN_IN, place, "");
    if (!visits.lasts(visit, Purpose.SIGN_IN.lifetime())) {
      throw tooOld(); // the request would be over before the link is
    }
    requireWaiting(visit, place);
    String typed = request.form().one("username").orElse("").strip();
    ForgottenPrompt prompt = prompt(request, visit, place, typed);
    // It is asked of the database: a mail that is written by then would go out with an error shown.
    Optional<String> clientId = form.clientOf(visit, place);
    if (!paces.admitLinkFrom(request)) {
      audit.record(refused(request, clientId, "too_many_mails"));
      return new Outcome.TooMany(prompt);
    }
    Optional<Recipient> found = recipient(typed);
    // Of nobody as well: it costs time.
    boolean admitted = paces.admitLink(request, found, typed);
    Optional<Recipient> to = found.filter(_ -> admitted);
    String code = TypedCodes.next(random);
    String link =
        opened
            .links()
            .sendToSignIn(
                to,
                id -> asked.sealed(id, new AskedLinks.Asked(place, visit, code)),
                url ->
                    pages.letter(
                        request,
                        prompt.uiLocales(),
                        new Occasion.SignIn(
                            to.map(r -> r.person().username()).orElse(""),
                            url,
                            code,
                            Purpose.SIGN_IN.lifetime())));
    AuditEvent fact =
        SignInForm.by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_LINK_REQUESTED, request));
    audit.record(found.map(r -> Recovery.asked(fact, r, admitted)).orElse(fact));
    return typeCode(request, visit, place, link, Optional.empty());
  }

  private Optional<Recipient> recipient(String typed) {
    return typed.length() > Person.MAX_USERNAME
        ? Optional.empty()
        : people.findToSignIn(typed).filter(signIn::isUsable).flatMap(Recipient::of);
  }

  @Override
  public Outcome submitCode(Request request, String signInPage) {
    SignInPlace place = SignInPlace.at(signInPage);
    String id = request.form().required("link");
    Visit visit = posted(request, Step.EMAIL_SIGN_IN_CODE, place, id);
    if (!signIn.codes().mayTryMailed(request)) {
      return wrong(request, visit, place, id, Mistake.LATER);
    }
    Optional<MailLink> link = opened.links().waitedFor(id);
    if (link.isEmpty()) {
      return gone(request, form.clientOf(visit, place));
    }
    if (!opened.links().tryCode(link.get())) {
      return wrong(request, visit, place, id, Mistake.NO_MORE);
    }
    String typed = TypedCodes.shown(request.form().one("code").orElse(""));
    Optional<AskedLinks.Asked> right =
        asked
            .of(link.get())
            .filter(a -> a.isOf(visit, place))
            .filter(a -> SecretKey.same(a.code(), typed));
    if (right.isEmpty()) {
      signIn.codes().wrongMailed(request);
      return wrong(request, visit, place, id, Mistake.WRONG);
    }
    return signedIn(request, link.get(), right.get());
  }

  private Outcome wrong(
      Request request, Visit visit, SignInPlace place, String id, Mistake mistake) {
    audit.record(
        refused(request, form.clientOf(visit, place), mistake.name().toLowerCase(Locale.ROOT)));
    return typeCode(request, visit, place, id, Optional.of(mistake));
  }

  @Override
  public Outcome open(Request request) {
    return switch (opened.open(request, LINKS, this::person, _ -> false)) {
      case LinkOutcome.GoOn(var response) -> new Outcome.GoOn(response);
      case LinkOutcome.Gone(var uiLocales) -> new Outcome.Gone(uiLocales, opened::forgotten);
      case LinkOutcome.Ask(var prompt) ->
          askedHere(request, opened.found(request, LINKS))
              .<Outcome>map(a -> new Outcome.Confirm(prompt, targets.of(a.visit())))
              .orElseGet(() -> new Outcome.Elsewhere(prompt.uiLocales()));
    };
  }

  @Override
  public Outcome submitLink(Request request) {
    Optional<MailLink> link = opened.posted(request, LINKS);
    Optional<AskedLinks.Asked> here = askedHere(request, link);
    return here.isEmpty()
        ? gone(request, Optional.empty())
        : signedIn(request, link.orElseThrow(), here.get());
  }

  /// What was asked for by this very browser.
  private Optional<AskedLinks.Asked> askedHere(Request request, Optional<MailLink> link) {
    Visit visit = visits.of(request);
    return link.flatMap(asked::of).filter(a -> a.isBy(visit));
  }

  /// Spends the link, whatever comes of it then, unless nothing waits for it any more.
  private Outcome signedIn(Request request, MailLink link, AskedLinks.Asked a) {
    Visit visit = a.visit();
    requireWaiting(visit, a.place());
    Optional<String> clientId = form.clientOf(visit, a.place());
    Optional<Entrance> entrance =
        person(link)
            .filter(_ -> opened.links().spend(link))
            .flatMap(p -> signIn.byEmail(request, p.subject()));
    if (entrance.isEmpty()) {
      return gone(request, clientId);
    }
    audit.record(
        SignInForm.by(clientId, SignInForm.fact(request, entrance.get()))
            .with("factor", "email_link"));
    return new Outcome.GoOn(
        opened.forgotten(
            form.onward(
                request, visit, a.place(), entrance.get().by("first_factor", "email_link"))));
  }

  /// Whom a link is good for: it went to an address that is still theirs.
  private Optional<Person> person(MailLink link) {
    return people.find(link.subject()).filter(Person::enabled).filter(link::wentTo);
  }

  private Outcome gone(Request request, Optional<String> clientId) {
    audit.record(refused(request, clientId, "link"));
    return new Outcome.Gone(opened.uiLocales(request), opened::forgotten);
  }

  private static AuditEvent refused(Request request, Optional<String> clientId, String reason) {
    return SignInForm.by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_LINK_REFUSED, request))
        .with("reason", reason);
  }

  private Visit posted(Request request, Step step, SignInPlace place, String link) {
    return visits
        .posted(visits.of(request), step, bound(place, link), request.form().required("step"))
        .orElseThrow(EmailSignIn::tooOld);
  }

  /// What stands in the tokens of the forms in place of a session.
  private static String bound(SignInPlace place, String link) {
    return place.signIn() + " " + link;
  }

  private ForgottenPrompt prompt(Request request, Visit visit, SignInPlace place, String username) {
    return new ForgottenPrompt(
        username,
        opened.uiLocales(request),
        visits.url(visit, place.signIn() + Paths.EMAIL),
        visits.formToken(visit, Step.EMAIL_SIGN_IN, bound(place, "")),
        Optional.of(visits.url(visit, place.signIn())));
  }

  private Outcome typeCode(
      Request request, Visit visit, SignInPlace place, String link, Optional<Mistake> mistake) {
    return new Outcome.TypeCode(
        new CodePrompt(
            opened.uiLocales(request),
            visits.url(visit, place.signIn() + Paths.EMAIL_CODE),
            visits.formToken(visit, Step.EMAIL_SIGN_IN_CODE, bound(place, link)),
            link,
            visits.url(visit, place.signIn() + Paths.EMAIL),
            targets.of(visit)),
        mistake);
  }

  private static ProtocolException tooOld() {
    return Visits.tooOld(Remedy.BEGINNING);
  }
}

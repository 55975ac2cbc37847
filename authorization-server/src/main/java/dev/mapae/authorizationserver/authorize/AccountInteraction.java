package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.account.Accounts.Result;
import dev.mapae.authorizationserver.account.NewAccount;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.AddressToConfirm.Asked;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPrompt;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.store.Person;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/// Somebody makes an account instead of signing in, and is signed in then. Initiating User
/// Registration via OpenID Connect 1.0 §4.
///
/// @param signInPage what the sign-in page shows for the same request, which is valid then
/// @param addressToConfirm empty where no mail goes out: then nobody is asked for an address
record AccountInteraction(
    Visits visits,
    BiFunction<Request, Visit, SignInPrompt> signInPage,
    Accounts accounts,
    SignIn signIn,
    SignInForm signInForm,
    Audit audit,
    Optional<AddressToConfirm> addressToConfirm)
    implements AccountSteps {
  @Override
  public AccountPrompt createAccount(Request request) {
    Visit visit = BrowserInteraction.known(visits.of(request));
    // A hint is mostly an address, which cannot be one.
    String hint =
        signInPage.apply(request, visit).username().filter(NewAccount::mayBeUsername).orElse("");
    return prompt(request, visit, hint, "", "");
  }

  @Override
  public Outcome submitAccount(Request request) {
    Visit visit =
        visits
            .posted(
                BrowserInteraction.known(visits.of(request)),
                Step.CREATE_ACCOUNT,
                "",
                request.form().required("step"))
            .orElseThrow(BrowserInteraction::tooOld);
    NewAccount chosen = NewAccount.of(request.form());
    AccountPrompt again = prompt(request, visit, chosen.username(), chosen.name(), chosen.email());
    AuditEvent fact =
        AuditEvent.of(AuditEvent.Type.PERSON_REGISTERED, request)
            .with("client_id", again.client().id());
    return switch (accounts.create(request.remoteAddress(), chosen, addressToConfirm.isPresent())) {
      case Result.Created(var person) -> {
        audit.record(fact.with("sub", person.subject()));
        boolean asked =
            addressToConfirm
                .map(address -> address.ask(request, again.uiLocales(), person))
                .filter(Asked.SENT::equals)
                .isPresent();
        yield signIn.isUsable(person)
            ? new Outcome.Created(signedIn(request, visit, person))
            : new Outcome.AddressToConfirm(again, asked);
      }
      case Result.Refused(var fault) -> {
        audit.record(
            AuditEvent.of(AuditEvent.Type.PERSON_REGISTRATION_REFUSED, request, fact.facts())
                .with("reason", fault.name().toLowerCase(Locale.ROOT)));
        yield new Outcome.Again(again, fault);
      }
    };
  }

  private Response signedIn(Request request, Visit visit, Person person) {
    return signIn
        .asNew(request, person)
        .map(entrance -> signInForm.onward(request, visit, SignInPlace.BROWSER, entrance))
        .orElseGet(() -> visits.goTo(visit, AuthorizationEndpoint.PATH));
  }

  private AccountPrompt prompt(
      Request request, Visit visit, String username, String name, String email) {
    SignInPrompt page = signInPage.apply(request, visit);
    return new AccountPrompt(
        page.client().orElseThrow(),
        page.destination(),
        username,
        name,
        addressToConfirm.map(_ -> email),
        page.uiLocales(),
        visits.url(visit, Paths.CREATE_ACCOUNT),
        visits.formToken(visit, Step.CREATE_ACCOUNT, ""),
        visits.url(visit, Paths.SIGN_IN),
        accounts.leastPassword(),
        page.formTargets());
  }
}

package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPrompt;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.AccountSteps.Outcome;
import java.util.Optional;

/// The page where somebody makes an account: inputs `username`, `name`, `password` and
/// `password_again`, button `#create-account`.
final class AccountPage {
  /// The pace in which one comes after another, from one address.
  private static final String LATER = "30";

  private final AccountSteps steps;
  private final Frames frames;

  AccountPage(AccountSteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response get(Request request) {
    AccountPrompt prompt = steps.createAccount(request);
    return page(
        200,
        prompt,
        frames.of(request, prompt.uiLocales(), Optional.of(prompt.client())),
        Optional.empty(),
        "");
  }

  Response post(Request request) {
    return switch (steps.submitAccount(request)) {
      case Outcome.Created(Response response) -> response;
      case Outcome.AddressToConfirm(AccountPrompt prompt, boolean asked) -> {
        Frame frame = frames.of(request, prompt.uiLocales(), Optional.of(prompt.client()));
        Messages m = frame.messages();
        yield asked
            ? MessagePage.of(
                200, frame, m.sentTitle(), m.addressToConfirm(prompt.email().orElse("")))
            : MessagePage.of(200, frame, m.confirmTitle(), m.addressToConfirmLater());
      }
      case Outcome.Again(AccountPrompt prompt, Fault fault) -> {
        Frame frame = frames.of(request, prompt.uiLocales(), Optional.of(prompt.client()));
        Optional<String> mistake =
            Optional.of(frame.messages().accountFault(fault, prompt.leastPassword()));
        yield switch (fault) {
          case TOO_MANY -> page(429, prompt, frame, mistake, "").with("Retry-After", LATER);
          case BUSY -> page(503, prompt, frame, mistake, "").with("Retry-After", "1");
          case USERNAME, USERNAME_TAKEN -> page(400, prompt, frame, mistake, "username");
          case NAME -> page(400, prompt, frame, mistake, "name");
          case EMAIL -> page(400, prompt, frame, mistake, "email");
          case PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_COMMON ->
              page(400, prompt, frame, mistake, "password");
          case PASSWORDS_DIFFER -> page(400, prompt, frame, mistake, "password_again");
        };
      }
    };
  }

  /// @param field that the mistake is in; empty for none
  private static Response page(
      int status, AccountPrompt prompt, Frame frame, Optional<String> mistake, String field) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(prompt.formTargets()),
            out -> JteaccountGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake, field))
        .response();
  }
}

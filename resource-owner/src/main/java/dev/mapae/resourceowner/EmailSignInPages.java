package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps.CodePrompt;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps.Mistake;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps.Outcome;
import dev.mapae.authorizationserver.interaction.ForgottenPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.LinkPrompt;
import java.util.List;
import java.util.Optional;

/// The pages by which people sign in by mail: input `username`, button `#send-link`; then input
/// `code`, button `#sign-in`; and, where the link leads, button `#sign-in`.
final class EmailSignInPages {
  /// The pace in which one mail comes after another, from one address.
  private static final String LATER = "30";

  private final EmailSignInSteps steps;
  private final Frames frames;

  EmailSignInPages(EmailSignInSteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  /// @param signIn the path of the sign-in page that it is behind
  Response getAsk(Request request, String signIn) {
    return shown(request, steps.ask(request, signIn));
  }

  Response postAsk(Request request, String signIn) {
    return shown(request, steps.submitAsk(request, signIn));
  }

  Response postCode(Request request, String signIn) {
    return shown(request, steps.submitCode(request, signIn));
  }

  Response getLink(Request request) {
    return shown(request, steps.open(request));
  }

  Response postLink(Request request) {
    return shown(request, steps.submitLink(request));
  }

  private Response shown(Request request, Outcome outcome) {
    return switch (outcome) {
      case Outcome.GoOn(var response) -> response;
      case Outcome.Ask(var prompt) ->
          ask(200, prompt, frames.of(request, prompt.uiLocales()), Optional.empty());
      case Outcome.TooMany(var prompt) -> {
        Frame frame = frames.of(request, prompt.uiLocales());
        yield ask(429, prompt, frame, Optional.of(frame.messages().tooManyMails()))
            .with("Retry-After", LATER);
      }
      case Outcome.TypeCode(var prompt, var mistake) ->
          code(prompt, frames.of(request, prompt.uiLocales()), mistake);
      case Outcome.Confirm(var prompt, var formTargets) ->
          confirm(prompt, formTargets, frames.of(request, prompt.uiLocales()));
      case Outcome.Elsewhere(var uiLocales) -> {
        Frame frame = frames.of(request, uiLocales);
        EmailSignInMessages m = frame.messages().emailSignIn();
        yield MessagePage.of(200, frame, m.elsewhereTitle(), m.elsewhere());
      }
      case Outcome.Gone(var uiLocales, var tell) ->
          tell.apply(MessagePage.linkGone(frames.of(request, uiLocales)));
    };
  }

  private static Response ask(
      int status, ForgottenPrompt prompt, Frame frame, Optional<String> mistake) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out -> JteemailSignInGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake))
        .response();
  }

  private static Response code(CodePrompt prompt, Frame frame, Optional<Mistake> mistake) {
    Optional<Correction> told =
        mistake.map(
            m -> new Correction(frame.messages().emailSignIn().mistake(m), m == Mistake.WRONG));
    boolean more = mistake.filter(Mistake.NO_MORE::equals).isEmpty();
    Response page =
        new Page(
                mistake.map(EmailSignInPages::status).orElse(200),
                frame.language(),
                ContentSecurityPolicy.forms(prompt.formTargets()),
                out -> JteemailCodeGenerated.render(out, NO_INTERCEPTOR, frame, prompt, told, more))
            .response();
    return mistake.filter(Mistake.LATER::equals).isPresent()
        ? page.with("Retry-After", String.valueOf(SignInOutcome.LATER.toSeconds()))
        : page;
  }

  private static int status(Mistake mistake) {
    return switch (mistake) {
      case WRONG, NO_MORE -> 400;
      case LATER -> 429;
    };
  }

  private static Response confirm(LinkPrompt prompt, List<String> formTargets, Frame frame) {
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.forms(formTargets),
            out -> JteemailLinkGenerated.render(out, NO_INTERCEPTOR, frame, prompt))
        .response();
  }
}

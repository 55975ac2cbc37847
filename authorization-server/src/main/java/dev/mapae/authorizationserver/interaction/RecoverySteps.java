package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import java.util.function.Function;

/// How people come by a new password who forgot theirs, as the pages see it. As those of
/// [Interaction], its methods throw what becomes the error page.
public interface RecoverySteps {
  /// GET of the page.
  ForgottenOutcome forgotten(Request request);

  /// POST of the page, with the form fields `username`, which may be an e-mail address, and `step`.
  ForgottenOutcome submitForgotten(Request request);

  /// GET of the page of the link.
  LinkOutcome reset(Request request);

  /// POST of the page of the link, with the form fields `password`, `password_again` and `step`.
  ///
  /// @param page of what came of it
  /// @return the answer, whose cookies have to be kept
  Response submitReset(Request request, Function<ResetOutcome, Response> page);

  /// What the page for a forgotten password has to do.
  sealed interface ForgottenOutcome {
    record GoOn(Response response) implements ForgottenOutcome {}

    record Ask(ForgottenPrompt prompt) implements ForgottenOutcome {}

    /// Say that a mail went out if there is such a person: the page does not tell whether.
    record Sent(ForgottenPrompt prompt) implements ForgottenOutcome {}

    /// From there, or of all.
    record TooMany(ForgottenPrompt prompt) implements ForgottenOutcome {}
  }

  /// What came of a new password.
  sealed interface ResetOutcome {
    /// It is in force, and nobody is signed in any more.
    record Changed(List<String> uiLocales) implements ResetOutcome {}

    /// Show the page again.
    record Again(LinkPrompt prompt, AccountSteps.Fault fault) implements ResetOutcome {}

    record Gone(List<String> uiLocales) implements ResetOutcome {}
  }
}

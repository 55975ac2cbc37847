package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How people sign in by a link that goes to their mailbox, or by the code beside it, as the pages
/// see it. As those of [Interaction], its methods throw what becomes the error page.
public interface EmailSignInSteps {
  /// The sign-in pages behind which there are pages for it: each flow has its own, for nothing in a
  /// request may say which flow it belongs to.
  List<String> SIGN_IN_PAGES = List.of(Paths.SIGN_IN, Paths.DEVICE_SIGN_IN, Paths.ACCOUNT_SIGN_IN);

  /// GET of the page where a link is asked for.
  ///
  /// @param signIn the path of the sign-in page that it is behind
  Outcome ask(Request request, String signIn);

  /// POST of it, with the form fields `username`, which may be an e-mail address, and `step`.
  Outcome submitAsk(Request request, String signIn);

  /// POST of the page that waits, with the form fields `code`, `link` and `step`.
  Outcome submitCode(Request request, String signIn);

  /// GET of the page of the link.
  Outcome open(Request request);

  /// POST of it, with the form field `step`.
  Outcome submitLink(Request request);

  /// What the page that waits for the code shows.
  ///
  /// @param uiLocales from the request, best first
  /// @param action where the form posts to: path and query
  /// @param step the value of the hidden field `step`
  /// @param link the value of the hidden field `link`
  /// @param again where a new one is asked for
  /// @param formTargets as in [SignInPrompt]
  record CodePrompt(
      List<String> uiLocales,
      String action,
      String step,
      String link,
      String again,
      List<String> formTargets) {}

  /// What the page has to do.
  sealed interface Outcome {
    /// Go on with this answer: it sets the session cookie, leads to the second factor, or away from
    /// the URL with the secret.
    record GoOn(Response response) implements Outcome {}

    record Ask(ForgottenPrompt prompt) implements Outcome {}

    /// Too many were asked for, from there or of all.
    record TooMany(ForgottenPrompt prompt) implements Outcome {}

    /// A mail went out if there is such a person: the page does not tell whether.
    ///
    /// @param mistake why the code that was typed did not do
    record TypeCode(CodePrompt prompt, Optional<Mistake> mistake) implements Outcome {}

    /// The link was opened in the browser in which it was asked for: ask whether it is meant.
    ///
    /// @param formTargets as in [SignInPrompt]
    record Confirm(LinkPrompt prompt, List<String> formTargets) implements Outcome {}

    /// It was opened in another one, which nobody is signed in by it: the code is to be typed in
    /// the first.
    record Elsewhere(List<String> uiLocales) implements Outcome {}

    /// It was used, is over, or is none.
    ///
    /// @param tell has the answer make the browser forget it
    record Gone(List<String> uiLocales, UnaryOperator<Response> tell) implements Outcome {}
  }

  /// Why a code did not do.
  enum Mistake {
    WRONG,
    /// Too many were wrong from there lately.
    LATER,
    /// Too many of this mail were wrong: another has to be asked for.
    NO_MORE
  }
}

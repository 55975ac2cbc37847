package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import java.util.List;
import java.util.function.UnaryOperator;

/// How people come back from another provider, and connect their account there, as the pages see
/// it. As those of [Interaction], its methods throw what becomes the error page.
public interface UpstreamSteps {
  /// The ids of the providers, which are in the paths.
  List<String> providers();

  /// GET of where a provider sends people back.
  Arrival callback(Request request, String provider);

  /// GET of the page where they connect it.
  Outcome connect(Request request);

  /// POST of the same, as [Interaction#submitSignIn].
  SignInOutcome submitSignIn(Request request);

  /// What those do then who have a second factor, or must.
  SecondFactorSteps secondFactor();

  /// POST of the form that connects it, with the form field `step`.
  Outcome submitConnect(Request request);

  /// POST of the form that makes an account in place of that, with the form fields `username` and
  /// `step`.
  Outcome submitNew(Request request);

  /// Where somebody goes on. No redirect leads there: browsers hold what follows to the policy of
  /// the page at the provider whose form began it, also the way to a client that it does not know.
  ///
  /// @param goOn path and query
  /// @param with adds to the answer what the browser has to learn with it
  record Arrival(String goOn, List<String> uiLocales, UnaryOperator<Response> with) {
    public Arrival {
      uiLocales = List.copyOf(uiLocales);
    }
  }

  /// What the page has to do.
  sealed interface Outcome {
    /// They have to sign in first.
    record SignIn(SignInPrompt prompt) implements Outcome {}

    record Ask(ConnectPrompt prompt) implements Outcome {}

    record GoOn(Arrival arrival) implements Outcome {}
  }
}

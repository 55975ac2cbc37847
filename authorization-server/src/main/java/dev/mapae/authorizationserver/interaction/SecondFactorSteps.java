package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// The step after the first factor, of those who have a second factor, or must, as the page sees
/// it. As those of [Interaction], its methods throw what becomes the error page.
public interface SecondFactorSteps {
  /// GET of the page.
  Outcome show(Request request);

  /// POST of the page, with the form fields `code` and `step`, `enrolment` where something had to
  /// be set up, and those of a passkey instead of `code`.
  Outcome submit(Request request);

  /// What the page has to do.
  sealed interface Outcome {
    record Ask(SecondFactorPrompt prompt) implements Outcome {}

    /// Show it again.
    record Again(SecondFactorPrompt prompt, Reason reason) implements Outcome {}

    /// Show it again; nothing is looked at before this time is over.
    record Later(SecondFactorPrompt prompt, Duration delay) implements Outcome {}

    /// Somebody set up what they must have, and is signed in: show codes to write down, this once.
    ///
    /// @param goOn where the page leads: path and query
    /// @param with adds to the answer what the browser has to learn with it
    record WriteDown(
        SecondFactorPrompt prompt, List<String> codes, String goOn, UnaryOperator<Response> with)
        implements Outcome {
      public WriteDown {
        codes = List.copyOf(codes);
      }

      /// Tells nothing of the codes.
      @Override
      public String toString() {
        return "WriteDown";
      }
    }

    /// Go on with this answer: it sets the session cookie, or leads back to the sign-in page.
    record GoOn(Response response) implements Outcome {}
  }

  enum Reason {
    /// Also one that was used before.
    WRONG_CODE,
    WRONG_PASSKEY,
    /// So many codes of apps were wrong in a row that only something else will do.
    NO_MORE_CODES
  }
}

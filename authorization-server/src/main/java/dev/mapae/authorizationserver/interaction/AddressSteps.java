package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import java.util.function.Function;

/// How people prove that an address is theirs, as the pages see it. As those of [Interaction], its
/// methods throw what becomes the error page.
public interface AddressSteps {
  /// GET of the page of the link.
  ///
  /// @param page of what keeps it from being used there
  LinkOutcome confirm(Request request, Function<ConfirmOutcome, Response> page);

  /// POST of the page of the link, with the form fields `step` and, where it is asked for,
  /// `password`.
  ///
  /// @param page of what came of it
  /// @return the answer, whose cookies have to be kept
  Response submitConfirm(Request request, Function<ConfirmOutcome, Response> page);

  /// What came of it.
  sealed interface ConfirmOutcome {
    /// The address is theirs.
    record Confirmed(String address, List<String> uiLocales) implements ConfirmOutcome {}

    /// Show the page again.
    record Again(LinkPrompt prompt, Fault fault) implements ConfirmOutcome {}

    /// Somebody else is signed in there, who has to sign out first.
    ///
    /// @param signOut where they do
    record SignedInAs(String username, String signOut, List<String> uiLocales)
        implements ConfirmOutcome {}

    /// Another account has it by now.
    record Anothers(String address, List<String> uiLocales) implements ConfirmOutcome {}

    record Gone(List<String> uiLocales) implements ConfirmOutcome {}
  }

  /// Why somebody is asked once more.
  enum Fault {
    /// The password was not right.
    WRONG,
    /// Too many were not right lately.
    TOO_MANY,
    /// Too many are signing in just now.
    BUSY
  }
}

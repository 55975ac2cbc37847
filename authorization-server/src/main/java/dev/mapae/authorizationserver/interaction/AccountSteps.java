package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;

/// How people make an account for themselves, as the page sees it. Initiating User Registration via
/// OpenID Connect 1.0 §4. As those of [Interaction], its methods throw what becomes the error page.
public interface AccountSteps {
  /// GET of the page.
  AccountPrompt createAccount(Request request);

  /// POST of the page, with the form fields `username`, `name`, `password`, `password_again` and
  /// `step`, and `email` where people are asked for it.
  Outcome submitAccount(Request request);

  /// What came of it.
  sealed interface Outcome {
    /// There is one more person, who is signed in: go on with this answer, which sets the session
    /// cookie.
    record Created(Response response) implements Outcome {}

    /// There is one more person, who has to follow the link that went to their address before they
    /// sign in.
    ///
    /// @param prompt with the address in it
    /// @param asked false when too many mails were asked for lately: the link goes there when they
    ///   sign in later
    record AddressToConfirm(AccountPrompt prompt, boolean asked) implements Outcome {}

    /// Show the page again.
    record Again(AccountPrompt prompt, Fault fault) implements Outcome {}
  }

  /// Why there is no account.
  enum Fault {
    /// Not one that anybody could have.
    USERNAME,
    USERNAME_TAKEN,
    NAME,
    /// None that mail could be sent to. Whether it is another's is told to nobody here.
    EMAIL,
    PASSWORD_SHORT,
    PASSWORD_LONG,
    PASSWORD_COMMON,
    PASSWORDS_DIFFER,
    /// From this address.
    TOO_MANY,
    /// Too many are signing in just now.
    BUSY
  }
}

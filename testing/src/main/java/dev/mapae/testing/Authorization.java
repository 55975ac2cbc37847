package dev.mapae.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The way from an authorization request to its answer, on which a person signs in and agrees, or
/// does not. RFC 6749 §4.1.
///
/// It goes through the pages that a person sees; who is signed in already in this browser, or
/// agreed before, is not asked again. The answer is the redirect to the client, with the code or
/// the error in it, and nobody has opened it. It is never the answer to another person, nor to a
/// decision that the server did not ask for: that is an exception.
///
/// With `response_mode=form_post` the answer is the redirect URI with the fields of the form as its
/// query: what a browser would post there as the body.
///
/// Who must have a second factor (`authentication` in the configuration file) sets up an app that
/// makes codes at their first sign-in, and shows a code at each one after that. Each code is good
/// once: whoever signs in a third time within half a minute has the server's clock go forward by
/// half a minute.
public final class Authorization {
  private static final int STEPS = 20;

  private final Mapae mapae;
  private final Browser browser;
  private final URI request;

  Authorization(Mapae mapae, Browser browser, URI request) {
    this.mapae = mapae;
    this.browser = browser;
    this.request = request;
  }

  /// Somebody signs in and allows all that the server asks them for; who agreed before, also when a
  /// token was minted for them, is asked for nothing, and gets what they allowed then.
  ///
  /// Where they sign in once more in a browser in which they are signed in, the server's clock goes
  /// forward by a second, so that this sign-in is later than the one before.
  ///
  /// @param username a person of the [Setup] who has a password there
  /// @return the redirect to the client
  /// @throws IllegalArgumentException when the setup has no such person, or they have no password
  /// @throws Stopped when the server tells the person of an error, or asks for something else
  /// @throws IllegalStateException when somebody else is signed in in this browser
  public URI as(String username) {
    return answer(username, "approve", scope -> true).redirect();
  }

  /// Somebody signs in and leaves ticked only what is named here.
  ///
  /// @param scopes those that stay, among those that may be left out
  /// @return the redirect to the client
  /// @throws Stopped as above
  /// @throws IllegalStateException when the server asks nobody, since this person agreed before
  ///   (`prompt=consent` has it ask again), the client skips consent, or the request has a fault;
  ///   or when somebody else is signed in in this browser
  public URI as(String username, String... scopes) {
    return decided(username, "approve", Set.of(scopes)::contains);
  }

  /// Somebody signs in and refuses.
  ///
  /// @return the redirect to the client, with `error=access_denied`
  /// @throws Stopped as above
  /// @throws IllegalStateException when the server asks nobody, as above
  public URI deniedBy(String username) {
    return decided(username, "deny", scope -> true);
  }

  /// Nobody does anything.
  ///
  /// @return the redirect to the client, where the server needs nobody: with `prompt=none`, or when
  ///   the request has a fault
  /// @throws Stopped when it asks somebody for something
  public URI unattended() {
    Page page = walked(browser.get(request));
    return page.goal().orElseThrow(() -> new Stopped(page));
  }

  private URI decided(String username, String decision, Predicate<String> ticked) {
    Answer answer = answer(username, decision, ticked);
    if (!answer.decided()) {
      throw new IllegalStateException(
          "The server did not ask "
              + username
              + ", and answered "
              + answer.redirect()
              + "; with prompt=consent it asks who agreed before.");
    }
    return answer.redirect();
  }

  /// @param decided whether somebody pressed a button for it
  private record Answer(URI redirect, boolean decided) {}

  private Answer answer(String username, String decision, Predicate<String> ticked) {
    Map<String, String> credentials =
        Map.of("username", username, "password", mapae.password(username));
    boolean decided = false;
    Page page = walked(browser.get(request));
    for (int step = 0; step < STEPS && page.goal().isEmpty(); step++) {
      if (page.has("sign-in") && page.status() < 400) {
        // To sign in takes people a moment, and the server can tell the times apart by it.
        mapae.advance(Duration.ofSeconds(step == 0 ? 0 : 1));
        page = submitted(page, ticked, credentials);
        if (!page.has("sign-in")) {
          browser.signedIn(username);
        }
      } else if (page.has("approve")) {
        requireSignedIn(username);
        page = submitted(page, ticked, Map.of("decision", decision));
        decided = true;
      } else {
        page = withCode(username, page);
      }
    }
    Page last = page;
    URI redirect = page.goal().orElseThrow(() -> new Stopped(last));
    requireSignedIn(username);
    return new Answer(redirect, decided);
  }

  private void requireSignedIn(String username) {
    browser
        .person()
        .filter(person -> !person.equals(username))
        .ifPresent(person -> {
          throw new IllegalStateException(
              person + " is signed in in this browser; " + username + " needs another one.");
        });
  }

  /// What comes after the password where that is not enough.
  private Page withCode(String username, Page page) {
    if (page.has("enrol") && page.status() < 400) {
      AuthenticatorApp app = new AuthenticatorApp(page.secret().orElseThrow());
      Page next = submitted(page, app);
      mapae.setUp(username, app);
      return next;
    }
    if (page.has("verify") && page.status() < 400) {
      return submitted(page, mapae.app(username).orElseThrow(() -> new Stopped(page)));
    }
    return walked(browser.get(page.further().orElseThrow(() -> new Stopped(page))));
  }

  private Page submitted(Page page, AuthenticatorApp app) {
    return submitted(page, box -> true, Map.of("code", app.code(mapae.clock(), mapae::advance)));
  }

  private Page submitted(Page page, Predicate<String> ticked, Map<String, String> typed) {
    return walked(browser.post(page.action(), page.address(), page.fields(ticked, typed)));
  }

  /// Follows redirects as long as they stay at the server.
  private Page walked(Page first) {
    Page page = first;
    for (int hops = 0; hops < STEPS; hops++) {
      if (page.goal().filter(browser::isAtServer).isEmpty()) {
        return page;
      }
      page = browser.get(page.goal().get());
    }
    throw new Stopped(page);
  }

  /// The server sends nobody back to the client: it shows a page, which says why.
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped(Page page) {
      super(page.error().orElse("The server shows: " + page.title() + " (" + page.status() + ")"));
    }
  }
}

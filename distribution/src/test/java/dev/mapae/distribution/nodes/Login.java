package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.PlainBrowser;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;

/// One browser in which a person signed in, and what was acknowledged of that.
final class Login {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PlainBrowser browser;
  // Keeps the cookie that signing out takes away.
  private final PlainBrowser thief;
  private boolean ended;

  private Login(PlainBrowser browser) {
    this.browser = browser;
    this.thief = browser.copy();
  }

  /// Signs in.
  static Login at(Site site) throws IOException, InterruptedException {
    PlainBrowser browser = site.browser();
    URI address = site.authorization(App.HASTY, Wish.WHILE_AWAY, challenge(), Optional.empty());
    assertThat(browser.follow(address).getRawQuery()).startsWith("code=");
    return new Login(browser);
  }

  /// Lets a client have something, without being asked.
  Life approve(Site site, App app, Wish wish) throws IOException, InterruptedException {
    return tryToApprove(site, app, wish).orElseThrow();
  }

  /// The same, while somebody may be signing out.
  ///
  /// @return empty when they did
  Optional<Life> tryToApprove(Site site, App app, Wish wish)
      throws IOException, InterruptedException {
    String verifier = Pkce.verifier(RANDOM);
    Parameters answer = ask(site, browser, app, wish, Pkce.challenge(verifier));
    if (answer.has("error")) {
      assertThat(answer.required("error")).isEqualTo("login_required");
      return Optional.empty();
    }
    return Optional.of(new Life(this, app, wish, answer.required("code"), verifier));
  }

  private static Parameters ask(
      Site site, PlainBrowser browser, App app, Wish wish, String challenge)
      throws IOException, InterruptedException {
    URI answer =
        browser.open(site.authorization(app, wish, challenge, Optional.of("none"))).orElseThrow();
    assertThat(answer.toString()).startsWith(App.REDIRECT_URI);
    return Parameters.parse(answer.getRawQuery());
  }

  /// Signs out.
  void signOut(Site site) throws IOException, InterruptedException {
    assertThat(browser.submit(site.signOutPage())).isEqualTo(200);
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /// Nobody is signed in with the cookie of a session that ended, and somebody is with any other.
  void check(Site site) throws IOException, InterruptedException {
    Parameters answer = ask(site, thief, App.HASTY, Wish.WHILE_AWAY, challenge());
    assertThat(answer.one("error"))
        .isEqualTo(ended ? Optional.of("login_required") : Optional.empty());
    assertThat(answer.has("code")).isEqualTo(!ended);
  }

  private static String challenge() {
    return Pkce.challenge(Pkce.verifier(RANDOM));
  }
}

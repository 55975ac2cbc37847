package dev.mapae.authorizationserver.life;

import static dev.mapae.authorizationserver.TestClients.form;

import dev.mapae.authorizationserver.Ask;
import dev.mapae.authorizationserver.Declared;
import dev.mapae.authorizationserver.Samples;
import dev.mapae.authorizationserver.TestBrowser;
import dev.mapae.authorizationserver.TestClients;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The pieces of a grant's life that are explored: how far it has come, and what can happen next.
final class GrantScenes {
  private static final Ask OPENID = Ask.web("openid");

  private final TestServer node;
  private final World world;
  private final int empty;

  GrantScenes(TestServer node, World world) {
    this.node = node;
    this.world = world;
    this.empty = world.number();
  }

  /// Those of [Samples], and a client with `refresh_token_reuse_grace`.
  static Declarations declarations() {
    return Declared.with(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("forgiven", TestClients.callback("forgiven"))
                .grace(Duration.ofSeconds(10))));
  }

  /// Alice has just allowed it, and her browser brings the client its code.
  Scene code(String scope) {
    TestBrowser browser = signedIn("web", scope);
    Dealings before = before();
    String code = before.approve(browser, scope.split(" ")).orElseThrow();
    Parameters guessed =
        form(
            TestClients.redemption("web", code).without(Set.of("code_verifier")),
            "code_verifier",
            "x".repeat(43));
    return scene(
        before,
        actor(
            "redeems and refreshes",
            d -> d.redeem("web", code).ifPresent(next -> d.refresh("web", next))),
        actor("redeems", d -> d.redeem("web", code)),
        actor(
            "redeems and revokes",
            d -> d.redeem("web", code).ifPresent(next -> d.revoke("web", next))),
        actor(
            "redeems as another client",
            d -> d.intrude("ours", code, TestClients.redemption("web", code))),
        actor("redeems with a wrong verifier", d -> d.intrude("web", code, guessed)),
        signingOut(browser),
        actor("sweeps", Dealings::sweep),
        passing(Duration.ofSeconds(61)));
  }

  /// The client has redeemed its code and refreshed once.
  Scene refreshToken(String client) {
    TestBrowser browser = signedIn(client, "playlist.read");
    Dealings before = before();
    String code = before.approve(browser, "playlist.read").orElseThrow();
    String first = before.redeem(client, code).orElseThrow();
    String second = before.refresh(client, first).orElseThrow();
    String access = before.exchanges().getLast().got("access_token").orElseThrow();
    return scene(
        before,
        actor(
            "refreshes twice",
            d -> d.refresh(client, second).ifPresent(next -> d.refresh(client, next))),
        actor("refreshes", d -> d.refresh(client, second)),
        new Actor(
            "refreshes, and again with the same a while later",
            true,
            d -> {
              d.refresh(client, second);
              d.passTime(Duration.ofSeconds(10));
              d.refresh(client, second);
            }),
        actor("refreshes with the one before", d -> d.refresh(client, first)),
        actor("redeems the code again", d -> d.redeem(client, code)),
        actor(
            "refreshes as another client",
            d -> d.intrude("ours", second, TestClients.refresh(second))),
        actor(
            "asks for more than was granted",
            d -> d.intrude(client, second, form(TestClients.refresh(second), "scope", "email"))),
        actor("revokes the refresh token", d -> d.revoke(client, second)),
        actor("revokes the access token", d -> d.revoke(client, access)),
        actor("revokes as another client", d -> d.revokeForeign("ours", second)),
        signingOut(browser),
        actor("sweeps", Dealings::sweep),
        passing(Duration.ofDays(31)));
  }

  /// Alice is signed in, and allowed `openid` before.
  Scene session() {
    TestBrowser browser = signedIn("web", "openid");
    Dealings before = before();
    String code = before.approve(browser).orElseThrow();
    TestBrowser asked = browser.on(node).get(OPENID.with("prompt", "consent").url());
    return scene(
        before,
        actor(
            "comes for a code, and the client redeems it",
            d -> d.authorize(browser, OPENID).ifPresent(c -> d.redeem("web", c))),
        actor(
            "approves, and the client redeems the code",
            d -> d.approve(asked).ifPresent(c -> d.redeem("web", c))),
        actor("redeems", d -> d.redeem("web", code)),
        signingOut(browser),
        actor("sweeps", Dealings::sweep),
        passing(Duration.ofHours(12)));
  }

  /// Alice is signed in, and is asked to sign in again.
  Scene signInAgain() {
    TestBrowser browser = signedIn("web", "openid");
    Dealings before = before();
    String code = before.approve(browser).orElseThrow();
    TestBrowser asked = browser.on(node).get(OPENID.with("prompt", "login").url());
    node.clock.advance(Duration.ofSeconds(1));
    return scene(
        before,
        actor("signs in again", d -> d.signIn(asked, "alice")),
        actor("bob signs in", d -> d.signIn(asked, "bob")),
        actor(
            "comes for a code, and the client redeems it",
            d -> d.authorize(browser, OPENID).ifPresent(c -> d.redeem("web", c))),
        actor("redeems", d -> d.redeem("web", code)),
        signingOut(browser));
  }

  private TestBrowser signedIn(String client, String scope) {
    world.enter(empty);
    TestBrowser browser = new TestBrowser(node);
    return browser
        .get("/authorize?" + TestClients.request(client, scope).encode())
        .signInAs("alice");
  }

  private Dealings before() {
    return new Dealings(List.of(node), 0, Dealings.Progress.NONE);
  }

  private Scene scene(Dealings before, Actor... actors) {
    return new Scene(world.number(), before.exchanges(), List.of(actors));
  }

  private static Actor actor(String name, Consumer<Dealings> plan) {
    return new Actor(name, false, plan);
  }

  private Actor signingOut(TestBrowser browser) {
    TestBrowser asked = browser.on(node).get("/sign-out");
    return actor("signs out", d -> d.signOut(asked));
  }

  private static Actor passing(Duration time) {
    return new Actor("time passes: " + time, true, d -> d.passTime(time));
  }
}

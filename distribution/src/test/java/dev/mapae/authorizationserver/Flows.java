package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestClients.redemption;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Every kind of request, made ready up to the moment when it is sent. Their names are those in
/// `docs/explanation/one-grant-one-row.md`.
final class Flows {
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final String REFRESHABLE = "openid offline_access playlist.read";

  private final Map<String, List<Supplier<Runnable>>> all = new LinkedHashMap<>();
  private final TestServer server;
  private int unknown;
  private int people;
  private Optional<TestAuthenticator> app = Optional.empty();
  private final TestClients clients;

  Flows(TestServer server) {
    this.server = server;
    this.clients = new TestClients(server);
    publicly();
    signingIn();
    signingInWithMore();
    makingAccounts();
    consenting();
    pushing();
    withDevices();
    redeeming();
    refreshing();
    asClients();
    exchanging();
    bringingAssertions();
    withProofs();
    asking();
    ending();
    keepingHouse();
  }

  /// What a server has to know beyond the [Samples].
  static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("forgiven", TestClients.callback("forgiven"))
                .grace(Duration.ofSeconds(10))),
        Samples.confidential(
            Samples.client("told", TestClients.callback("always"))
                .skipConsent()
                .backchannel("https://always.example.com/logged-out")),
        Samples.confidential(
            Samples.client("desk", Samples.CALLBACK)
                .grants("authorization_code", "refresh_token", ExchangeScene.GRANT)
                .exchange(ExchangeScene.policy(Samples.MUSIC))),
        Samples.confidential(Samples.client("partner").grants(Rfc7523JwtBearerGrantTests.GRANT)),
        Samples.confidential(
            Samples.client("tv")
                .grants("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")));
  }

  /// The server trusts another one, whose assertions `partner` brings, and people may register.
  static Seams seams() {
    return Rfc7523JwtBearerGrantTests.trusting("partner").peopleRegistering();
  }

  /// By name: what prepares it, which leaves what sends it. A name may stand for several.
  Map<String, List<Supplier<Runnable>>> all() {
    return all;
  }

  private void flow(String name, Supplier<Runnable> ready) {
    all.computeIfAbsent(name, n -> new ArrayList<>()).add(ready);
  }

  private static void answered(int status, Response response) {
    assertThat(response.status()).isEqualTo(status);
  }

  private static void refused(String error, Response response) {
    assertThat(json(response)).containsEntry("error", error);
  }

  private void publicly() {
    flow(
        "metadata, public keys",
        () ->
            () -> {
              answered(200, server.get("/.well-known/openid-configuration"));
              answered(200, server.get("/jwks"));
            });
    flow(
        "authorization request, nobody is signed in",
        () -> () -> answered(303, server.get(ASK.url())));
    flow(
        "authorization request with a fault",
        () -> () -> answered(303, server.get(ASK.without("code_challenge").url())));
    flow(
        "unknown `client_id`, for the first time",
        () -> {
          Ask unknown = unknown();
          return () -> answered(400, server.get(unknown.url()));
        });
    flow(
        "unknown `client_id`, again",
        () -> {
          Ask unknown = unknown();
          String id = unknown.parameters().required("client_id");
          server.get(unknown.url());
          return () -> {
            answered(400, server.get(unknown.url()));
            answered(401, server.post("/token", credentials("client_id", id)));
          };
        });
    flow(
        "sign-in page",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(ASK.url());
          return () -> answered(200, looked(browser, browser.location));
        });
  }

  private Ask unknown() {
    return Ask.of("unknown-" + ++unknown, "https://unknown.example.com/", "openid");
  }

  private static Response looked(TestBrowser browser, String url) {
    return browser.send("GET", url, Parameters.empty());
  }

  private static Response submitted(TestBrowser browser, Parameters form) {
    return browser.send("POST", browser.location, form.with("step", browser.hidden("step")));
  }

  private void signingIn() {
    flow(
        "sign-in with a wrong password",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(ASK.url());
          return () ->
              answered(400, submitted(browser, form("username", "alice", "password", "x")));
        });
    flow(
        "sign-in",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(ASK.url());
          return () -> answered(303, submitted(browser, alice()));
        });
    flow(
        "sign-in again, in the same session",
        () -> {
          TestBrowser browser = signedIn().get(ASK.with("prompt", "login").url());
          return () -> answered(303, submitted(browser, alice()));
        });
  }

  private void signingInWithMore() {
    flow(
        "sign-in of somebody with a second factor, the password",
        () -> {
          String carol = carol();
          TestBrowser browser = new TestBrowser(server).get(ASK.url());
          return () -> answered(303, submitted(browser, account(carol)));
        });
    flow(
        "page for the second factor",
        () -> {
          TestBrowser browser = half(carol());
          return () -> answered(200, looked(browser, browser.location));
        });
    flow(
        "sign-in of somebody with a second factor, the code",
        () -> {
          TestBrowser browser = half(carol());
          server.clock.advance(Duration.ofMinutes(1));
          String code = app.orElseThrow().code(server.clock.instant());
          return () -> answered(303, submitted(browser, form("code", code)));
        });
  }

  private TestBrowser half(String username) {
    TestBrowser browser = new TestBrowser(server).get(ASK.url());
    return browser.submit(account(username));
  }

  /// Somebody who set up an app, at a node where everybody must.
  private String carol() {
    if (app.isEmpty()) {
      new TestBrowser(server).get(ASK.with("prompt", "create").url()).submit(account("carol"));
      try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
        TestBrowser browser = new TestBrowser(strict).get(ASK.url()).submit(account("carol"));
        app = Optional.of(TestAuthenticator.on(browser.html()));
        SecondFactorScene.enrol(browser, app.get().code(strict.clock.instant()));
      }
    }
    return "carol";
  }

  private void makingAccounts() {
    String create = ASK.with("prompt", "create").url();
    flow(
        "page where somebody makes an account",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(create);
          return () -> answered(200, looked(browser, browser.location));
        });
    flow(
        "account of somebody new",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(create);
          Parameters account = account("new-" + ++people);
          return () -> answered(303, submitted(browser, account));
        });
    flow(
        "account with a username that is taken",
        () -> {
          TestBrowser browser = new TestBrowser(server).get(create);
          return () -> answered(400, submitted(browser, account("alice")));
        });
  }

  private static Parameters account(String username) {
    String password = "correct horse battery";
    return form("username", username, "password", password, "password_again", password);
  }

  private static Parameters alice() {
    return form("username", "alice", "password", Samples.password("alice"));
  }

  private TestBrowser signedIn() {
    return new TestBrowser(server).get(ASK.url()).signInAs("alice");
  }

  private TestBrowser approved() {
    TestBrowser browser = signedIn();
    return browser.isAtClient() ? browser : browser.approve("playlist.read");
  }

  private void consenting() {
    String asked = ASK.with("prompt", "consent").url();
    flow(
        "authorization request, to be consented",
        () -> {
          TestBrowser browser = signedIn();
          return () -> answered(303, looked(browser, asked));
        });
    flow(
        "consent page",
        () -> {
          TestBrowser browser = signedIn().get(asked);
          return () -> answered(200, looked(browser, browser.location));
        });
    flow(
        "approval",
        () -> {
          TestBrowser browser = signedIn().get(asked);
          return () -> assertThat(browser.approve("playlist.read").answer("code")).isNotEmpty();
        });
    flow(
        "denial",
        () -> {
          TestBrowser browser = signedIn().get(asked);
          return () -> assertThat(browser.deny().answer("error")).isEqualTo("access_denied");
        });
    flow(
        "authorization request, approved before",
        () -> {
          TestBrowser browser = approved();
          return () -> assertThat(browser.get(ASK.url()).answer("code")).isNotEmpty();
        });
    flow(
        "the same, and the session was not used for a minute",
        () -> {
          TestBrowser browser = approved();
          server.clock.advance(Duration.ofSeconds(61));
          return () -> assertThat(browser.get(ASK.url()).answer("code")).isNotEmpty();
        });
    flow(
        "authorization request of a client with `skip_consent`",
        () -> {
          TestBrowser browser = signedIn();
          Ask ours = Ask.of("ours", TestClients.callback("ours"), "openid");
          return () -> assertThat(browser.get(ours.url()).answer("code")).isNotEmpty();
        });
    flow(
        "the same of one that hears of sign-outs",
        () -> {
          TestBrowser browser = signedIn();
          return () -> assertThat(browser.get(told().url()).answer("code")).isNotEmpty();
        });
  }

  private static Ask told() {
    return Ask.of("told", TestClients.callback("always"), "openid");
  }

  private void pushing() {
    flow("pushed authorization request", () -> () -> answered(201, clients.push(ASK)));
    flow(
        "pushed authorization request with a fault",
        () -> () -> answered(400, clients.push(ASK.without("code_challenge"))));
    flow(
        "authorization request that was pushed, nobody is signed in",
        () -> {
          String url = clients.pushedUrl(ASK);
          return () -> answered(303, server.get(url));
        });
    flow(
        "authorization request that was pushed, approved before",
        () -> {
          TestBrowser browser = approved();
          String url = clients.pushedUrl(ASK);
          return () -> assertThat(browser.get(url).answer("code")).isNotEmpty();
        });
    flow(
        "authorization request that was pushed, with an error for the client",
        () -> {
          TestBrowser browser = approved();
          String url = clients.pushedUrl(ASK.with("prompt", "none").with("scope", "openid email"));
          return () -> assertThat(browser.get(url).answer("error")).isNotEmpty();
        });
    flow(
        "authorization request that was pushed and answered",
        () -> {
          TestBrowser browser = approved();
          String url = clients.pushedUrl(ASK);
          browser.get(url);
          return () -> answered(400, looked(browser, url));
        });
  }

  private void withDevices() {
    flow(
        "device authorization request",
        () -> () -> assertThat(clients.device("tv", "playlist.read")).containsKey("user_code"));
    flow(
        "a device asks, nobody has answered yet",
        () -> {
          Object code = clients.device("tv", "playlist.read").get("device_code");
          return () -> refused("authorization_pending", clients.poll("tv", code));
        });
    flow(
        "code of a device, typed",
        () -> {
          Object code = clients.device("tv", "playlist.read").get("user_code");
          TestBrowser browser = new TestBrowser(server).get("/device");
          return () -> answered(303, submitted(browser, form("user_code", (String) code)));
        });
    flow(
        "consent page for a device",
        () -> {
          TestBrowser browser = deviceToApprove(clients.device("tv", "playlist.read"));
          return () -> answered(200, looked(browser, browser.location));
        });
    flow(
        "approval for a device",
        () -> {
          TestBrowser browser = deviceToApprove(clients.device("tv", "playlist.read"));
          return () -> answered(200, browser.approve("playlist.read").page);
        });
    flow(
        "a device asks, its person has approved",
        () -> {
          Map<String, Object> device = clients.device("tv", "playlist.read");
          deviceToApprove(device).approve("playlist.read");
          return () -> answered(200, clients.poll("tv", device.get("device_code")));
        });
  }

  private TestBrowser deviceToApprove(Map<String, Object> device) {
    return new TestBrowser(server)
        .get("/device")
        .submit(form("user_code", (String) device.get("user_code")))
        .signInAs("alice");
  }

  private void redeeming() {
    flow(
        "redemption of a code",
        () -> {
          String code = clients.code("web", REFRESHABLE);
          return () -> answered(200, clients.redeem("web", code));
        });
    for (String fault : List.of("code_verifier", "redirect_uri", "resource")) {
      flow(
          "redemption with a fault",
          () -> {
            Parameters bad = redemption("web", clients.code("web", REFRESHABLE)).with(fault, "x");
            return () -> answered(400, clients.token("web", bad));
          });
    }
    flow(
        "redemption with a fault",
        () -> {
          String code = clients.code("web", REFRESHABLE);
          return () -> refused("invalid_grant", clients.redeem("ours", code));
        });
    flow(
        "redemption of a code that expired",
        () -> {
          String code = clients.code("web", REFRESHABLE);
          server.clock.advance(Duration.ofMinutes(2));
          return () -> refused("invalid_grant", clients.redeem("web", code));
        });
    flow(
        "redemption of a code that was redeemed",
        () -> {
          String code = clients.code("web", REFRESHABLE);
          answered(200, clients.redeem("web", code));
          return () -> refused("invalid_grant", clients.redeem("web", code));
        });
    flow(
        "redemption of a code whose grant has ended",
        () -> {
          String code = clients.code("web", REFRESHABLE);
          clients.redeem("web", code);
          clients.redeem("web", code);
          return () -> refused("invalid_grant", clients.redeem("web", code));
        });
    flow(
        "redemption of what is no code",
        () -> () -> refused("invalid_grant", clients.redeem("web", "mapae_ac_" + "A".repeat(75))));
  }

  private Object refreshToken(String clientId) {
    return clients.tokens(clientId, REFRESHABLE).get("refresh_token");
  }

  private void refreshing() {
    flow(
        "refresh",
        () -> {
          Object token = refreshToken("web");
          return () -> answered(200, clients.refresh("web", token));
        });
    for (String fault : List.of("scope", "resource")) {
      flow(
          "refresh with a fault",
          () -> {
            Parameters bad = TestClients.refresh(refreshToken("web")).with(fault, "x");
            return () -> answered(400, clients.token("web", bad));
          });
    }
    flow(
        "refresh with a fault",
        () -> {
          Object token = refreshToken("web");
          return () -> refused("invalid_grant", clients.refresh("ours", token));
        });
    flow(
        "refresh with a refresh token that expired",
        () -> {
          Object token = refreshToken("web");
          server.clock.advance(Duration.ofDays(31));
          return () -> refused("invalid_grant", clients.refresh("web", token));
        });
    flow(
        "refresh with a refresh token that was used",
        () -> {
          Object token = refreshToken("web");
          answered(200, clients.refresh("web", token));
          return () -> refused("invalid_grant", clients.refresh("web", token));
        });
    flow(
        "the same within `refresh_token_reuse_grace`",
        () -> {
          Object token = refreshToken("forgiven");
          answered(200, clients.refresh("forgiven", token));
          return () -> answered(200, clients.refresh("forgiven", token));
        });
    flow(
        "refresh with a refresh token whose grant has ended",
        () -> {
          Object token = refreshToken("web");
          clients.revoke("web", token);
          return () -> refused("invalid_grant", clients.refresh("web", token));
        });
    flow(
        "refresh with what is no refresh token",
        () -> () -> refused("invalid_grant", clients.refresh("web", "mapae_rt_" + "A".repeat(75))));
  }

  private void asClients() {
    flow(
        "client credentials, Basic",
        () -> () -> answered(200, clients.token("service", credentials())));
    flow(
        "client credentials, secret in the body",
        () ->
            () ->
                answered(
                    200,
                    server.post(
                        "/token",
                        credentials(
                            "client_id", "service", "client_secret", Samples.secret("service")))));
    flow(
        "client credentials with a wrong secret or scope",
        () ->
            () -> {
              answered(
                  401,
                  server.post("/token", credentials("client_id", "service", "client_secret", "x")));
              refused("invalid_scope", clients.token("service", credentials("scope", "x")));
            });
  }

  private Object exchanged() {
    Object token = clients.tokens("desk", REFRESHABLE).get("access_token");
    return json(clients.token("desk", ExchangeScene.exchange(token))).get("access_token");
  }

  private void exchanging() {
    flow(
        "token exchange",
        () -> {
          Object token = clients.tokens("desk", REFRESHABLE).get("access_token");
          return () -> answered(200, clients.token("desk", ExchangeScene.exchange(token)));
        });
    flow(
        "token exchange with a fault",
        () -> {
          Object token = clients.tokens("desk", REFRESHABLE).get("access_token");
          Parameters bad = ExchangeScene.exchange(token, "scope", "x");
          return () -> refused("invalid_scope", clients.token("desk", bad));
        });
  }

  private Parameters assertion(String... more) {
    return form(Rfc7523JwtBearerGrantTests.alice(server), more);
  }

  private void bringingAssertions() {
    flow(
        "assertion of another server",
        () -> {
          Parameters assertion = assertion();
          return () -> answered(200, clients.token("partner", assertion));
        });
    flow(
        "assertion of another server with a scope that it is not good for",
        () -> {
          Parameters assertion = assertion("scope", "orders.read");
          return () -> refused("invalid_scope", clients.token("partner", assertion));
        });
    flow(
        "assertion of another server that was brought before",
        () -> {
          Parameters assertion = assertion();
          answered(200, clients.token("partner", assertion));
          return () -> refused("invalid_grant", clients.token("partner", assertion));
        });
  }

  private void withProofs() {
    DpopClient spa = DpopClient.of(server, "spa");
    DpopClient service = DpopClient.of(server, "service");
    flow(
        "redemption of a code with a DPoP proof",
        () -> {
          String code = clients.code("spa", REFRESHABLE);
          return () -> answered(200, spa.redeem(code));
        });
    flow(
        "refresh with a DPoP proof",
        () -> {
          Object token = spa.tokens(REFRESHABLE).get("refresh_token");
          return () -> answered(200, spa.refresh(token));
        });
    flow(
        "refresh with a proof of another key",
        () -> {
          Object token = spa.tokens(REFRESHABLE).get("refresh_token");
          return () -> refused("invalid_grant", DpopClient.of(server, "spa").refresh(token));
        });
    flow("client credentials with a DPoP proof", () -> () -> answered(200, service.credentials()));
    flow(
        "client credentials with a bad proof",
        () -> () -> refused("invalid_dpop_proof", service.token(credentials(), "x")));
    flow(
        "UserInfo with a DPoP proof",
        () -> {
          Object token = spa.tokens(REFRESHABLE).get("access_token");
          return () -> answered(200, spa.userInfo(token));
        });
  }

  private void asking() {
    flow(
        "introspection of an access token of a person",
        () -> {
          Object token = clients.tokens("web", REFRESHABLE).get("access_token");
          return () -> assertThat(clients.isActive("web", token)).isTrue();
        });
    flow(
        "introspection of an access token of client credentials",
        () -> {
          Object token = clients.accessToken("service");
          return () -> assertThat(clients.isActive("service", token)).isTrue();
        });
    flow(
        "introspection of an access token that was exchanged",
        () -> {
          Object token = exchanged();
          return () -> assertThat(clients.isActive("desk", token)).isTrue();
        });
    flow(
        "introspection of an access token for an assertion",
        () -> {
          Object token = json(clients.token("partner", assertion())).get("access_token");
          return () -> assertThat(clients.isActive("partner", token)).isTrue();
        });
    flow(
        "introspection of a refresh token",
        () -> {
          Object token = refreshToken("web");
          return () -> assertThat(clients.isActive("web", token)).isTrue();
        });
    flow(
        "introspection of what is no token, or expired",
        () -> {
          Object token = clients.accessToken("service");
          server.clock.advance(Duration.ofHours(1));
          return () -> {
            assertThat(clients.isActive("service", token)).isFalse();
            assertThat(clients.isActive("service", "x")).isFalse();
          };
        });
    flow(
        "UserInfo",
        () -> {
          Object token = clients.tokens("web", REFRESHABLE).get("access_token");
          return () -> answered(200, clients.userInfo(token));
        });
  }

  private void ending() {
    flow(
        "revocation of a refresh token",
        () -> {
          Object token = refreshToken("web");
          return () -> answered(200, clients.revoke("web", token));
        });
    flow(
        "revocation of an access token of a person",
        () -> {
          Object token = clients.tokens("web", REFRESHABLE).get("access_token");
          return () -> answered(200, clients.revoke("web", token));
        });
    flow(
        "revocation of an access token of client credentials",
        () -> {
          Object token = clients.accessToken("service");
          return () -> answered(200, clients.revoke("service", token));
        });
    flow(
        "revocation of an access token that was exchanged",
        () -> {
          Object token = exchanged();
          return () -> answered(200, clients.revoke("desk", token));
        });
    flow(
        "revocation of a refresh token of another client",
        () -> {
          Object token = refreshToken("web");
          return () -> refused("invalid_request", clients.revoke("ours", token));
        });
    flow("revocation of what is no token", () -> () -> answered(200, clients.revoke("web", "x")));
    flow(
        "sign-out page",
        () -> {
          TestBrowser browser = signedIn();
          return () -> answered(200, browser.get("/sign-out").page);
        });
    flow(
        "sign-out",
        () -> {
          TestBrowser browser = signedIn().get("/sign-out");
          return () -> answered(200, browser.submit(Parameters.empty()).page);
        });
    flow(
        "sign-out of which a client hears",
        () -> {
          TestBrowser browser = signedIn().get(told().url()).get("/sign-out");
          return () -> answered(200, browser.submit(Parameters.empty()).page);
        });
  }

  private void keepingHouse() {
    flow(
        "once a second: did anything change?",
        () -> {
          Housekeeping housekeeping = housekeeping();
          housekeeping.follow();
          return housekeeping::follow;
        });
    flow("once a minute: what has expired?", () -> housekeeping()::sweep);
  }

  private Housekeeping housekeeping() {
    return new Housekeeping(server.stores, server.clock, System::nanoTime, List.of());
  }
}

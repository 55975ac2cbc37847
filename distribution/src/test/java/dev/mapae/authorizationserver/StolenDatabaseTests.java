package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stolen database contains nothing that can be presented, and nothing to recognise it by: not in
/// its rows, and not in the files of the engine, where also what was deleted may still be.
@OnEveryEngine
class StolenDatabaseTests {
  /// His password, after he changed it.
  private static final String BOBS = "what bob builds after work";

  static final String SECOND_SECRET = "another-secret-fedcba9876543210fedcba98";

  static final String DIRECTORY = "https://directory.example.com";
  static final ECKey DIRECTORY_KEY = Rfc7591SoftwareStatementTests.ec();

  final TestServer server;
  final TestClients clients;
  final Needles needles = new Needles();
  final TreeSet<String> kinds = new TreeSet<>();

  final LogoutReceiver logoutReceiver = new LogoutReceiver();
  final TestMailbox mailbox = new TestMailbox();

  StolenDatabaseTests(Engine engine) {
    server =
        new TestServer(
            engine,
            Flows.declarations(),
            Seams.registering(Mode.OPEN, false, logoutReceiver)
                .mailing(mailbox)
                .takingStatements(
                    new SoftwareStatementIssuer(
                        DIRECTORY,
                        new ClientKeySource.Jwks(
                            new JWKSet(DIRECTORY_KEY).toPublicJWKSet().toString()),
                        true)));
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Notes what somebody presented, or could.
  void present(String what, Object secret) {
    presentOf("", what, secret);
  }

  void presentOf(String owner, String what, Object secret) {
    kinds.add(what);
    Traces.of((String) secret, owner)
        .forEach((form, bytes) -> needles.add(what + ": " + form, bytes));
  }

  @Test
  void nothing_that_can_be_presented_is_in_it() throws Exception {
    people();
    secretsOfClients();
    for (String scope : new String[] {"openid offline_access playlist.read", "orders.read"}) {
      tokens(scope);
    }
    sessions();
    signOut();
    pushedRequests();
    devices();
    tokensOfClients();
    proofs();
    registrations();
    accountPages();
    secondFactors();
    mails();
    verifier();
    keys();
    assertThat(kinds)
        .contains(
            "password",
            "client_secret",
            "code",
            "refresh_token",
            "access_token",
            "id_token",
            "logout_token",
            "DPoP proof",
            "__Host-mapae-browser",
            "__Host-mapae-session",
            "step",
            "mapae_seen",
            "request_uri",
            "device_code",
            "user_code",
            "TOTP secret",
            "recovery code",
            "__Host-mapae-first-factor",
            "link",
            "initial_access_token",
            "registration_access_token",
            "software_statement",
            "state",
            "SIGNING",
            "MAC",
            "SECRET",
            "SEALING");

    byte[] rows = String.join("\n", server.database.rows()).getBytes(UTF_8);
    assertThat(needles.in(rows)).isEmpty();
    for (Path file : server.database.files()) {
      assertThat(needles.in(Files.readAllBytes(file))).as(file.toString()).isEmpty();
    }
  }

  /// What is searched would be found.
  @Test
  void what_is_no_secret_is_found_in_it() throws IOException {
    clients.tokens("web", "openid offline_access playlist.read");
    server.database.change("DELETE FROM consents");
    String grant = server.database.value("SELECT id FROM grants");
    Needles known = new Needles();
    for (String text : List.of("alice@example.com", "openid offline_access", grant)) {
      known.add(text, text.getBytes(UTF_8));
    }
    TreeSet<String> found = new TreeSet<>();
    for (Path file : server.database.files()) {
      found.addAll(known.in(Files.readAllBytes(file)));
    }
    assertThat(found)
        .containsExactlyInAnyOrder("alice@example.com", "openid offline_access", grant);
    assertThat(known.in(String.join("\n", server.database.rows()).getBytes(UTF_8))).hasSize(3);
  }

  /// The client is told, answers that it cannot just now, and so will be told again.
  void signOut() {
    TestBrowser browser = new TestBrowser(server);
    browser
        .get(Ask.of("told", TestClients.callback("always"), "openid").url())
        .signInAs("alice")
        .get("/sign-out")
        .submit(Parameters.empty());
    logoutReceiver.answers(503);
    server.server.housekeeping().doChores();
    logoutReceiver.taken().forEach(posted -> present("logout_token", posted.token()));
  }

  void people() {
    for (String username : List.of("alice", "bob")) {
      presentOf(username, "password", Samples.password(username));
    }
    String wrong = "a password for another site";
    new TestBrowser(server).get(Ask.web("openid").url()).signIn("alice", wrong);
    present("password", wrong);
  }

  /// A client whose secret is being replaced has two, and then the new one alone.
  void secretsOfClients() {
    var service = Samples.client("service").grants("client_credentials").scope("playlist.read");
    for (List<String> secrets :
        List.of(List.of(Samples.secret("service"), SECOND_SECRET), List.of(SECOND_SECRET))) {
      server.server.reconcile(
          Declared.with(
              Flows.declarations(),
              new DeclaredClient(service.build("client_secret_basic"), secrets)));
    }
    presentOf("service", "client_secret", SECOND_SECRET);
    // One that is kept sealed.
    server.server.reconcile(
        Declared.with(
            Flows.declarations(),
            new DeclaredClient(service.build("client_secret_jwt"), List.of(SECOND_SECRET))));
    server.server.reconcile(Flows.declarations());
    for (String client : List.of("web", "service", "both", "ours", "old", "orders-api")) {
      presentOf(client, "client_secret", Samples.secret(client));
      present("authorization", TestServer.basic(client).substring("Basic ".length()));
    }
  }

  /// What is bound to a key, whose thumbprint is there, and no secret.
  void proofs() {
    DpopClient spa = DpopClient.of(server, "spa");
    String code = clients.code("spa", "playlist.read");
    String jti = "a name that nobody else gave";
    String proof = spa.proof("POST", "/token", Map.of("jti", jti));
    Map<String, Object> tokens = json(spa.token(TestClients.redemption("spa", code), proof));
    present("code", code);
    present("DPoP proof", proof);
    present("jti", jti);
    present("refresh_token", tokens.get("refresh_token"));
    present("access_token", tokens.get("access_token"));
    assertThat(server.database.value("SELECT dpop_jkt FROM grants WHERE client_id = 'spa'"))
        .isEqualTo(spa.jkt());
  }

  /// Codes and tokens in every state: open, spent, replayed, revoked, expired.
  void tokens(String scope) {
    present("code", clients.code("web", scope));
    String replayed = clients.code("web", scope);
    present(json(clients.redeem("web", replayed)));
    clients.redeem("web", replayed);
    present("code", replayed);
    String spent = clients.code("web", scope);
    present("code", spent);
    Map<String, Object> tokens = json(clients.redeem("web", spent));
    for (int generation = 1; generation < 6; generation++) {
      present(tokens);
      tokens = json(clients.refresh("web", tokens.get("refresh_token")));
    }
    present(tokens);
    clients.introspect("web", tokens.get("access_token"));
    Map<String, Object> revoked = clients.tokens("web", scope);
    present(revoked);
    clients.revoke("web", revoked.get("refresh_token"));
  }

  void present(Map<String, Object> tokens) {
    assertThat(tokens).containsKeys("access_token", "refresh_token");
    tokens.forEach((name, value) -> {
      if (name.endsWith("_token")) {
        present(name, value);
      }
    });
  }

  /// Sessions that last, that were renewed and that ended; and every step on the way.
  void sessions() {
    TestBrowser browser = new TestBrowser(server);
    Ask ask = Ask.web("openid read orders.read").with("prompt", "login consent");
    for (int i = 0; i < 2; i++) {
      browser.get(ask.url());
      present("mapae_seen", browser.seen());
      present("step", browser.hidden("step"));
      browser.signInAs("alice");
      browser.cookies.forEach(this::present);
      present("step", browser.hidden("step"));
      browser.approve("read", "orders.read");
      present("code", browser.answer("code"));
    }
    browser.get("/sign-out");
    present("step", browser.hidden("step"));
    browser.submit(Parameters.empty());
  }

  /// Requests that wait, that were answered, and of which a part could be presented by itself: an
  /// ID token; the `state` and the `nonce`, by which a client knows its answer.
  void pushedRequests() {
    Ask ask =
        Ask.web("openid playlist.read")
            .with("state", "state-of-this-very-request")
            .with("nonce", "nonce-of-this-very-request")
            .with("login_hint", "somebody@elsewhere.example")
            .with("prompt", "consent")
            .with("id_token_hint", (String) clients.tokens("web", "openid").get("id_token"));
    ask.parameters().stream()
        .filter(parameter -> List.of("state", "id_token_hint").contains(parameter.getKey()))
        .forEach(parameter -> present(parameter.getKey(), parameter.getValue().getFirst()));
    present("nonce", "nonce-of-this-very-request");
    present("login_hint", "somebody@elsewhere.example");
    present("request_uri", clients.pushed(ask));
    String answered = clients.pushed(ask.with("nonce", "another-nonce-that-goes-into-a-grant"));
    present("request_uri", answered);
    TestBrowser browser = new TestBrowser(server);
    browser.get(TestClients.pushedUrl("web", answered)).signInAs("alice").approve("playlist.read");
    present("code", browser.answer("code"));
  }

  /// Devices that wait, that were answered, and that got tokens.
  void devices() {
    for (int answered = 0; answered < 3; answered++) {
      Map<String, Object> device = clients.device("tv", "playlist.read");
      present("device_code", device.get("device_code"));
      present("user_code", device.get("user_code"));
      present("user_code", ((String) device.get("user_code")).replace("-", ""));
      if (answered > 0) {
        TestBrowser browser = new TestBrowser(server).get("/device");
        browser.submit(Parameters.empty().with("user_code", (String) device.get("user_code")));
        present("device", browser.signInAs("alice").parameter("device"));
        present("step", browser.hidden("step"));
        browser.approve("playlist.read");
      }
      if (answered > 1) {
        Map<String, Object> tokens = json(clients.poll("tv", device.get("device_code")));
        present("refresh_token", tokens.get("refresh_token"));
        present("access_token", tokens.get("access_token"));
      }
    }
  }

  /// An app that was set up and used.
  void secondFactors() {
    try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
      Ask ask = Ask.web("openid").with("prompt", "login");
      TestBrowser browser = new TestBrowser(strict).get(ask.url()).signIn("bob", BOBS);
      browser.cookies.forEach(this::present);
      present("enrolment", browser.hidden("enrolment"));
      present("step", browser.hidden("step"));
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      present("TOTP secret", app.shown);
      presentKey("TOTP secret", app.secret());
      browser.submit(
          form("enrolment", browser.hidden("enrolment"), "code", app.code(strict.clock.instant())));
      SecondFactorScene.codes(browser).forEach(code -> present("recovery code", code));
      strict.clock.advance(Duration.ofMinutes(1));
      browser.get(ask.with("state", "again").url()).signIn("bob", BOBS);
      browser.cookies.forEach(this::present);
      SecondFactorScene.type(browser, app.code(strict.clock.instant()));
      browser.cookies.forEach(this::present);
    }
  }

  /// Links that went out and were used, that were not, and one that has yet to go out.
  void mails() {
    // Those that told what happened before.
    server.server.housekeeping().doChores();
    mailbox.taken();
    for (int i = 0; i < 3; i++) {
      new TestBrowser(server)
          .get("/forgotten-password")
          .submit(Parameters.empty().with("username", "bob"));
      if (i < 2) {
        TestBrowser browser = new TestBrowser(server).get(mailbox.link(server));
        present("link", browser.cookies.get("__Host-mapae-link"));
        present("step", browser.hidden("step"));
        String password = "a password of bob number " + i;
        present("password", password);
        if (i == 0) {
          browser.submit(
              Parameters.empty().with("password", password).with("password_again", password));
          mailbox.one(server);
        }
      }
    }
    // So that what waits would be found, if it could be read.
    needles.add("text of a mail", "Somebody, hopefully you".getBytes(UTF_8));
    assertThat(server.rows().get("outgoing_mails")).isOne();
  }

  /// Clients that registered themselves, stayed as they were, changed, and went.
  void registrations() {
    Registering registering = new Registering(server);
    present("initial_access_token", registering.initialAccessToken(2, Duration.ofDays(7)));
    for (String method : List.of("client_secret_basic", "client_secret_jwt")) {
      Map<String, Object> told =
          registering.register(Registering.metadata("token_endpoint_auth_method", method));
      present("client_secret", told.get("client_secret"));
      present("registration_access_token", told.get("registration_access_token"));
    }
    String statement = softwareStatement();
    registering.register(Registering.metadata("software_statement", statement));
    present("software_statement", statement);
    Map<String, Object> told = registering.register(Registering.open());
    present("registration_access_token", told.get("registration_access_token"));
    Map<String, Object> changed =
        json(
            registering.manage(
                "PUT", told, Json.write(Registering.metadata("client_id", told.get("client_id")))));
    present("client_secret", changed.get("client_secret"));
    registering.manage("DELETE", told, "");
  }

  /// It stands in for an initial access token.
  String softwareStatement() {
    return Rfc7591SoftwareStatementTests.signed(
        new TestAssertion(DIRECTORY, server.clock.instant())
            .without("sub")
            .without("aud")
            .with("software_id", "some software")
            .typ("JWT"),
        DIRECTORY_KEY);
  }

  void accountPages() {
    TestBrowser browser = new TestBrowser(server).get("/account/password");
    present("mapae_seen", browser.seen());
    present("step", browser.hidden("step"));
    browser.signInAs("bob");
    browser.cookies.forEach(this::present);
    present("step", browser.hidden("step"));
    browser.submit(AccountPasswordTests.change(Samples.password("bob"), BOBS, BOBS));
    assertThat(browser.html()).contains("Your new password is set");
    presentOf("bob", "password", BOBS);
    browser.get("/account/data");
    present("step", browser.hidden("step"));
  }

  void tokensOfClients() {
    String revoked = clients.accessToken("service");
    clients.revoke("service", revoked);
    present("access_token", revoked);
    present("access_token", clients.accessToken("both", "resource", Samples.ORDERS));
    Object subject =
        clients.tokens("desk", "openid offline_access playlist.read").get("access_token");
    present("access_token", subject);
    Object exchanged =
        json(clients.token("desk", ExchangeScene.exchange(subject))).get("access_token");
    clients.revoke("desk", exchanged);
    present("access_token", exchanged);
  }

  /// Of a verifier just this is kept: the challenge.
  void verifier() {
    byte[] challenge = Pkce.challenge(TestClients.VERIFIER).getBytes(UTF_8);
    var traces = new LinkedHashMap<>(Traces.of(TestClients.VERIFIER, ""));
    assertThat(traces.values().removeIf(trace -> Arrays.equals(trace, challenge))).isTrue();
    traces.forEach((form, bytes) -> needles.add("code_verifier: " + form, bytes));
  }

  /// The keys themselves, opened as only who has the `key_encryption_key` can.
  void keys() throws GeneralSecurityException {
    presentKey("key_encryption_key", TestServer.keyEncryptionKey());
    for (SealedKey sealed : server.stores.keys().all()) {
      byte[] key = open(sealed);
      String kind = sealed.purpose().name();
      if (sealed.purpose() == SealedKey.Purpose.SIGNING) {
        Map<String, Object> jwk = TestServer.parse(new String(key, StandardCharsets.UTF_8));
        Stream.of("d", "p", "q", "dp", "dq", "qi")
            .filter(jwk::containsKey)
            .forEach(part -> presentKey(kind, new Base64URL((String) jwk.get(part)).decode()));
      } else {
        presentKey(kind, key);
      }
    }
  }

  void presentKey(String kind, byte[] key) {
    kinds.add(kind);
    Traces.ofKey(key).forEach((form, bytes) -> needles.add(kind + ": " + form, bytes));
  }

  static byte[] open(SealedKey key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(TestServer.keyEncryptionKey(), "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(key.sealed(), 12)));
    List<String> bound = new ArrayList<>(List.of(TestServer.ISSUER.value()));
    bound.addAll(List.of(key.purpose().name(), key.algorithm(), key.id()));
    cipher.updateAAD(String.join("\n", bound).getBytes(UTF_8));
    return cipher.doFinal(key.sealed(), 12, key.sealed().length - 12);
  }
}

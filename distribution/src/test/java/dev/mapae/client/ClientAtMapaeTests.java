package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.distribution.LocalServer;
import dev.mapae.distribution.PlainBrowser;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.UnverifiedJwt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client library and the server, as they meet over HTTP: every grant, every method of client
/// authentication, every manner of an authorization.
@Tag("socket")
@Timeout(60)
class ClientAtMapaeTests {
  private static final String SECRET = "app-secret-0123456789abcdef0123456789abcdef";
  private static final URI CALLBACK = URI.create("https://app.example.com/callback");
  private static final URI BYE = URI.create("https://app.example.com/bye");
  private static final String MUSIC = "https://music.example.com/";
  private static final String ORDERS = "https://orders.example.com/";
  private static final SigningKey KEY = SigningKey.generate().withKid("2026");
  private static final DecryptionKey OPENS = DecryptionKey.generate().withKid("opens");
  private static final SigningKey PARTNER = SigningKey.generate().withKid("partner");
  private static final BlockingQueue<String> POSTED = new LinkedBlockingQueue<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static LocalServer server;
  private static HttpServer application;

  @BeforeAll
  static void start() throws IOException {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext(
        "/",
        exchange -> {
          POSTED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    application.start();
    server = LocalServer.start(folder, settings());
  }

  @AfterAll
  static void stop() {
    server.close();
    application.stop(0);
    HTTP.close();
  }

  private static String settings() {
    String keys = Json.write(Map.of("keys", List.of(KEY.publicJwk())));
    return """
    password_hashing: {memory: 7MiB, iterations: 1}
    registration: open
    require_dpop_nonce: true
    outbound_allowed: [127.0.0.0/8]
    users:
      - {username: alice, password: wonderland-42}
    resources:
      - resource: %1$s
        introspection_clients: [orders-caller]
        scopes: {playlist.read: {description: Read your playlists}}
        authorization_details_types:
          listen: {description: "Listen to {title}", schema: {properties: {title: {type: string}}}}
      - resource: %2$s
        scopes: {order.read: {description: Read your orders}}
    trusted_issuers:
      - issuer: https://partner.example.com
        jwks: %3$s
        subject: username
        clients: [app]
        scope: order.read
    clients:
      - client_id: app
        client_secret: %4$s
        grant_types: [client_credentials, authorization_code, refresh_token, "urn:ietf:params:oauth:grant-type:jwt-bearer"]
        redirect_uris: ["%5$s"]
        post_logout_redirect_uris: ["%6$s"]
        backchannel_logout_uri: http://127.0.0.1:%7$d/logged-out
        authorization_details_types: [listen]
        scope: openid offline_access playlist.read order.read
      - client_id: key-app
        token_endpoint_auth_method: private_key_jwt
        jwks: %8$s
        grant_types: [client_credentials, authorization_code, refresh_token]
        redirect_uris: ["%5$s"]
        scope: openid offline_access playlist.read
      - client_id: mac-app
        client_secret: %4$s
        token_endpoint_auth_method: client_secret_jwt
        grant_types: [client_credentials]
        scope: playlist.read
      - client_id: orders-caller
        client_secret: %4$s
        grant_types: ["urn:ietf:params:oauth:grant-type:token-exchange"]
        scope: order.read
        token_exchange: {resources: [%2$s]}
      - client_id: sealed-app
        client_secret: %4$s
        grant_types: [authorization_code, refresh_token]
        redirect_uris: ["%5$s"]
        jwks: %9$s
        id_token_encrypted_response_alg: ECDH-ES
        userinfo_signed_response_alg: RS256
        userinfo_encrypted_response_alg: ECDH-ES
        userinfo_encrypted_response_enc: A256GCM
        authorization_encrypted_response_alg: ECDH-ES
        authorization_encrypted_response_enc: A256GCM
        scope: openid offline_access playlist.read
      - client_id: hidden-app
        client_secret: %4$s
        grant_types: [authorization_code]
        redirect_uris: ["%5$s"]
        jwks: %8$s
        request_object_encryption_alg: ECDH-ES
        scope: openid playlist.read
      - client_id: cli
        token_endpoint_auth_method: none
        grant_types: [authorization_code, refresh_token, "urn:ietf:params:oauth:grant-type:device_code"]
        redirect_uris: [http://127.0.0.1/callback]
        scope: openid offline_access playlist.read
    """
        .formatted(
            MUSIC,
            ORDERS,
            Json.write(Map.of("keys", List.of(PARTNER.publicJwk()))),
            SECRET,
            CALLBACK,
            BYE,
            application.getAddress().getPort(),
            keys,
            Json.write(Map.of("keys", List.of(OPENS.publicJwk()))));
  }

  private static Client client(ClientAuthentication authentication) {
    return Client.discover(server.issuer(), authentication);
  }

  private static Client app() {
    return client(new ClientSecretBasic("app", SECRET));
  }

  private static PlainBrowser alice() {
    return new PlainBrowser(HTTP, "alice", "wonderland-42");
  }

  private static Tokens authorized(AuthorizationCode flow, AuthorizationOptions options)
      throws IOException, InterruptedException {
    AuthorizationRequest request = flow.start(options);
    return flow.finish(request, alice().follow(request.url()));
  }

  private static Map<String, Object> claims(Tokens tokens) {
    return UnverifiedJwt.parse(tokens.accessToken(), 10_000).orElseThrow().claims();
  }

  @Nested
  class A_client_authenticates {
    @Test
    void with_a_key() {
      Tokens tokens =
          client(new PrivateKeyJwt("key-app", KEY))
              .clientCredentials(Scope.of("playlist.read"))
              .tokens();
      assertThat(claims(tokens)).containsEntry("client_id", "key-app");
    }

    @Test
    void with_the_hash_of_a_secret() {
      Tokens tokens =
          client(new ClientSecretJwt("mac-app", SECRET))
              .clientCredentials(Scope.of("playlist.read"))
              .tokens();
      assertThat(claims(tokens)).containsEntry("client_id", "mac-app");
    }

    @Test
    void for_the_issuer_and_not_for_the_token_endpoint() {
      TokenSource source =
          client(new PrivateKeyJwt("key-app", KEY).insecureTokenEndpointAsAudience())
              .clientCredentials();
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(source::tokens)
          .satisfies(e -> assertThat(e.code()).contains("invalid_client"));
    }
  }

  @Nested
  class An_authorization {
    @Test
    void with_everything_that_can_be_signed_and_bound() throws Exception {
      Client client = client(new PrivateKeyJwt("key-app", KEY)).withDpop();
      AuthorizationCode flow =
          client.authorizationCode(CALLBACK).pushed().signed(KEY).signedResponses("RS256");
      Tokens tokens =
          authorized(
              flow,
              AuthorizationOptions.scope("openid", "offline_access", "playlist.read")
                  .prompt("consent"));
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
      Tokens fresh = client.refresh(tokens);
      assertThat(fresh.type()).isEqualTo(TokenType.DPOP);
      assertThat(fresh.accessToken()).isNotEqualTo(tokens.accessToken());
    }

    @Test
    void of_which_all_that_is_said_of_the_person_is_encrypted() throws Exception {
      Client client =
          client(new ClientSecretBasic("sealed-app", SECRET))
              .with(IdTokenPolicy.standard().encryptedTo(OPENS))
              .withEncryptedUserInfo(OPENS);
      Tokens tokens =
          authorized(
              client.authorizationCode(CALLBACK).encryptedResponses("RS256", OPENS),
              AuthorizationOptions.scope("openid", "offline_access").prompt("consent"));
      assertThat(client.userInfo(tokens).subject())
          .isEqualTo(tokens.idToken().orElseThrow().subject());
      assertThat(client.refresh(tokens).idToken()).isPresent();
    }

    @Test
    void that_only_the_server_can_read() throws Exception {
      AuthorizationCode flow =
          client(new ClientSecretBasic("hidden-app", SECRET))
              .authorizationCode(CALLBACK)
              .signed(KEY)
              .encrypted("ECDH-ES");
      AuthorizationOptions options = AuthorizationOptions.scope("openid", "playlist.read");
      assertThat(authorized(flow, options).idToken()).isPresent();
      assertThat(authorized(flow.pushed(), options).idToken()).isPresent();
    }

    @Test
    void lets_UserInfo_be_asked_with_a_proof() throws Exception {
      Client client = app().withDpop();
      Tokens tokens =
          authorized(client.authorizationCode(CALLBACK), AuthorizationOptions.scope("openid"));
      assertThat(claims(tokens).get("cnf"))
          .isEqualTo(Map.of("jkt", client.dpop().orElseThrow().thumbprint()));
      assertThat(client.userInfo(tokens).subject())
          .isEqualTo(tokens.idToken().orElseThrow().subject());
    }

    @Test
    void of_something_in_particular_says_what_was_granted() throws Exception {
      Map<String, Object> listen = Map.of("type", "listen", "title", "Song");
      Tokens tokens =
          authorized(
              app().authorizationCode(CALLBACK),
              AuthorizationOptions.empty().authorizationDetails(listen));
      assertThat(tokens.authorizationDetails())
          .singleElement()
          .satisfies(detail -> assertThat(detail).containsAllEntriesOf(listen));
    }

    @Test
    void by_a_device() {
      Client cli = client(new None("cli")).withDpop();
      DeviceGrant grant = new DeviceGrant(cli, duration -> {});
      DeviceAuthorization device =
          grant.start(AuthorizationOptions.scope("openid", "playlist.read"));
      String page = unchecked(() -> alice().finish(device.verificationUriComplete().orElseThrow()));
      assertThat(page).isNotEmpty();
      Tokens tokens = grant.await(device);
      assertThat(tokens.idToken()).isPresent();
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
    }

    @Test
    void from_the_command_line_is_kept() {
      AtomicInteger opened = new AtomicInteger();
      CommandLineSignIn signIn =
          CommandLineSignIn.of(client(new None("cli")))
              .with(url -> {
                opened.incrementAndGet();
                unchecked(() -> alice().visit(url));
              });
      TokenFile file = TokenFile.of(folder.resolve("tokens"));
      AuthorizationOptions options =
          AuthorizationOptions.scope("openid", "offline_access", "playlist.read").resource(MUSIC);
      String first =
          signIn.client().keptIn(file, () -> signIn.signIn(options)).authorizationHeader();
      assertThat(
              client(new None("cli"))
                  .keptIn(file, () -> signIn.signIn(options))
                  .authorizationHeader())
          .isEqualTo(first);
      assertThat(opened).hasValue(1);
    }
  }

  @Nested
  class Without_a_person {
    @Test
    void a_token_is_exchanged_for_one_of_another_api() throws Exception {
      AuthorizationCode flow = app().authorizationCode(CALLBACK);
      AuthorizationRequest request =
          flow.start(
              AuthorizationOptions.scope("playlist.read", "order.read")
                  .resource(MUSIC)
                  .resource(ORDERS));
      AuthorizationRequest forMusic = request.forResource(MUSIC);
      Tokens incoming = flow.finish(forMusic, alice().follow(request.url()));
      Tokens exchanged =
          client(new ClientSecretBasic("orders-caller", SECRET))
              .tokenExchange(incoming.accessToken(), TokenExchange.forResource(ORDERS));
      assertThat(claims(exchanged))
          .containsEntry("aud", ORDERS)
          .containsEntry("sub", claims(incoming).get("sub"));
    }

    @Test
    void an_assertion_of_another_issuer_is_good_for_a_token() {
      JwtAssertion assertion =
          JwtAssertion.of("https://partner.example.com", "alice", server.issuer(), PARTNER);
      Tokens tokens = app().jwtBearer(assertion, Scope.of("order.read")).tokens();
      assertThat(claims(tokens)).containsEntry("aud", ORDERS);
    }
  }

  @Nested
  class A_sign_out {
    @Test
    void is_asked_for_and_heard_of() throws Exception {
      Client client = app();
      BackChannelLogout backChannel = client.backChannelLogout();
      PlainBrowser browser = alice();
      AuthorizationCode flow = client.authorizationCode(CALLBACK);
      AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
      Tokens tokens = flow.finish(request, browser.follow(request.url()));
      SignOutRequest signOut = client.signOut(tokens, BYE);
      URI back = browser.follow(signOut.url());
      assertThat(back.toString()).startsWith(BYE.toString());
      assertThat(signOut.isAnsweredBy(Parameters.parse(back.getRawQuery()))).isTrue();
      String posted = POSTED.poll(30, TimeUnit.SECONDS);
      IdToken idToken = tokens.idToken().orElseThrow();
      assertThat(backChannel.receive(Parameters.parse(posted), gone -> {}))
          .isInstanceOfSatisfying(
              BackChannelLogout.Outcome.SignedOut.class,
              gone -> {
                assertThat(gone.subject()).contains(idToken.subject());
                assertThat(gone.sessionId()).isEqualTo(idToken.string("sid"));
              });
    }
  }

  @Nested
  class A_registration {
    @Test
    void is_made_read_changed_and_ended() {
      Registration registration =
          Registration.at(
              Discovery.discover(server.issuer(), Environment.standard()), Environment.standard());
      RegisteredClient me = registration.register(ClientMetadata.web("My app", CALLBACK));
      assertThat(me.clientSecret()).isPresent();
      RegisteredClient now =
          registration.update(
              registration.read(me), me.metadata().with("client_name", "Other name"));
      assertThat(now.metadata().string("client_name")).contains("Other name");
      assertThat(registration.client(now).authorizationCode(CALLBACK)).isNotNull();
      registration.delete(now);
      assertThatExceptionOfType(ClientException.class).isThrownBy(() -> registration.read(now));
    }
  }

  private interface Work<T> {
    T done() throws IOException, InterruptedException;
  }

  private static <T> T unchecked(Work<T> work) {
    try {
      return work.done();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

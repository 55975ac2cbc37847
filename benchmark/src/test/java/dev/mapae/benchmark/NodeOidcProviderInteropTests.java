package dev.mapae.benchmark;

import static dev.mapae.benchmark.Visitor.BYE;
import static dev.mapae.benchmark.Visitor.CALLBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.BackChannelLogout.Outcome;
import dev.mapae.client.Client;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientMetadata;
import dev.mapae.client.DeviceAuthorization;
import dev.mapae.client.Discovery;
import dev.mapae.client.Environment;
import dev.mapae.client.None;
import dev.mapae.client.PrivateKeyJwt;
import dev.mapae.client.RegisteredClient;
import dev.mapae.client.Registration;
import dev.mapae.client.SignOutRequest;
import dev.mapae.client.SigningKey;
import dev.mapae.client.TokenType;
import dev.mapae.client.Tokens;
import dev.mapae.client.UserInfo;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.DpopNonces;
import dev.mapae.resourceserver.Introspection;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client and the resource server library with node-oidc-provider, where every client registers
/// itself.
@Tag("interop")
@Tag("socket")
@Timeout(60)
class NodeOidcProviderInteropTests {
  private static final String MUSIC = "https://music.example.com/";
  private static final String OPAQUE = "https://opaque.example.com/";
  private static final SigningKey KEY = SigningKey.generate().withKid("signs");

  private static Restartable server;
  private static Registration registration;

  private final Visitor alice = new Visitor();

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        System.getenv("MAPAE_NPM") != null, "MAPAE_NPM names no npm, which brings oidc-provider");
    server = NodeOidcProvider.start("every-feature.mjs", Map.of());
    registration = Registration.at(issuer());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String issuer() {
    return server.uri().toString();
  }

  /// What a client that signs people in says of itself.
  private static ClientMetadata web() {
    return ClientMetadata.web("Interop", CALLBACK)
        .scope(Scope.parse("openid profile email playlist.read playlist.write"))
        .with("post_logout_redirect_uris", List.of(BYE.toString()));
  }

  private static ClientMetadata machine() {
    return new ClientMetadata(
        Map.of(
            "grant_types", List.of("client_credentials"),
            "redirect_uris", List.of(),
            "response_types", List.of(),
            "scope", "playlist.read"));
  }

  private static Client client(ClientMetadata metadata, DecryptionKey... keys) {
    return registration.client(registration.register(metadata), keys);
  }

  private static Map<String, Object> jwks(DecryptionKey key) {
    return Map.of("keys", List.of(key.publicJwk()));
  }

  private static ResourceServerSettings introspecting(ClientMetadata api, boolean signed) {
    RegisteredClient me = registration.register(api);
    Introspection how =
        Introspection.clientSecretBasic(me.clientId(), me.clientSecret().orElseThrow());
    return ResourceServerSettings.of(
        TrustedIssuer.of(issuer(), OPAQUE).introspection(signed ? how.signed() : how));
  }

  private static AuthorizationOptions openid() {
    return AuthorizationOptions.scope("openid", "profile", "email");
  }

  @Nested
  class Discovery_and_registration {
    @Test
    void finds_the_issuer_that_was_asked_for_and_no_other() {
      assertThat(Discovery.discover(issuer(), Environment.standard()).issuer()).isEqualTo(issuer());
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> Discovery.discover(issuer() + "/", Environment.standard()))
          .satisfies(e -> assertThat(e.error()).isInstanceOf(ClientError.Untrusted.class));
    }

    @Test
    void registers_reads_changes_and_ends() {
      RegisteredClient me = registration.register(web());
      assertThat(registration.read(me).metadata().string("client_name")).contains("Interop");
      RegisteredClient changed =
          registration.update(me, me.metadata().with("client_name", "Another name"));
      assertThat(changed.metadata().string("client_name")).contains("Another name");
      registration.delete(changed);
      assertThatExceptionOfType(ClientException.class).isThrownBy(() -> registration.read(changed));
    }
  }

  @Nested
  class A_person {
    @Test
    void signs_in_is_asked_about_stays_and_signs_out() throws Exception {
      Client client = client(web());
      Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK), openid());
      assertThat(tokens.idToken().orElseThrow().subject()).isEqualTo("alice");
      UserInfo info = client.userInfo(tokens);
      assertThat(info.string("email")).contains("alice@example.com");

      Tokens fresh = client.refresh(tokens);
      assertThat(fresh.accessToken()).isNotEqualTo(tokens.accessToken());
      assertThat(fresh.idToken().orElseThrow().subject()).isEqualTo("alice");

      client.revoke(fresh);
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> client.refresh(fresh))
          .satisfies(e -> assertThat(e.code()).contains("invalid_grant"));

      SignOutRequest out = client.signOut(fresh, BYE);
      assertThat(out.isAnsweredBy(alice.signOut(out))).isTrue();
    }

    @Test
    void signs_in_to_a_client_that_has_no_secret() throws Exception {
      Client client =
          client(ClientMetadata.onDevices("Program", CALLBACK).scope(Scope.of("openid")));
      Tokens tokens =
          alice.signIn(client.authorizationCode(CALLBACK), AuthorizationOptions.scope("openid"));
      assertThat(client.refresh(tokens).idToken()).isPresent();
    }

    @Test
    void comes_back_with_the_error_of_the_server() throws Exception {
      Client client = client(web());
      AuthorizationCode flow = client.authorizationCode(CALLBACK);
      AuthorizationRequest request = flow.start(openid().with("prompt", "none"));
      URI answer = alice.answer(request);
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> flow.finish(request, answer))
          .satisfies(e -> assertThat(e.code()).contains("login_required"));
    }

    @Test
    void signs_in_by_a_pushed_request() throws Exception {
      Client client = client(web().with("require_pushed_authorization_requests", true));
      assertThat(alice.signIn(client.authorizationCode(CALLBACK).pushed(), openid()).idToken())
          .isPresent();
    }

    @Test
    void signs_in_by_a_signed_request_pushed_or_not() throws Exception {
      RegisteredClient me =
          registration.register(
              web()
                  .authenticatedBy(KEY)
                  .with("request_object_signing_alg", "ES256")
                  .with("require_signed_request_object", true));
      Client client = registration.client(new PrivateKeyJwt(me.clientId(), KEY));
      AuthorizationCode flow = client.authorizationCode(CALLBACK).signed(KEY);
      assertThat(alice.signIn(flow, openid()).idToken()).isPresent();
      assertThat(alice.signIn(flow.pushed(), openid()).idToken()).isPresent();
    }

    @Test
    void comes_back_with_a_signed_answer() throws Exception {
      Client client = client(web());
      assertThat(
              alice
                  .signIn(client.authorizationCode(CALLBACK).signedResponses("RS256"), openid())
                  .idToken())
          .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"})
    void comes_back_with_an_encrypted_answer(String alg) throws Exception {
      DecryptionKey key = DecryptionKey.generate().withAlgorithm(alg).withKid("opens");
      Client client =
          client(
              web()
                  .with("jwks", jwks(key))
                  .with("authorization_signed_response_alg", "ES256")
                  .with("authorization_encrypted_response_alg", alg)
                  .with("authorization_encrypted_response_enc", "A256GCM"));
      AuthorizationCode flow = client.authorizationCode(CALLBACK).encryptedResponses("ES256", key);
      assertThat(alice.signIn(flow, openid()).idToken()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A128CBC-HS256", "A256GCM"})
    void is_spoken_of_in_encrypted_ID_tokens_and_UserInfo(String enc) throws Exception {
      DecryptionKey key = DecryptionKey.generate().withKid("opens");
      Client client =
          client(
              web()
                  .with("jwks", jwks(key))
                  .with("id_token_signed_response_alg", "ES256")
                  .with("id_token_encrypted_response_alg", "ECDH-ES")
                  .with("id_token_encrypted_response_enc", enc)
                  .with("userinfo_signed_response_alg", "ES256")
                  .with("userinfo_encrypted_response_alg", "ECDH-ES")
                  .with("userinfo_encrypted_response_enc", enc),
              key);
      Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK), openid());
      assertThat(client.userInfo(tokens).string("name")).contains("Alice Liddell");
      assertThat(client.refresh(tokens).idToken()).isPresent();
      SignOutRequest out = client.signOut(tokens, BYE);
      assertThat(out.isAnsweredBy(alice.signOut(out))).isTrue();
    }

    @Test
    void is_spoken_of_in_signed_UserInfo() throws Exception {
      Client client = client(web().with("userinfo_signed_response_alg", "RS256"));
      Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK), openid());
      assertThat(client.userInfo(tokens).string("name")).contains("Alice Liddell");
    }

    @Test
    void signs_in_on_another_device() throws Exception {
      RegisteredClient me =
          registration.register(
              new ClientMetadata(
                  Map.of(
                      "grant_types",
                      List.of("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"),
                      "redirect_uris",
                      List.of(),
                      "response_types",
                      List.of(),
                      "token_endpoint_auth_method",
                      "none",
                      "application_type",
                      "native")));
      Client client = registration.client(new None(me.clientId()));
      DeviceAuthorization device = client.deviceGrant().start(AuthorizationOptions.scope("openid"));
      alice.fillIn(device.verificationUriComplete().orElseThrow());
      Tokens tokens = client.deviceGrant().await(device);
      assertThat(tokens.idToken().orElseThrow().subject()).isEqualTo("alice");
    }

    @Test
    void who_signs_out_elsewhere_is_signed_out_here() throws Exception {
      BlockingQueue<String> posted = new LinkedBlockingQueue<>();
      HttpServer application =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      application.createContext(
          "/",
          exchange -> {
            posted.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      application.start();
      try {
        Client client =
            client(
                web()
                    .with(
                        "backchannel_logout_uri",
                        "http://127.0.0.1:" + application.getAddress().getPort() + "/out")
                    .with("backchannel_logout_session_required", true));
        Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK), openid());
        alice.signOut(client.signOut(tokens, BYE));
        String form = posted.poll(30, TimeUnit.SECONDS);
        assertThat(form).isNotNull();
        Outcome outcome = client.backChannelLogout().receive(Parameters.parse(form), ended -> {});
        assertThat(outcome).isInstanceOf(Outcome.SignedOut.class);
        Outcome.SignedOut signedOut = (Outcome.SignedOut) outcome;
        assertThat(signedOut.subject()).contains("alice");
        assertThat(signedOut.sessionId()).isEqualTo(tokens.idToken().orElseThrow().string("sid"));
      } finally {
        application.stop(0);
      }
    }
  }

  @Nested
  class A_client_itself {
    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post", "client_secret_jwt"})
    void authenticates_by_its_secret(String method) {
      Client client = client(machine().with("token_endpoint_auth_method", method));
      assertThat(client.clientCredentials(Scope.of("playlist.read"), MUSIC).tokens().type())
          .isEqualTo(TokenType.BEARER);
    }

    @Test
    void authenticates_by_its_key() {
      RegisteredClient me = registration.register(machine().authenticatedBy(KEY));
      Client client = registration.client(new PrivateKeyJwt(me.clientId(), KEY));
      assertThat(client.clientCredentials(Scope.of("playlist.read"), MUSIC).tokens().type())
          .isEqualTo(TokenType.BEARER);
    }
  }

  @Nested
  class An_API {
    @Test
    void takes_the_tokens_that_are_for_it() throws Exception {
      Client client = client(machine());
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        var answer = api.get(client.clientCredentials(Scope.of("playlist.read"), MUSIC));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(client.clientId() + ": playlist.read");
        Tokens other =
            client.clientCredentials(Scope.of("playlist.read"), "https://b.example.com/").tokens();
        assertThat(api.get(other.accessToken()).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void takes_those_of_a_person() throws Exception {
      Client client = client(web());
      Tokens tokens =
          alice.signIn(
              client.authorizationCode(CALLBACK),
              AuthorizationOptions.scope("openid", "playlist.read").resource(MUSIC));
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        assertThat(api.get(tokens.accessToken()).body()).isEqualTo("alice: playlist.read");
        String idToken = tokens.idToken().orElseThrow().serialized();
        assertThat(api.get(idToken).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void takes_tokens_that_are_bound_to_a_key_with_a_proof_of_it() throws Exception {
      Client client = client(web().with("dpop_bound_access_tokens", true)).withDpop();
      AuthorizationOptions options =
          AuthorizationOptions.scope("openid", "playlist.read").resource(MUSIC);
      Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK).pushed(), options);
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
      ResourceServerSettings settings =
          ResourceServerSettings.of(issuer(), MUSIC)
              .requireBoundTokens()
              .requireDpopNonce(DpopNonces.own());
      try (ProtectedApi api = ProtectedApi.start(settings)) {
        assertThat(api.get(client.refreshing(tokens)).body()).isEqualTo("alice: playlist.read");
        assertThat(api.get(client.refreshing(client.refresh(tokens, MUSIC))).statusCode())
            .isEqualTo(200);
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void asks_about_opaque_tokens() throws Exception {
      Client client = client(machine());
      Tokens tokens = client.clientCredentials(Scope.of("playlist.read"), OPAQUE).tokens();
      try (ProtectedApi api =
          ProtectedApi.start(introspecting(machine().with("grant_types", List.of()), false))) {
        assertThat(api.get(tokens.accessToken()).body())
            .isEqualTo(client.clientId() + ": playlist.read");
        assertThat(api.get("somebody-made-this-up").statusCode()).isEqualTo(401);
        Tokens other =
            client
                .clientCredentials(Scope.of("playlist.read"), "https://opaque.example.org/")
                .tokens();
        assertThat(api.get(other.accessToken()).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void asks_about_opaque_tokens_that_are_bound_to_a_key() throws Exception {
      Client client = client(machine().with("dpop_bound_access_tokens", true)).withDpop();
      var tokens = client.clientCredentials(Scope.of("playlist.read"), OPAQUE);
      try (ProtectedApi api =
          ProtectedApi.start(introspecting(machine().with("grant_types", List.of()), false))) {
        assertThat(api.get(tokens).statusCode()).isEqualTo(200);
        assertThat(api.get(tokens.tokens().accessToken()).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void asks_for_signed_answers() throws Exception {
      Client client = client(machine());
      Tokens tokens = client.clientCredentials(Scope.of("playlist.read"), OPAQUE).tokens();
      ClientMetadata me =
          machine()
              .with("grant_types", List.of())
              .with("introspection_signed_response_alg", "ES256");
      try (ProtectedApi api = ProtectedApi.start(introspecting(me, true))) {
        assertThat(api.get(tokens.accessToken()).body())
            .isEqualTo(client.clientId() + ": playlist.read");
      }
    }

    @Test
    void no_longer_takes_what_was_revoked() throws Exception {
      Client client = client(machine());
      Tokens tokens = client.clientCredentials(Scope.of("playlist.read"), OPAQUE).tokens();
      client.revoke(tokens);
      try (ProtectedApi api =
          ProtectedApi.start(introspecting(machine().with("grant_types", List.of()), false))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(401);
      }
    }
  }

  @Nested
  class Bound_tokens_with_nonces_that_the_server_wants {
    @Test
    void work_for_UserInfo() throws Exception {
      Client client = client(web().with("dpop_bound_access_tokens", true)).withDpop();
      Tokens tokens = alice.signIn(client.authorizationCode(CALLBACK), openid());
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
      assertThat(client.userInfo(tokens).subject()).isEqualTo("alice");
    }
  }
}

package dev.mapae.benchmark;

import static dev.mapae.benchmark.Visitor.BYE;
import static dev.mapae.benchmark.Visitor.CALLBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientAuthentication;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.ClientSecretPost;
import dev.mapae.client.DeviceAuthorization;
import dev.mapae.client.IdTokenPolicy;
import dev.mapae.client.None;
import dev.mapae.client.PrivateKeyJwt;
import dev.mapae.client.SignOutRequest;
import dev.mapae.client.SigningKey;
import dev.mapae.client.TokenExchange;
import dev.mapae.client.TokenType;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Introspection;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client and the resource server library with Spring Authorization Server.
@Tag("interop")
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SpringAuthorizationServerInteropTests {
  private static final String MUSIC = "https://music.example.com/";
  private static final String SECRET = MeasuredServer.SECRET;
  private static final SigningKey KEY = SigningKey.generate().withKid("signs");

  private static HttpServer keys;
  private static Restartable server;

  private final Visitor alice = new Visitor();

  @BeforeAll
  static void start() throws IOException {
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] jwks =
        Json.write(Map.of("keys", List.of(KEY.publicJwk()))).getBytes(StandardCharsets.UTF_8);
    keys.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    keys.start();
    server =
        SpringAuthorizationServer.withEveryFeature(
            Map.of(
                "BENCH_REDIRECT_URI", CALLBACK.toString(),
                "BENCH_BYE", BYE.toString(),
                "BENCH_JWKS", "http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    keys.stop(0);
  }

  private static String issuer() {
    return server.uri().toString();
  }

  private static Client client(ClientAuthentication authentication) {
    return Client.discover(issuer(), authentication)
        .with(IdTokenPolicy.standard().withAlgorithm("ES256"));
  }

  private static Client web() {
    return client(new ClientSecretBasic("web", SECRET));
  }

  /// Its access tokens are as RFC 9068 has them.
  private static Client rfc9068() {
    return client(new ClientSecretBasic("rfc9068", "rfc9068-" + SECRET));
  }

  private Tokens signIn(Client client) throws Exception {
    return alice.signIn(
        client.authorizationCode(CALLBACK), AuthorizationOptions.scope("openid", "playlist.read"));
  }

  @Nested
  class A_person {
    @Test
    void signs_in_is_asked_about_stays_and_signs_out() throws Exception {
      Client client = web();
      Tokens tokens = signIn(client);
      assertThat(client.userInfo(tokens).subject()).isEqualTo("alice");
      Tokens fresh = client.refresh(tokens);
      assertThat(fresh.idToken().orElseThrow().subject()).isEqualTo("alice");
      SignOutRequest out = client.signOut(fresh, BYE);
      assertThat(out.isAnsweredBy(alice.signOut(out))).isTrue();
      client.revoke(fresh);
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> client.refresh(fresh))
          .satisfies(e -> assertThat(e.code()).contains("invalid_grant"));
    }

    @Test
    void signs_in_to_a_client_that_has_no_secret() throws Exception {
      assertThat(signIn(client(new None("program"))).idToken()).isPresent();
    }

    @Test
    void signs_in_by_a_pushed_request() throws Exception {
      assertThat(
              alice
                  .signIn(
                      web().authorizationCode(CALLBACK).pushed(),
                      AuthorizationOptions.scope("openid"))
                  .idToken())
          .isPresent();
    }

    @Test
    void signs_in_on_another_device() throws Exception {
      Client client = web();
      DeviceAuthorization device =
          client.deviceGrant().start(AuthorizationOptions.scope("playlist.read"));
      alice.fillIn(device.verificationUriComplete().orElseThrow());
      assertThat(client.deviceGrant().await(device).type()).isEqualTo(TokenType.BEARER);
    }
  }

  @Nested
  class A_client_itself {
    @Test
    void authenticates_by_its_secret_or_its_key() {
      for (ClientAuthentication by :
          List.of(
              new ClientSecretBasic("web", SECRET),
              new ClientSecretPost("web", SECRET),
              new PrivateKeyJwt("keyed", KEY))) {
        assertThat(client(by).clientCredentials(Scope.of("playlist.read")).tokens().type())
            .isEqualTo(TokenType.BEARER);
      }
    }

    @Test
    void exchanges_the_token_of_a_person() throws Exception {
      Client client = web();
      Tokens exchanged =
          client.tokenExchange(signIn(client).accessToken(), TokenExchange.forResource(MUSIC));
      assertThat(exchanged.type()).isEqualTo(TokenType.BEARER);
    }
  }

  @Nested
  class An_API {
    @Test
    void takes_tokens_without_a_typ_only_where_that_is_set() throws Exception {
      Client client = web();
      Tokens tokens = signIn(client);
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(401);
      }
      try (ProtectedApi api =
          ProtectedApi.start(
              ResourceServerSettings.of(TrustedIssuer.of(issuer(), MUSIC).acceptTyp("JWT")))) {
        assertThat(api.get(tokens.accessToken()).body())
            .startsWith("alice: ")
            .contains("playlist.read");
        String idToken = tokens.idToken().orElseThrow().serialized();
        assertThat(api.get(idToken).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void takes_tokens_as_they_should_be_without_a_word() throws Exception {
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        assertThat(api.get(rfc9068().clientCredentials(Scope.of("playlist.read"))).statusCode())
            .isEqualTo(200);
      }
    }

    @Test
    void takes_tokens_that_are_bound_to_a_key_with_a_proof_of_it() throws Exception {
      Client client = rfc9068().withDpop();
      Tokens tokens = signIn(client);
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
      ProtectedApi.assertTakesOnlyWithProof(
          ResourceServerSettings.of(issuer(), MUSIC), client, tokens);
    }

    @Test
    void asks_about_tokens() throws Exception {
      Tokens tokens = signIn(web());
      TrustedIssuer asked =
          TrustedIssuer.of(issuer(), MUSIC)
              .introspection(Introspection.clientSecretBasic("web", SECRET));
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(asked))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(200);
        assertThat(api.get("somebody-made-this-up").statusCode()).isEqualTo(401);
      }
    }
  }
}

package dev.mapae.benchmark;

import static dev.mapae.benchmark.KeycloakRealm.MUSIC;
import static dev.mapae.benchmark.KeycloakRealm.SECRET;
import static dev.mapae.benchmark.Visitor.BYE;
import static dev.mapae.benchmark.Visitor.CALLBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientAuthentication;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientMetadata;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.DeviceAuthorization;
import dev.mapae.client.IdTokenPolicy;
import dev.mapae.client.None;
import dev.mapae.client.PrivateKeyJwt;
import dev.mapae.client.RegisteredClient;
import dev.mapae.client.Registration;
import dev.mapae.client.SignOutRequest;
import dev.mapae.client.SigningKey;
import dev.mapae.client.TokenExchange;
import dev.mapae.client.TokenType;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.Introspection;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import dev.mapae.testpostgres.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client and the resource server library with Keycloak.
@Tag("interop")
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KeycloakInteropTests {
  private static final SigningKey KEY = SigningKey.generate().withKid("signs");
  private static final DecryptionKey OPENS = opens();

  private static TestPostgres postgres;
  private static Restartable server;

  private final Visitor alice = new Visitor();

  private static DecryptionKey opens() {
    try {
      return DecryptionKey.ofJwk(
          new RSAKeyGenerator(2048).keyID("opens").generate().toJSONString());
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    postgres = TestPostgres.durable();
    server =
        Keycloak.start(
            Peer.jdbc(postgres),
            new KeycloakRealm()
                .web("web", Map.of("pkce.code.challenge.method", "S256"))
                .web("rfc9068", Map.of("access.token.header.type.rfc9068", "true"))
                .web("dpop", Map.of("dpop.bound.access.tokens", "true"))
                .web("device", Map.of("oauth2.device.authorization.grant.enabled", "true"))
                .web("exchanger", Map.of("standard.token.exchange.enabled", "true"))
                .web("jarm", jarm())
                .web("encrypted", encrypted())
                .program("program")
                .keyed("keyed", KEY)
                .json());
  }

  /// The `iss` of RFC 9207 would be there beside that of the JWT, which has it twice then.
  private static Map<String, String> jarm() {
    return Map.of(
        "authorization.signed.response.alg", "ES256",
        "exclude.issuer.from.auth.response", "true");
  }

  private static Map<String, String> encrypted() {
    return Map.of(
        "exclude.issuer.from.auth.response", "true",
        "use.jwks.string", "true",
        "jwks.string", Json.write(Map.of("keys", List.of(OPENS.publicJwk()))),
        "id.token.encrypted.response.alg", "RSA-OAEP-256",
        "id.token.encrypted.response.enc", "A256GCM",
        "user.info.response.signature.alg", "RS256",
        "user.info.encrypted.response.alg", "RSA-OAEP-256",
        "user.info.encrypted.response.enc", "A128CBC-HS256",
        "authorization.encrypted.response.alg", "RSA-OAEP-256",
        "authorization.encrypted.response.enc", "A256GCM");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String issuer() {
    return server.uri() + "/realms/bench";
  }

  private static Client client(ClientAuthentication authentication) {
    return Client.discover(issuer(), authentication);
  }

  private static Client client(String clientId) {
    return client(new ClientSecretBasic(clientId, SECRET));
  }

  private static AuthorizationOptions openid() {
    return AuthorizationOptions.scope("openid", "profile", "email");
  }

  private Tokens signIn(Client client) throws Exception {
    return alice.signIn(client.authorizationCode(CALLBACK), openid());
  }

  @Nested
  class A_person {
    @Test
    void signs_in_is_asked_about_stays_and_signs_out() throws Exception {
      Client client = client("web");
      Tokens tokens = signIn(client);
      assertThat(client.userInfo(tokens).string("email")).contains("alice@example.com");
      Tokens fresh = client.refresh(tokens);
      assertThat(fresh.idToken().orElseThrow().subject())
          .isEqualTo(tokens.idToken().orElseThrow().subject());
      SignOutRequest out = client.signOut(fresh, BYE);
      assertThat(out.isAnsweredBy(alice.signOut(out))).isTrue();
      assertThatExceptionOfType(ClientException.class)
          .isThrownBy(() -> client.refresh(fresh))
          .satisfies(e -> assertThat(e.code()).contains("invalid_grant"));
    }

    @Test
    void is_signed_out_by_a_revocation() throws Exception {
      Client client = client("web");
      Tokens tokens = signIn(client);
      client.revoke(tokens);
      assertThatExceptionOfType(ClientException.class).isThrownBy(() -> client.refresh(tokens));
    }

    @Test
    void signs_in_to_a_client_that_has_no_secret() throws Exception {
      Client client = client(new None("program"));
      assertThat(client.refresh(signIn(client)).idToken()).isPresent();
    }

    @Test
    void signs_in_by_a_pushed_request() throws Exception {
      AuthorizationCode flow = client("web").authorizationCode(CALLBACK).pushed();
      assertThat(alice.signIn(flow, openid()).idToken()).isPresent();
    }

    @Test
    void signs_in_by_a_signed_request_pushed_or_not() throws Exception {
      AuthorizationCode flow =
          client(new PrivateKeyJwt("keyed", KEY)).authorizationCode(CALLBACK).signed(KEY);
      assertThat(alice.signIn(flow, openid()).idToken()).isPresent();
      assertThat(alice.signIn(flow.pushed(), openid()).idToken()).isPresent();
    }

    @Test
    void comes_back_with_a_signed_answer() throws Exception {
      AuthorizationCode flow = client("jarm").authorizationCode(CALLBACK).signedResponses("ES256");
      assertThat(alice.signIn(flow, openid()).idToken()).isPresent();
    }

    @Test
    void is_spoken_of_in_encrypted_answers() throws Exception {
      Client client =
          client("encrypted")
              .with(IdTokenPolicy.standard().encryptedTo(OPENS))
              .withEncryptedUserInfo(OPENS);
      AuthorizationCode flow =
          client.authorizationCode(CALLBACK).encryptedResponses("RS256", OPENS);
      Tokens tokens = alice.signIn(flow, openid());
      assertThat(client.userInfo(tokens).string("email")).contains("alice@example.com");
      assertThat(client.refresh(tokens).idToken()).isPresent();
    }

    @Test
    void signs_in_on_another_device() throws Exception {
      Client client = client("device");
      DeviceAuthorization device = client.deviceGrant().start(openid());
      alice.fillIn(device.verificationUriComplete().orElseThrow());
      assertThat(client.deviceGrant().await(device).idToken()).isPresent();
    }
  }

  @Nested
  class A_client_itself {
    @Test
    void authenticates_by_its_key() {
      assertThat(client(new PrivateKeyJwt("keyed", KEY)).clientCredentials().tokens().type())
          .isEqualTo(TokenType.BEARER);
    }

    @Test
    void registers() throws Exception {
      Registration registration = Registration.at(issuer());
      RegisteredClient me = registration.register(ClientMetadata.web("Interop", CALLBACK));
      assertThat(registration.read(me).metadata().string("client_name")).contains("Interop");
      assertThat(signIn(registration.client(me)).idToken()).isPresent();
      registration.delete(me);
    }

    @Test
    void exchanges_the_token_of_a_person() throws Exception {
      Client client = client("exchanger");
      Tokens exchanged =
          client.tokenExchange(signIn(client).accessToken(), TokenExchange.forAudience("orders"));
      assertThat(exchanged.type()).isEqualTo(TokenType.BEARER);
    }
  }

  @Nested
  class An_API {
    /// Access tokens of Keycloak are `JWT` by their `typ`, unless the client has them otherwise.
    @Test
    void takes_tokens_that_say_JWT_only_where_that_is_set() throws Exception {
      Client client = client("web");
      Tokens tokens = signIn(client);
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(401);
      }
      try (ProtectedApi api =
          ProtectedApi.start(
              ResourceServerSettings.of(TrustedIssuer.of(issuer(), MUSIC).acceptTyp("JWT")))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(200);
        assertThat(api.get(client.clientCredentials()).statusCode()).isEqualTo(200);
        String idToken = tokens.idToken().orElseThrow().serialized();
        assertThat(api.get(idToken).statusCode()).isEqualTo(401);
        assertThat(api.get(tokens.refreshToken().orElseThrow()).statusCode()).isEqualTo(401);
      }
    }

    @Test
    void takes_tokens_as_they_should_be_without_a_word() throws Exception {
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(issuer(), MUSIC))) {
        assertThat(api.get(client("rfc9068").clientCredentials()).statusCode()).isEqualTo(200);
      }
    }

    @Test
    void takes_tokens_that_are_bound_to_a_key_with_a_proof_of_it() throws Exception {
      Client client = client("dpop").withDpop();
      Tokens tokens = signIn(client);
      assertThat(tokens.type()).isEqualTo(TokenType.DPOP);
      assertThat(client.userInfo(tokens).string("email")).contains("alice@example.com");
      ProtectedApi.assertTakesOnlyWithProof(
          ResourceServerSettings.of(TrustedIssuer.of(issuer(), MUSIC).acceptTyp("JWT")),
          client,
          tokens);
    }

    @Test
    void asks_about_tokens() throws Exception {
      Tokens tokens = signIn(client("web"));
      TrustedIssuer asked =
          TrustedIssuer.of(issuer(), MUSIC)
              .introspection(Introspection.clientSecretBasic("orders", SECRET));
      try (ProtectedApi api = ProtectedApi.start(ResourceServerSettings.of(asked))) {
        assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(200);
        assertThat(api.get(tokens.idToken().orElseThrow().serialized()).statusCode())
            .isEqualTo(401);
        assertThat(api.get("somebody-made-this-up").statusCode()).isEqualTo(401);
      }
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.ask;
import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.protocol.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591 and RFC 7592 at a server with a profile.
class Rfc7591ProfileTests {
  private TestServer server = server(Profile.FAPI_2_0_SECURITY);
  private Registering registering = new Registering(server);

  private static TestServer server(Profile profile) {
    return server(profile, new Exemptions(true, true, false));
  }

  private static TestServer server(Profile profile, Exemptions exemptions) {
    return new TestServer(
        Engine.preset(),
        Samples.declarations(),
        Seams.registering(Mode.OPEN, exemptions, Fetcher.none()).with(profile));
  }

  private void restart(Profile profile) {
    restart(server(profile));
  }

  private void restart(TestServer next) {
    server.close();
    server = next;
    registering = new Registering(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, Object> keyed(Object... more) {
    Map<String, Object> metadata = metadata("token_endpoint_auth_method", "private_key_jwt");
    metadata.put("jwks", Map.of("keys", List.of(ProfileScene.KEY.toPublicJWK().toJSONObject())));
    metadata.putAll(metadata(more));
    return metadata;
  }

  private static void assertRefused(Response response, String error, String words) {
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response)).containsEntry("error", error);
    assertThat((String) json(response).get("error_description"))
        .contains(words)
        .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
  }

  @Nested
  class Section_3_2_2_what_is_refused {
    @Test
    void a_client_with_a_secret_where_the_profile_wants_a_key() {
      assertRefused(
          registering.post(metadata()),
          "invalid_client_metadata",
          "make 'token_endpoint_auth_method'");
      assertRefused(registering.post(open()), "invalid_client_metadata", "fapi-2.0-security");
      assertThat(server.stores.clients().all()).noneMatch(client -> client.isSelfRegistered());
    }

    @Test
    void an_algorithm_that_is_none_of_the_profile() {
      assertRefused(
          registering.post(keyed("id_token_signed_response_alg", "RS256")),
          "invalid_client_metadata",
          "id_token_signed_response_alg");
    }

    /// FAPI 2.0 Security Profile §5.4.1 is about every JWT that a server processes.
    @Test
    void a_software_statement_under_an_algorithm_that_is_none_of_the_profile() throws Exception {
      String directory = "https://directory.example.com";
      RSAKey key = new RSAKeyGenerator(2048).generate();
      restart(
          new TestServer(
              Engine.preset(),
              Samples.declarations(),
              Seams.registering(Mode.OPEN, new Exemptions(true, true, false), Fetcher.none())
                  .with(Profile.FAPI_2_0_SECURITY)
                  .takingStatements(
                      new SoftwareStatementIssuer(
                          directory,
                          new ClientKeySource.Jwks(new JWKSet(key).toPublicJWKSet().toString()),
                          false))));
      TestAssertion statement =
          new TestAssertion(directory, server.clock.instant())
              .with("software_id", "4NRB1")
              .typ("JWT");
      RSASSASigner signer = new RSASSASigner(key);
      assertRefused(
          registering.post(
              keyed("software_statement", statement.signed(JWSAlgorithm.RS256, signer))),
          "invalid_software_statement",
          "PS256, ES256 or EdDSA");
      registering.register(
          keyed("software_statement", statement.signed(JWSAlgorithm.PS256, signer)));
    }

    @Test
    void a_redirect_URI_that_the_profile_excludes() {
      restart(Profile.MCP);
      assertRefused(
          registering.post(open("redirect_uris", List.of("com.example.app:/cb"))),
          "invalid_redirect_uri",
          "loopback");
    }

    // RFC 7592 §2.2
    @Test
    void what_would_take_the_place_of_a_client_that_was_fine() {
      Map<String, Object> client = registering.register(keyed());
      Map<String, Object> update =
          metadata("client_id", client.get("client_id"), "client_name", "Another");
      assertRefused(
          registering.manage("PUT", client, Json.write(update)),
          "invalid_client_metadata",
          "token_endpoint_auth_method");
      assertThat(json(registering.manage("GET", client, "")))
          .containsEntry("client_name", "Stranger");
    }
  }

  @Nested
  class Section_2_the_scope_of_a_registration {
    private static final String FIRST = "playlist.read";
    private static final String MORE = "playlist.read email";

    private boolean mayAskForMore(Map<String, Object> client) {
      Ask ask = ask(client, MORE).with("resource", Samples.MUSIC);
      return new TestBrowser(server).get(ask.url()).path().equals("/sign-in");
    }

    // A profile only tightens.
    @ParameterizedTest
    @EnumSource(names = {"OAUTH_2_1", "MCP"})
    void is_all_that_it_may_ask_for(Profile profile) {
      restart(profile);
      Map<String, Object> client = registering.register(open("scope", FIRST));
      assertThat(client).containsEntry("scope", FIRST);
      assertThat(mayAskForMore(client)).isFalse();
    }

    // MCP, Step-Up Authorization Flow: hosts register with the scope of their first request.
    @Test
    void is_what_the_client_asks_for_first_where_the_server_lets_it_off() {
      restart(letOff());
      Map<String, Object> client = registering.register(open("scope", FIRST));
      assertThat(client).containsEntry("scope", FIRST);
      assertThat(mayAskForMore(client)).isTrue();
    }

    @Test
    void is_also_there_what_a_request_without_scope_is_about() {
      restart(letOff());
      Map<String, Object> client = registering.register(open("scope", "orders.read"));
      Ask ask = ask(client, "orders.read").without("scope").with("resource", Samples.ORDERS);
      String consent = new TestBrowser(server).get(ask.url()).signInAs("alice").html();
      assertThat(consent).contains("value=\"orders.read\"").doesNotContain("value=\"read\"");
    }

    private static TestServer letOff() {
      return server(Profile.MCP, new Exemptions(false, false, true));
    }
  }

  @Nested
  class Section_5_an_exemption_of_those_that_registered_themselves {
    @Test
    void ends_where_the_profile_wants_assertions_for_this_server_alone() throws Exception {
      Map<String, Object> refused = answer(registering.register(keyed()));
      assertThat(refused).containsEntry("error", "invalid_client");
      assertThat((String) refused.get("error_description")).contains("aud");
      restart(Profile.OAUTH_2_1);
      assertThat(answer(registering.register(keyed())))
          .containsEntry("error", "unsupported_grant_type");
    }

    /// Of a request whose assertion is for the token endpoint, and which is good for nothing else.
    private Map<String, Object> answer(Map<String, Object> client) throws Exception {
      String assertion =
          new TestAssertion((String) client.get("client_id"), server.clock.instant())
              .with("aud", TestServer.ISSUER.url("/token"))
              .signed(JWSAlgorithm.ES256, new ECDSASigner(ProfileScene.KEY));
      return json(
          server.post(
              "/token", TestAssertion.in(TestClients.form("grant_type", "none"), assertion)));
    }
  }

  @Nested
  class Section_3_2_1_the_answer {
    @Test
    void tells_what_the_profile_adds() {
      Map<String, Object> client = registering.register(keyed());
      assertThat(client)
          .containsEntry("id_token_signed_response_alg", "ES256")
          .containsEntry("dpop_bound_access_tokens", true)
          .containsEntry("require_pushed_authorization_requests", true)
          .doesNotContainKeys("require_signed_request_object", "response_modes");
      assertThat(json(registering.manage("GET", client, ""))).containsAllEntriesOf(told(client));
    }

    @Test
    void and_that_requests_and_responses_are_signed() {
      restart(Profile.FAPI_2_0_MESSAGE_SIGNING);
      assertThat(registering.register(keyed("response_modes", List.of("query.jwt", "query"))))
          .containsEntry("require_signed_request_object", true)
          .containsEntry("response_modes", List.of("query.jwt"));
    }

    @Test
    void what_is_registered_of_it_stays_and_a_profile_is_not_registered() {
      restart(Profile.OAUTH_2_1);
      Map<String, Object> client =
          registering.register(
              keyed("response_modes", List.of("jwt"), "profile", "fapi-2.0-security"));
      assertThat(client)
          .containsEntry("response_modes", List.of("jwt"))
          .doesNotContainKeys("profile", "dpop_bound_access_tokens");
      assertThat(
              server
                  .stores
                  .clients()
                  .find((String) client.get("client_id"))
                  .orElseThrow()
                  .requirements()
                  .profile())
          .isEqualTo(Optional.empty());
      Ask ask = ask(client, "playlist.read");
      assertThat(new TestBrowser(server).get(ask.url()).shownError()).isEqualTo("invalid_request");
      assertThat(new TestBrowser(server).get(ask.with("response_mode", "jwt").url()).path())
          .isEqualTo("/sign-in");
    }

    /// RFC 7592 §2.2 has a client send all of it back, and it would be its own word from then on.
    @Test
    void what_is_sent_back_of_it_is_not_registered() {
      Seams seams = Seams.registering(Mode.OPEN, Exemptions.NONE, Fetcher.none());
      seams.requirePushedAuthorizationRequests = true;
      seams.requireSignedRequestObject = true;
      assertIsNotRegistered(seams);
      assertIsNotRegistered(
          Seams.registering(Mode.OPEN, Exemptions.NONE, Fetcher.none())
              .with(Profile.FAPI_2_0_MESSAGE_SIGNING));
    }

    private void assertIsNotRegistered(Seams seams) {
      restart(new TestServer(Engine.preset(), Samples.declarations(), seams));
      Map<String, Object> client = registering.register(keyed());
      assertThat(client)
          .containsEntry("require_pushed_authorization_requests", true)
          .containsEntry("require_signed_request_object", true);
      Client before = kept(client);
      Map<String, Object> update = told(client);
      update
          .keySet()
          .removeAll(
              Set.of(
                  "registration_access_token", "registration_client_uri", "client_id_issued_at"));
      update.put("client_name", "Renamed");
      Response changed = registering.manage("PUT", client, Json.write(update));
      assertThat(json(changed))
          .containsEntry("client_name", "Renamed")
          .containsEntry("require_signed_request_object", true);
      Client after = kept(client);
      assertThat(after.display()).containsEntry("client_name", "Renamed");
      assertThat(after.requirements()).isEqualTo(before.requirements());
      assertThat(after.requestObjects()).isEqualTo(before.requestObjects());
      assertThat(after.responses()).isEqualTo(before.responses());
      assertThat(after.scope()).isEqualTo(before.scope());
    }

    /// RFC 7592 §2.2: values replace those of before. It asked for it, was told that it has it, and
    /// has it also when nobody else asks for it any more.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "require_pushed_authorization_requests",
          "require_signed_request_object",
          "dpop_bound_access_tokens"
        })
    void what_it_registered_itself_is_replaced_though_it_was_told_so(String name) {
      restart(Profile.FAPI_2_0_MESSAGE_SIGNING);
      Map<String, Object> client = registering.register(keyed(name, false));
      assertThat(client).containsEntry(name, true);
      assertThat(asks(kept(client), name)).isFalse();
      Map<String, Object> update = keyed("client_id", client.get("client_id"), name, true);
      assertThat(json(registering.manage("PUT", client, Json.write(update))))
          .containsEntry(name, true);
      assertThat(kept(client).registration().orElseThrow().metadata()).containsEntry(name, true);
      assertThat(asks(kept(client), name)).isTrue();
    }

    private static boolean asks(Client client, String name) {
      return switch (name) {
        case "require_pushed_authorization_requests" ->
            client.requirements().pushedAuthorizationRequests();
        case "require_signed_request_object" -> client.requestObjects().required();
        case "dpop_bound_access_tokens" -> client.requirements().dpopBoundAccessTokens();
        default -> throw new IllegalArgumentException(name);
      };
    }

    @Test
    void response_modes_that_it_registered_are_replaced_by_those_that_it_was_told() {
      restart(Profile.FAPI_2_0_MESSAGE_SIGNING);
      String modes = "response_modes";
      List<String> signed = List.of("query.jwt");
      Map<String, Object> client =
          registering.register(keyed(modes, List.of("query.jwt", "query")));
      assertThat(client).containsEntry(modes, signed);
      Map<String, Object> update = keyed("client_id", client.get("client_id"), modes, signed);
      assertThat(json(registering.manage("PUT", client, Json.write(update))))
          .containsEntry(modes, signed);
      assertThat(kept(client).requirements().responseModes()).isEqualTo(signed);
    }

    private Client kept(Map<String, Object> client) {
      return server.stores.clients().find((String) client.get("client_id")).orElseThrow();
    }

    private static Map<String, Object> told(Map<String, Object> client) {
      Map<String, Object> told = new HashMap<>(client);
      told.remove("client_secret");
      return told;
    }
  }

  // The other way round the exemption would undo what the profile asks for.
  @Test
  void PKCE_is_required_by_a_profile_also_of_those_that_the_server_lets_off() {
    restart(Profile.MCP);
    Map<String, Object> client = registering.register(metadata());
    Ask plain =
        ask(client, "playlist.read")
            .with("resource", Samples.MUSIC)
            .without("code_challenge", "code_challenge_method");
    assertThat(new TestBrowser(server).get(plain.url()).shownError()).isEqualTo("invalid_request");
  }
}

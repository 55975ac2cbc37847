package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.LogoutReceiver.Posted;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Dynamic Client Registration 1.0.
class OidcRegistrationTests {
  private static final String BACK_CHANNEL = "https://stranger.example.com/back";
  private static final String FRONT_CHANNEL = "https://stranger.example.com/front";

  final LogoutReceiver receiver = new LogoutReceiver();
  final TestServer server =
      new TestServer(
          Engine.preset(), Samples.declarations(), Seams.registering(Mode.OPEN, false, receiver));
  final Registering registering = new Registering(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_2_client_metadata {
    @Test
    void what_an_openid_client_registers_is_in_force() {
      Map<String, Object> told =
          registering.register(
              metadata(
                  "application_type", "native",
                  "subject_type", "public",
                  "id_token_signed_response_alg", "ES256",
                  "post_logout_redirect_uris", List.of("https://stranger.example.com/bye"),
                  "client_uri", "https://stranger.example.com/",
                  "logo_uri", "https://stranger.example.com/logo.png",
                  "policy_uri", "https://stranger.example.com/privacy",
                  "tos_uri", "https://stranger.example.com/terms"));
      assertThat(told)
          .containsEntry("application_type", "native")
          .containsEntry("subject_type", "public")
          .containsEntry("id_token_signed_response_alg", "ES256")
          .containsEntry("logo_uri", "https://stranger.example.com/logo.png");
      Map<String, Object> tokens =
          json(registering.redeem(told, "openid", registering.code(told, "openid")));
      assertThat(
              new TestClients(server)
                  .verified(tokens.get("id_token"))
                  .getHeader()
                  .getAlgorithm()
                  .getName())
          .isEqualTo("ES256");
    }

    /// The keys of an algorithm are made for the first client that needs them.
    @Test
    void an_algorithm_that_no_other_client_uses_is_in_force() {
      Map<String, Object> told =
          registering.register(metadata("id_token_signed_response_alg", "ES384"));
      assertThat(json(registering.redeem(told, "openid", registering.code(told, "openid"))))
          .containsKey("id_token");
    }

    @Test
    void who_wants_to_hear_of_a_sign_out_does() {
      Map<String, Object> told =
          registering.register(
              metadata(
                  "backchannel_logout_uri",
                  BACK_CHANNEL,
                  "backchannel_logout_session_required",
                  true,
                  "frontchannel_logout_uri",
                  FRONT_CHANNEL,
                  "frontchannel_logout_session_required",
                  true));
      assertThat(told)
          .containsEntry("backchannel_logout_uri", BACK_CHANNEL)
          .containsEntry("frontchannel_logout_session_required", true);
      TestBrowser browser = new TestBrowser(server);
      browser.get(Registering.ask(told, "openid").url()).signInAs("alice").approve("openid");
      registering.redeem(told, "openid", browser.answer("code"));
      browser.get("/sign-out").submit(form());
      assertThat(browser.html()).contains(FRONT_CHANNEL);
      server.server.housekeeping().doChores();
      assertThat(receiver.taken()).extracting(Posted::url).containsExactly(BACK_CHANNEL);
    }

    @Test
    void a_page_of_another_host_is_shown_to_nobody_who_signs_out() {
      Map<String, Object> metadata =
          metadata("frontchannel_logout_uri", "https://elsewhere.example.com/front");
      assertThat(json(registering.post(metadata)))
          .containsEntry("error", "invalid_client_metadata");
    }

    @Test
    void a_request_of_an_openid_client_needs_its_redirect_uri() {
      Map<String, Object> told = registering.register(metadata());
      Ask ask = Registering.ask(told, "openid").without("redirect_uri");
      assertThat(new TestBrowser(server).get(ask.url()).shownError()).isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_2_1_metadata_languages_and_scripts {
    @Test
    void people_are_shown_the_name_in_their_language() {
      Map<String, Object> told = registering.register(metadata("client_name#ko", "낯선이"));
      Ask ask = Registering.ask(told, "openid").with("ui_locales", "ko");
      assertThat(new TestBrowser(server).get(ask.url()).html()).contains("낯선이");
    }
  }

  @Nested
  class Section_3_the_client_registration_endpoint {
    @Test
    void answers_201_and_is_in_the_metadata() {
      Response response = registering.post(metadata());
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry("registration_endpoint", "https://id.example.com/register");
    }

    @Test
    void refuses_with_a_code_of_its_own() {
      assertThat(json(registering.post(metadata("redirect_uris", List.of("nonsense")))))
          .containsEntry("error", "invalid_redirect_uri")
          .containsKey("error_description");
    }
  }

  @Nested
  class Section_4_the_client_configuration_endpoint {
    @Test
    void reads_what_was_registered() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("client_name", "Stranger")
          .containsEntry("redirect_uris", List.of(Registering.CALLBACK));
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenID Connect Dynamic Client Registration 1.0: what a client says about its application.
class OidcRegistrationApplicationTests {
  final TestServer server =
      new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.registering(Mode.OPEN, false, Fetcher.none()));
  final Registering registering = new Registering(server);

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Object> answer(String type, String redirectUri) {
    return json(
        registering.post(open("application_type", type, "redirect_uris", List.of(redirectUri))));
  }

  @Nested
  class Section_2_client_metadata {
    @ParameterizedTest
    @CsvSource({
      "web, http://localhost:8080/cb",
      "web, https://localhost/cb",
      "web, https://localhost:8443/cb",
      "web, http://127.0.0.1/cb",
      "web, https://127.0.0.1/cb",
      "web, https://127.1.2.3/cb",
      "web, https://[::1]/cb",
      "web, https://[::ffff:127.0.0.1]/cb",
      "web, https://[::ffff:7f00:1]/cb",
      "web, https://[0:0:0:0:0:0:0:1]/cb",
      "web, https://[::]/cb",
      "web, https://0.0.0.0/cb",
      "web, https://app.localhost/cb",
      "web, https://localhost./cb",
      "web, https://127.1/cb",
      "web, https://0x7f.1/cb",
      "web, https://0177.0.0.1/cb",
      "web, https://127.000.000.001/cb",
      "web, https://2130706433/cb",
      "web, com.example.app:/cb",
      "native, https://localhost/cb",
      "native, https://app.localhost/cb",
      "native, https://[::ffff:127.0.0.1]/cb",
      "native, https://[::1]:8443/cb"
    })
    void a_redirect_uri_that_does_not_fit_the_application_type_is_refused(String type, String uri) {
      assertThat(answer(type, uri)).containsEntry("error", "invalid_redirect_uri");
    }

    @ParameterizedTest
    @CsvSource({
      "web, https://stranger.example.com/cb",
      "web, https://localhost.example.com/cb",
      "web, https://notlocalhost/cb",
      "web, https://192.0.2.7/cb",
      "web, https://[2001:db8::1]/cb",
      "native, http://localhost/cb",
      "native, http://127.0.0.1:1234/cb",
      "native, http://[::1]/cb",
      "native, com.example.app:/cb",
      // RFC 8252 §7.2: a claimed one.
      "native, https://stranger.example.com/cb"
    })
    void one_that_fits_is_taken(String type, String uri) {
      assertThat(answer(type, uri))
          .containsEntry("application_type", type)
          .containsEntry("redirect_uris", List.of(uri));
    }

    @Test
    void a_client_that_does_not_say_what_it_is_may_be_either() {
      List<String> uris = List.of("http://127.0.0.1/cb", Registering.CALLBACK);
      assertThat(registering.register(open("redirect_uris", uris)))
          .containsEntry("redirect_uris", uris)
          .doesNotContainKey("application_type");
    }

    @Test
    void an_update_is_held_to_the_same() {
      Map<String, Object> told = registering.register(open());
      Map<String, Object> update =
          open(
              "client_id", told.get("client_id"),
              "application_type", "web",
              "redirect_uris", List.of("http://localhost/cb"));
      assertThat(json(registering.manage("PUT", told, dev.mapae.protocol.Json.write(update))))
          .containsEntry("error", "invalid_redirect_uri");
    }

    @Test
    void where_people_can_begin_is_told_again() {
      String uri = "https://stranger.example.com/login";
      assertThat(registering.register(metadata("initiate_login_uri", uri)))
          .containsEntry("initiate_login_uri", uri);
    }
  }
}

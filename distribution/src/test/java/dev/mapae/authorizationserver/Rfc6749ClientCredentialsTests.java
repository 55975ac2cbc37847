package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §4.4, the client acts for itself.
class Rfc6749ClientCredentialsTests {
  final TestServer server = new TestServer(TestServer.ISSUER, declarations());
  final TestClients clients = new TestClients(server);

  /// Beside those of [Samples]: `quiet`, only OpenID; `reader`, only a scope that two APIs declare.
  static Declarations declarations() {
    Declarations all = Samples.declarations();
    for (var sample :
        List.of(
            Samples.client("quiet").scope("openid profile"),
            Samples.client("reader").scope("read"),
            Samples.client("mixed").scope("openid email playlist.read playlist.write"),
            Samples.client("listless").scope("orders.read read"),
            Samples.client("coder", Samples.CALLBACK).grants("authorization_code"))) {
      all = Declared.with(all, Samples.confidential(sample));
    }
    return all;
  }

  @AfterEach
  void close() {
    server.close();
  }

  Map<String, Object> answer(String clientId, String... more) {
    Response response = clients.token(clientId, credentials(more));
    assertThat(response.status())
        .as(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(json(response)).doesNotContainKeys("refresh_token", "id_token");
    return json(response);
  }

  Map<String, Object> claims(Map<String, Object> answer) {
    return clients.claims(answer.get("access_token"));
  }

  void assertError(String error, String clientId, String... more) {
    assertRefused(clients.token(clientId, credentials(more)), 400, error);
  }

  @Nested
  class Section_4_4_2_who_may_use_it {
    @Test
    void one_who_registered_it() {
      assertError("unauthorized_client", "coder");
    }

    @Test
    void nobody_who_cannot_keep_a_secret() {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.open(
                  Samples.client("spa", "https://spa.example.com/cb")
                      .grants("client_credentials"))));
      assertError("unauthorized_client", "spa");
    }

    @Test
    void it_speaks_for_itself() {
      var claims = claims(answer("service"));
      assertThat(claims).containsEntry("sub", "service").containsEntry("client_id", "service");
      assertThat(claims).doesNotContainKeys("roles", "auth_time", "acr", "amr", "username");
    }
  }

  @Nested
  class Section_3_3_the_scope {
    @Test
    void without_scope_is_the_default_scope_of_the_resource() {
      assertThat(answer("service")).containsEntry("scope", "playlist.read");
    }

    @Test
    void without_scope_and_default_scope_is_all_that_the_client_may_have() {
      assertThat(answer("listless", "resource", Samples.ORDERS))
          .containsEntry("scope", "orders.read read");
    }

    @Test
    void is_in_the_answer_also_when_it_is_what_was_asked_for() {
      assertThat(answer("service", "scope", "playlist.write playlist.read playlist.write"))
          .containsEntry("scope", "playlist.write playlist.read");
    }

    @Test
    void needs_no_role_where_no_person_is() {
      assertThat(answer("service", "scope", "playlist.write"))
          .containsEntry("scope", "playlist.write");
    }

    @Test
    void leaves_openid_out() {
      var answer = answer("mixed", "scope", "openid email playlist.read");
      assertThat(answer).containsEntry("scope", "playlist.read");
      assertThat(claims(answer))
          .containsEntry("aud", Samples.MUSIC)
          .containsEntry("scope", "playlist.read");
      assertThat(answer("mixed")).containsEntry("scope", "playlist.read");
    }

    @Test
    void of_openid_alone_comes_to_nothing() {
      assertError("invalid_scope", "quiet");
      assertError("invalid_scope", "quiet", "scope", "openid profile");
      assertError("invalid_scope", "quiet", "resource", TestServer.ISSUER.value());
    }

    @Test
    void beyond_the_registered_one_is_refused() {
      assertError("invalid_scope", "service", "scope", "playlist.read orders.read");
      assertError("invalid_scope", "service", "scope", "read");
    }
  }

  @Nested
  class Rfc8707_section_2_the_resource {
    @Test
    void is_chosen_by_the_scope() {
      assertThat(claims(answer("both", "scope", "playlist.read")))
          .containsEntry("aud", Samples.MUSIC);
    }

    @Test
    void has_to_be_named_where_scopes_of_several_are_registered_or_asked_for() {
      for (Parameters form :
          List.of(credentials(), credentials("scope", "playlist.read orders.read"))) {
        Response refused = clients.token("both", form);
        assertRefused(refused, 400, "invalid_target");
        assertThat((String) json(refused).get("error_description"))
            .contains(Samples.MUSIC)
            .contains(Samples.ORDERS);
      }
    }

    @Test
    void has_to_be_named_where_two_declare_the_same_scope() {
      assertError("invalid_target", "reader");
      assertError("invalid_target", "reader", "scope", "read");
      assertThat(claims(answer("reader", "scope", "read", "resource", Samples.MUSIC)))
          .containsEntry("aud", Samples.MUSIC)
          .containsEntry("scope", "read");
      var opaque = answer("reader", "resource", Samples.ORDERS);
      assertThat(clients.introspect("orders-api", opaque.get("access_token")))
          .containsEntry("aud", Samples.ORDERS)
          .containsEntry("scope", "read");
    }

    @Test
    void that_is_named_is_the_audience() {
      assertThat(claims(answer("both", "resource", Samples.MUSIC)))
          .containsEntry("aud", Samples.MUSIC)
          .containsEntry("scope", "playlist.read");
    }

    @Test
    void that_is_named_twice_is_still_one() {
      Parameters twice =
          Parameters.of(
              Map.of(
                  "grant_type", List.of("client_credentials"),
                  "resource", List.of(Samples.MUSIC, Samples.MUSIC)));
      assertThat(clients.token("both", twice).status()).isEqualTo(200);
    }

    @Test
    void is_one_a_token() {
      Parameters several =
          Parameters.of(
              Map.of(
                  "grant_type", List.of("client_credentials"),
                  "resource", List.of(Samples.MUSIC, Samples.ORDERS)));
      assertRefused(clients.token("both", several), 400, "invalid_target");
    }

    @Test
    void has_to_be_known_to_the_letter() {
      for (String uri :
          List.of(
              "https://api.example.com",
              "https://API.example.com/",
              "https://api.example.com/#x",
              "api",
              "x".repeat(10_000))) {
        assertError("invalid_target", "both", "resource", uri);
      }
    }

    @Test
    void has_to_declare_the_scope() {
      assertError("invalid_scope", "both", "scope", "orders.read", "resource", Samples.MUSIC);
    }

    @Test
    void that_vanished_is_unknown() {
      server.server.reconcile(Declared.without(declarations(), Samples.ORDERS));
      assertError("invalid_target", "both", "resource", Samples.ORDERS);
      assertError("invalid_scope", "both", "scope", "orders.read");
      // What is left leaves no choice.
      assertThat(claims(answer("both"))).containsEntry("aud", Samples.MUSIC);
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.basic;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §3.2 and §5, the token endpoint and what it says to requests that are not as they
/// should be.
class Rfc6749TokenEndpointTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(TestServer.ISSUER, Samples.declarations(), watched::around);
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  Response authorized(String header) {
    return server.post("/token", credentials(), "Authorization", header);
  }

  @Nested
  class Section_5_1_the_answer {
    @Test
    void is_json_that_nobody_caches() {
      Response response = clients.token("service", credentials());
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(response.header("Pragma")).contains("no-cache");
      assertThat(json(response))
          .containsOnlyKeys("access_token", "token_type", "expires_in", "scope")
          .containsEntry("token_type", "Bearer")
          .containsEntry("expires_in", 600L);
    }

    @Test
    void is_the_same_at_the_path_of_the_tutorial() {
      assertThat(clients.post("/api/token", "service", credentials()).status()).isEqualTo(200);
    }
  }

  @Nested
  class When_the_database_is_away {
    @Test
    void a_code_is_answered_with_a_fault_of_the_server_and_can_be_redeemed_later() {
      String code = clients.code("web", "playlist.read");
      for (String verb : List.of("grants.find", "grants.spend")) {
        watched.failing = verb;
        Response response = clients.redeem("web", code);
        assertThat(response.status()).isEqualTo(500);
        assertThat(json(response)).containsEntry("error", "server_error");
        assertThat(response.header("Cache-Control")).contains("no-store");
      }
      watched.failing = "";
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }

    @Test
    void client_credentials_by_secret_do_not_even_notice() {
      clients.accessToken("service");
      watched.reset();
      for (int i = 0; i < 3; i++) {
        assertThat(clients.accessToken("service")).isNotEmpty();
      }
      assertThat(watched.calls()).isEmpty();
    }

    @Test
    void a_code_costs_one_query_and_one_write() {
      String code = clients.code("web", "openid playlist.read");
      watched.reset();
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
      // The client is in the cache since the authorization request.
      assertThat(watched.calls()).isEqualTo(Map.of("grants.find", 1, "grants.spend", 1));
    }
  }

  @Nested
  class Section_5_2_the_challenge {
    @Test
    void comes_exactly_when_the_authorization_header_was_used() {
      assertThat(
              authorized(Rfc6749ClientAuthenticationTests.basicWith("service", "wrong"))
                  .header("WWW-Authenticate"))
          .hasValueSatisfying(h -> assertThat(h).startsWith("Basic realm=\"").contains("UTF-8"));
      assertThat(authorized("Bearer x").header("WWW-Authenticate")).isPresent();
      Response posted =
          server.post("/token", credentials("client_id", "service", "client_secret", "wrong"));
      assertRefused(posted, 401, "invalid_client");
      assertThat(posted.header("WWW-Authenticate")).isEmpty();
      Response nothing = server.post("/token", credentials());
      assertRefused(nothing, 401, "invalid_client");
      assertThat(nothing.header("WWW-Authenticate")).isEmpty();
    }

    @Test
    void introspection_and_revocation_challenge_alike() {
      for (String path : List.of("/introspect", "/revoke")) {
        Response refused =
            server.post(
                path,
                form("token", "x"),
                "Authorization",
                Rfc6749ClientAuthenticationTests.basicWith("service", "wrong"));
        assertRefused(refused, 401, "invalid_client");
        assertThat(refused.header("WWW-Authenticate")).isPresent();
      }
    }

    @Test
    void no_answer_and_no_audit_line_repeats_a_secret() {
      String secret = "wrong-secret-that-must-not-be-repeated";
      Response response = authorized(Rfc6749ClientAuthenticationTests.basicWith("service", secret));
      assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain(secret);
      assertThat(server.audit.toString()).doesNotContain(secret);
    }
  }

  @Nested
  class Appendix_B_the_body {
    Response raw(String contentType, byte[] body) {
      return server.handle(
          new Request(
              "POST",
              "/token",
              "",
              Headers.of(
                  List.of(
                      Map.entry("Content-Type", contentType),
                      Map.entry("Authorization", basic("service")))),
              body,
              "192.0.2.1"));
    }

    final byte[] body = credentials().encode().getBytes(StandardCharsets.US_ASCII);

    @Test
    void is_a_form_in_utf_8() {
      String form = "application/x-www-form-urlencoded";
      for (String type :
          List.of(
              form,
              form + ";charset=UTF-8",
              form + "; charset=\"utf-8\"",
              "APPLICATION/X-WWW-Form-Urlencoded")) {
        assertThat(raw(type, body).status()).as(type).isEqualTo(200);
      }
      for (String type :
          List.of(
              "",
              "application/json",
              "text/plain",
              "multipart/form-data; boundary=x",
              form + "x",
              form + "; charset=utf-16",
              form + ";x=y;Charset=ISO-8859-1")) {
        assertRefused(raw(type, body), 400, "invalid_request");
      }
    }

    @Test
    void that_is_not_utf_8_is_refused() {
      byte[] broken = (credentials().encode() + "&scope=").getBytes(StandardCharsets.US_ASCII);
      broken[broken.length - 1] = (byte) 0xff;
      assertRefused(raw("application/x-www-form-urlencoded", broken), 400, "invalid_request");
      assertRefused(
          raw(
              "application/x-www-form-urlencoded",
              (credentials().encode() + "&x=%ff").getBytes(StandardCharsets.US_ASCII)),
          400,
          "invalid_request");
    }

    @Test
    void that_has_too_many_parameters_is_refused() {
      assertRefused(
          raw(
              "application/x-www-form-urlencoded",
              (credentials().encode() + "&a=b".repeat(300)).getBytes(StandardCharsets.US_ASCII)),
          400,
          "invalid_request");
    }
  }

  @Nested
  class Section_3_2_a_request_that_is_not_as_it_should_be {
    @Test
    void is_told_what_is_wrong_and_writes_nothing() {
      Map<Parameters, String> bad =
          Map.of(
              form("scope", "playlist.read"), "invalid_request",
              form("grant_type", ""), "invalid_request",
              form("grant_type", "password", "username", "alice"), "unsupported_grant_type",
              form("grant_type", "Client_Credentials"), "unsupported_grant_type",
              form("grant_type", "authorization_code", "code", "x"), "unauthorized_client",
              credentials("scope", "play\"list"), "invalid_scope",
              credentials("scope", " "), "invalid_scope",
              credentials("scope", "no.such.scope"), "invalid_scope",
              credentials("resource", "https://nowhere.example.com/"), "invalid_target");
      var before = server.database.rows();
      bad.forEach((form, error) -> assertRefused(clients.token("service", form), 400, error));
      assertThat(server.database.rows()).isEqualTo(before);
    }

    @Test
    void has_no_parameter_twice() {
      for (String name : List.of("grant_type", "scope", "client_id", "code", "never_heard_of")) {
        Map<String, List<String>> twice = new HashMap<>();
        twice.put("grant_type", List.of("client_credentials"));
        twice.put(name, List.of("a", "b"));
        assertRefused(clients.token("service", Parameters.of(twice)), 400, "invalid_request");
      }
    }

    @Test
    void an_unknown_parameter_and_an_empty_one_are_ignored() {
      assertThat(
              clients
                  .token("service", credentials("never_heard_of", "x", "scope", "", "resource", ""))
                  .status())
          .isEqualTo(200);
    }

    @Test
    void is_a_post() {
      Response response = server.get("/token?grant_type=client_credentials");
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).hasValueSatisfying(a -> assertThat(a).contains("POST"));
    }

    @Test
    void has_nothing_in_the_url() {
      assertRefused(
          server.post("/token?x=y", credentials(), "Authorization", basic("service")),
          400,
          "invalid_request");
    }

    @Test
    void the_description_is_plain_ascii_and_error_uri_lies_under_the_issuer() {
      Response response =
          clients.token("service", credentials("resource", "https://\"ä\\\n.example/"));
      assertRefused(response, 400, "invalid_target");
      assertThat((String) json(response).get("error_description"))
          .matches("[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+");
      assertThat((String) json(response).get("error_uri")).startsWith("https://id.example.com/");
    }
  }
}

package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The demo API over its socket, with tokens of a real issuer.
class DemoApiTests {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static SigningIssuer issuer;
  private static DemoApi api;

  @BeforeAll
  static void start() throws IOException {
    issuer = new SigningIssuer();
    api = DemoApi.start(0, issuer.issuer());
    issuer.api = api.resource().toString();
  }

  @AfterAll
  static void stop() {
    api.close();
    issuer.close();
  }

  @Nested
  class Playlists_are_read_with_playlist_read {
    @Test
    void two_are_ready_for_everybody() throws Exception {
      var answer = get("/v1/playlists", bearer(issuer.clientToken("playlist.read")));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.body())
          .isEqualTo(
              "{\"items\":[{\"id\":\"1\",\"name\":\"Morning coffee\"},"
                  + "{\"id\":\"2\",\"name\":\"Long road home\"}],\"total\":2}");
    }

    @Test
    void without_a_token_the_challenge_is_bare() throws Exception {
      var answer = get("/v1/playlists");
      assertError(answer, 401);
      assertThat(challenge(answer))
          .isEqualTo(
              "Bearer resource_metadata=\"http://localhost:"
                  + api.port()
                  + "/.well-known/oauth-protected-resource\"");
    }

    @Test
    void with_a_token_that_is_none_the_challenge_says_invalid_token() throws Exception {
      var answer = get("/v1/playlists", "Bearer nonsense");
      assertError(answer, 401);
      assertThat(challenge(answer)).contains("error=\"invalid_token\"");
    }

    @Test
    void a_token_for_another_api_is_an_invalid_token() throws Exception {
      String token = issuer.clientToken("playlist.read");
      try (DemoApi other = DemoApi.start(0, issuer.issuer())) {
        var answer =
            send(
                HttpRequest.newBuilder(other.resource().resolve("/v1/playlists"))
                    .header("Authorization", bearer(token)));
        assertError(answer, 401);
        assertThat(challenge(answer)).contains("error=\"invalid_token\"");
      }
    }

    @Test
    void a_token_without_the_scope_is_forbidden_and_told_the_scope() throws Exception {
      var answer = get("/v1/playlists", bearer(issuer.clientToken("playlist.write")));
      assertError(answer, 403);
      assertThat(challenge(answer))
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"playlist.read\"");
    }

    @Test
    void head_answers_like_get_without_the_body() throws Exception {
      var answer =
          send(
              request("/v1/playlists")
                  .header("Authorization", bearer(issuer.clientToken("playlist.read")))
                  .HEAD());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Nested
  class Tomorrow {
    @Test
    void the_token_of_today_has_expired() throws Exception {
      String token = issuer.clientToken("playlist.read");
      assertThat(get("/v1/playlists", bearer(token)).statusCode()).isEqualTo(200);
      var answer = get("/v1/tomorrow/playlists", bearer(token));
      assertError(answer, 401);
      assertThat(challenge(answer)).contains("error=\"invalid_token\"").contains("expired");
    }
  }

  @Nested
  class Playlists_are_added_with_playlist_write {
    @Test
    void an_added_one_is_listed_for_its_owner_alone() throws Exception {
      String token = issuer.accessToken("adder", "playlist.read playlist.write", now());
      var added = post(bearer(token), "{\"name\":\"비 오는 날\"}");
      assertThat(added.statusCode()).isEqualTo(201);
      assertThat(added.body()).isEqualTo("{\"id\":\"3\",\"name\":\"비 오는 날\"}");
      assertThat(get("/v1/playlists", bearer(token)).body())
          .contains("비 오는 날")
          .endsWith("\"total\":3}");
      assertThat(get("/v1/playlists", bearer(issuer.clientToken("playlist.read"))).body())
          .endsWith("\"total\":2}");
    }

    @Test
    void a_token_that_may_only_read_is_forbidden() throws Exception {
      var answer = post(bearer(issuer.clientToken("playlist.read")), "{\"name\":\"x\"}");
      assertError(answer, 403);
      assertThat(challenge(answer))
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"playlist.write\"");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "[]",
          "null",
          "{",
          "{\"name\":1}",
          "{\"name\":\" \"}",
          "{\"name\":\"a\\nb\"}",
          "{}"
        })
    void a_body_without_a_name_is_told_what_to_send(String body) throws Exception {
      assertError(post(bearer(issuer.clientToken("playlist.write")), body), 400);
    }

    @Test
    void a_name_of_more_than_a_hundred_characters_is_refused() throws Exception {
      String token = bearer(issuer.accessToken("long", "playlist.write", now()));
      assertError(post(token, "{\"name\":\"" + "n".repeat(101) + "\"}"), 400);
      assertThat(post(token, "{\"name\":\"" + "n".repeat(100) + "\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() throws Exception {
      var answer =
          send(
              request("/v1/playlists")
                  .header("Authorization", bearer(issuer.clientToken("playlist.write")))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          "{\"name\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1))));
      assertError(answer, 400);
    }

    @Test
    void a_body_over_the_limit_is_refused() throws Exception {
      var answer =
          post(
              bearer(issuer.clientToken("playlist.write")),
              "{\"name\":\"x\"" + " ".repeat(4096) + "}");
      assertError(answer, 413);
    }

    @Test
    void another_content_type_is_refused() throws Exception {
      var answer =
          send(
              request("/v1/playlists")
                  .header("Authorization", bearer(issuer.clientToken("playlist.write")))
                  .header("Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}")));
      assertError(answer, 415);
    }

    @Test
    void nobody_has_more_than_fifty() throws Exception {
      String token = bearer(issuer.accessToken("collector", "playlist.write", now()));
      for (int i = 3; i <= Playlists.MAX_PER_SUBJECT; i++) {
        assertThat(post(token, "{\"name\":\"n\"}").statusCode()).isEqualTo(201);
      }
      assertError(post(token, "{\"name\":\"n\"}"), 409);
    }
  }

  @Nested
  class Me {
    @Test
    void a_person_is_a_person() throws Exception {
      var answer = get("/v1/me", bearer(issuer.personToken("playlist.read")));
      assertThat(answer.body())
          .isEqualTo(
              "{\"kind\":\"person\",\"sub\":\"248289761001\",\"client_id\":\"demo\","
                  + "\"scope\":\"playlist.read\",\"roles\":[\"listener\"]}");
    }

    @Test
    void a_client_is_a_client_whatever_its_scope() throws Exception {
      var answer = get("/v1/me", bearer(issuer.clientToken("other")));
      assertThat(answer.body())
          .isEqualTo(
              "{\"kind\":\"client\",\"sub\":\"demo\",\"client_id\":\"demo\","
                  + "\"scope\":\"other\",\"roles\":[]}");
    }

    @Test
    void nobody_is_challenged() throws Exception {
      assertError(get("/v1/me"), 401);
    }
  }

  @Nested
  class Basic {
    @Test
    void the_right_password_is_greeted() throws Exception {
      var answer = get("/v1/basic/hello", basic("tutorial:basic-is-for-tutorials"));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"message\":\"Hello, tutorial.\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tutorial:wrong", "other:basic-is-for-tutorials", "tutorial:", ":"})
    void others_are_challenged(String credentials) throws Exception {
      var answer = get("/v1/basic/hello", basic(credentials));
      assertError(answer, 401);
      assertThat(challenge(answer)).startsWith("Basic realm=\"Demo music API\"");
    }

    @Test
    void a_token_is_no_password() throws Exception {
      assertError(get("/v1/basic/hello", bearer(issuer.clientToken("playlist.read"))), 401);
    }
  }

  @Nested
  class What_everybody_may_ask {
    @Test
    void the_metadata_names_the_issuer_and_the_scopes() throws Exception {
      var answer = get("/.well-known/oauth-protected-resource");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(answer.statusCode()).isEqualTo(200);
      Map<String, Object> json = JSONObjectUtils.parse(answer.body());
      assertThat(json)
          .containsEntry("resource", "http://localhost:" + api.port() + "/")
          .containsEntry("authorization_servers", List.of(issuer.issuer()))
          .containsEntry("scopes_supported", List.of("playlist.read", "playlist.write"))
          .containsKey("dpop_signing_alg_values_supported");
    }

    @Test
    void the_root_lists_the_requests() throws Exception {
      assertThat(get("/").body()).contains("GET /v1/playlists").contains("POST /v1/playlists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/playlists/", "/v1/playlists/1", "/v2", "/v1/%70laylists"})
    void other_paths_are_not_found(String path) throws Exception {
      assertError(get(path), 404);
    }

    @Test
    void another_method_is_told_which_there_are() throws Exception {
      var answer = send(request("/v1/playlists").DELETE());
      assertError(answer, 405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
    }
  }

  @Test
  void a_taken_port_is_an_io_exception() {
    assertThatThrownBy(() -> DemoApi.start(api.port(), issuer.issuer()))
        .isInstanceOf(IOException.class);
  }

  private static java.time.Instant now() {
    return java.time.Instant.now();
  }

  private static void assertError(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(JSONObjectUtils.parse(answer.body()).keySet()).containsExactly("error");
    Map<String, Object> error =
        JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(answer.body()), "error");
    assertThat(error.keySet()).containsExactlyInAnyOrder("status", "message");
    assertThat(error).containsEntry("status", (long) status);
    assertThat((String) error.get("message")).isNotBlank();
  }

  private static String challenge(HttpResponse<String> answer) {
    return answer.headers().firstValue("WWW-Authenticate").orElseThrow();
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
  }

  private static HttpResponse<String> get(String path, String... authorization) throws Exception {
    HttpRequest.Builder request = request(path);
    for (String value : authorization) {
      request.header("Authorization", value);
    }
    return send(request);
  }

  private static HttpResponse<String> post(String authorization, String body) throws Exception {
    return send(
        request("/v1/playlists")
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}

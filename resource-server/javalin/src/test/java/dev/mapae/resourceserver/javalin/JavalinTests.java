package dev.mapae.resourceserver.javalin;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Javalin, over a socket.
class JavalinTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String API = "https://api.example.com/";
  private static final String METADATA = "/.well-known/oauth-protected-resource";

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger carriedOut = new AtomicInteger();
  private Javalin server;

  @BeforeEach
  void start() {
    ResourceServer api =
        ResourceServer.of(
            ResourceServerSettings.of(ISSUER, API).metadata(m -> m.resourceName("Music")),
            JavalinTests::verify);
    server =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          MetadataHandler.publish(config, api);
          config.routes.get(
              "/v1/playlists",
              ProtectedHandler.of(
                  api.require(scope("playlist.read")),
                  (context, token) -> context.result(token.subject())));
          config.routes.before(
              "/v2/*",
              ProtectedHandler.of(
                  api, (context, token) -> context.attribute("who", token.subject())));
          config.routes.post(
              "/v2/playlists",
              context -> {
                carriedOut.incrementAndGet();
                context.result("saved for " + context.attribute("who"));
              });
          config.routes.after("/v1/*", context -> context.header("After", "yes"));
          config.routes.get(
              "/v1/own",
              ProtectedHandler.of(
                  api,
                  (context, token) -> context.result(token.subject()),
                  (context, refusal) -> context.result("no: " + refusal.status())));
        });
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /// Opaque tokens: `SUBJECT.SCOPE`; that of `bound` is bound to a certificate.
  private static VerifiedToken verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      throw new ProtocolError.InvalidToken("There is no such token.").exception();
    }
    String subject = token.substring(0, dot);
    return new VerifiedToken(
        ISSUER,
        subject,
        Optional.empty(),
        Scope.of(token.substring(dot + 1)),
        Set.of(),
        Instant.MAX,
        subject.equals("bound") ? Map.of("cnf", Map.of("x5t#S256", "x")) : Map.of());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Nested
  class A_handler_behind_a_resource_server {
    @Test
    void is_handed_the_token() throws Exception {
      HttpResponse<String> answer =
          get("/v1/playlists?x=1", "Authorization", "Bearer alice.playlist.read");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("alice");
    }

    @Test
    void never_sees_a_request_without_token() throws Exception {
      HttpResponse<String> answer = get("/v1/playlists");

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .satisfiesExactly(
              bearer ->
                  assertThat(bearer)
                      .isEqualTo(
                          "Bearer resource_metadata=\"https://api.example.com" + METADATA + "\""),
              dpop -> assertThat(dpop).startsWith("DPoP "));
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(answer.body()).startsWith("{\"status\":401,\"detail\":\"");
    }

    @Test
    void never_sees_a_token_that_is_bad_or_poor_or_of_another_key_or_there_twice()
        throws Exception {
      String good = "Bearer alice.playlist.read";

      assertThat(get("/v1/playlists", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
      assertThat(get("/v1/playlists", "Authorization", "Bearer alice.x").statusCode())
          .isEqualTo(403);
      assertThat(get("/v1/playlists", "Authorization", "Bearer bound.playlist.read").statusCode())
          .isEqualTo(401);
      assertThat(get("/v1/playlists", "Authorization", good, "Authorization", good).statusCode())
          .isEqualTo(400);
    }

    @Test
    void of_an_application_with_errors_of_its_own_shape_leaves_the_rest_to_the_refusal()
        throws Exception {
      HttpResponse<String> answer = get("/v1/own");

      assertThat(answer.body()).isEqualTo("no: 401");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Nested
  class A_resource_server_before_other_handlers {
    @Test
    void keeps_a_refused_request_from_them() throws Exception {
      for (String[] headers : List.of(new String[0], new String[] {"Authorization", "Bearer x"})) {
        HttpResponse<String> answer = send("POST", "/v2/playlists", headers);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).startsWith("{\"status\":401,");
      }
      assertThat(carriedOut).hasValue(0);
    }

    @Test
    void hands_an_accepted_one_on() throws Exception {
      HttpResponse<String> answer =
          send("POST", "/v2/playlists", "Authorization", "Bearer alice.x");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("saved for alice");
    }

    /// RFC 9449 §8.2: a client that is told two nonces has none.
    @Test
    void tells_a_nonce_once_however_many_tell_one() throws Exception {
      server.stop();
      server =
          Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.before("/*", telling("one"));
            config.routes.get("/x", telling("other"));
          });
      server.start("127.0.0.1", 0);

      assertThat(get("/x").headers().allValues("DPoP-Nonce")).containsExactly("other");
    }

    private ProtectedHandler<String> telling(String nonce) {
      return ProtectedHandler.of(
          new Authenticator<String>() {
            @Override
            public Outcome<String> authenticate(ResourceRequest request) {
              return new Outcome.Accepted<>("alice", Map.of("DPoP-Nonce", List.of(nonce)));
            }

            @Override
            public Optional<ProtectedResourceMetadata> metadata() {
              return Optional.empty();
            }
          },
          (context, who) -> {});
    }

    @Test
    void is_not_what_a_handler_of_its_own_is_and_those_after_it_run() throws Exception {
      assertThat(get("/v1/playlists").headers().firstValue("After")).contains("yes");
    }
  }

  @Nested
  class Rfc_9728_section_3_the_metadata {
    @Test
    void is_published() throws Exception {
      HttpResponse<String> answer = get(METADATA);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("resource", API)
          .containsEntry("authorization_servers", List.of(ISSUER))
          .containsEntry("resource_name", "Music");
    }

    @Test
    void is_answered_by_what_is_before_everything() throws Exception {
      ResourceServer all = ResourceServer.of(ISSUER, "https://api.example.com/caf%C3%A9");
      server.stop();
      server =
          Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.before(
                "/*", ProtectedHandler.of(all.require(scope("x")), (context, token) -> {}));
          });
      server.start("127.0.0.1", 0);

      HttpResponse<String> refused = get("/v1/playlists");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains(METADATA + "/caf%C3%A9");
      HttpResponse<String> answer = get(METADATA + "/caf%C3%A9");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"resource\":\"https://api.example.com/caf%C3%A9\"");
      assertThat(send("HEAD", METADATA + "/caf%C3%A9").statusCode()).isEqualTo(200);
      assertThat(send("POST", METADATA + "/caf%C3%A9").statusCode()).isEqualTo(401);
    }

    @Test
    void is_answered_below_the_path_of_the_application_as_well() throws Exception {
      ResourceServer all = ResourceServer.of(ISSUER, "https://api.example.com/music");
      server.stop();
      server =
          Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.router.contextPath = "/music";
            config.routes.before("/*", ProtectedHandler.of(all, (context, token) -> {}));
          });
      server.start("127.0.0.1", 0);

      assertThat(get("/music/v1").statusCode()).isEqualTo(401);
      HttpResponse<String> answer = get("/music" + METADATA + "/music");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"resource\":\"https://api.example.com/music\"");
    }

    @Test
    void may_be_at_a_path_with_escapes() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, "https://api.example.com/caf%C3%A9");
      server.stop();
      server =
          Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            MetadataHandler.publish(config, api);
          });
      server.start("127.0.0.1", 0);

      assertThat(get(METADATA + "/caf%C3%A9").body())
          .contains("\"resource\":\"https://api.example.com/caf%C3%A9\"");
    }

    @Test
    void is_there_only_where_the_settings_have_it() {
      ResourceServer silent = ResourceServer.of(ISSUER, "music-api");
      assertThatThrownBy(() -> Javalin.create(config -> MetadataHandler.publish(config, silent)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

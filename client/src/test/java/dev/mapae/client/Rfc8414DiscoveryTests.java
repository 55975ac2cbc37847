package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Reply;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8414, Authorization Server Metadata, and OpenID Connect Discovery 1.0.
class Rfc8414DiscoveryTests {
  private final PlayedServer server = new PlayedServer();
  private final Environment environment = Environment.standard();

  @AfterEach
  void close() {
    server.close();
  }

  private AuthorizationServerMetadata discover(String issuer) {
    return Discovery.discover(issuer, environment);
  }

  private void publish(String path, Map<String, ?> metadata) {
    server.on(path, r -> Reply.json(200, metadata));
  }

  /// The document of OpenID Connect, with a token endpoint of its own.
  private void publishOtherOfOpenIdConnect() {
    publish(
        "/.well-known/openid-configuration",
        Map.of(
            "issuer",
            server.origin(),
            "token_endpoint",
            server.origin() + "/another",
            "userinfo_endpoint",
            server.origin() + "/me"));
  }

  @Nested
  class Section_2_the_metadata {
    private AuthorizationServerMetadata of(String issuer, String name, Object value) {
      Map<String, Object> members = new HashMap<>();
      members.put("issuer", issuer);
      members.put(name, value);
      return AuthorizationServerMetadata.of(issuer, members);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com/token",
          "http://127.0.0.1/token",
          "javascript:alert(1)",
          "file:///etc/passwd",
          "https:token",
          "https://user@id.example.com/token",
          "https://id.example.com/token#x",
          "https://id.example.com/to ken",
          "$(calc)",
          "/token",
          ""
        })
    void of_an_https_issuer_names_https_endpoints_alone(String endpoint) {
      untrusted(() -> of("https://id.example.com", "token_endpoint", endpoint));
      untrusted(() -> of("https://id.example.com", "authorization_endpoint", endpoint));
      untrusted(() -> of("https://id.example.com", "jwks_uri", endpoint));
      untrusted(() -> of("https://id.example.com", "some_future_endpoint", endpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9/t", "http://127.0.0.1/t", "http://[::1]:9/t"})
    void of_an_http_loopback_issuer_may_name_http_on_loopback(String endpoint) {
      assertThat(of("http://localhost:9000", "token_endpoint", endpoint).tokenEndpoint())
          .contains(URI.create(endpoint));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com/t",
          "http://127.0.0.1.example.com/t",
          "http://localhost.example.com/t",
          "http://127.0.0.1@example.com/t"
        })
    void of_an_http_loopback_issuer_names_no_http_elsewhere(String endpoint) {
      untrusted(() -> of("http://localhost:9000", "token_endpoint", endpoint));
    }

    @Test
    void has_members_of_the_right_type() {
      failure(
          ClientError.InvalidAnswer.class, () -> of("https://id.example.com", "token_endpoint", 7));
      failure(
          ClientError.InvalidAnswer.class,
          () ->
              of("https://id.example.com", "code_challenge_methods_supported", "S256")
                  .codeChallengeMethodsSupported());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com",
          "https://id.example.com?x",
          "https://id.example.com#x",
          "https://user@id.example.com",
          "ftp://id.example.com",
          "id.example.com",
          ""
        })
    void is_not_asked_for_where_the_issuer_is_unfit(String issuer) {
      untrusted(() -> discover(issuer));
    }
  }

  @Nested
  class Section_3_1_where_it_is_looked_for {
    @Test
    void the_well_known_path_is_inserted_first_then_those_of_OpenID_Connect() {
      assertThat(Discovery.locations(URI.create("https://id.example.com/a/b")))
          .extracting(URI::toString)
          .containsExactly(
              "https://id.example.com/.well-known/oauth-authorization-server/a/b",
              "https://id.example.com/a/b/.well-known/openid-configuration",
              "https://id.example.com/.well-known/openid-configuration/a/b");
    }

    @Test
    void a_final_slash_is_left_out() {
      assertThat(Discovery.locations(URI.create("https://id.example.com:8443/")))
          .extracting(URI::toString)
          .containsExactly(
              "https://id.example.com:8443/.well-known/oauth-authorization-server",
              "https://id.example.com:8443/.well-known/openid-configuration");
    }

    @Test
    void one_without_a_path_is_found() {
      publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
      assertThat(discover(server.origin()).issuer()).isEqualTo(server.origin());
    }

    @Test
    void one_with_a_path_is_found() {
      String issuer = server.origin() + "/tenant";
      publish("/.well-known/oauth-authorization-server/tenant", Map.of("issuer", issuer));
      assertThat(discover(issuer).issuer()).isEqualTo(issuer);
    }

    @Test
    void one_that_speaks_only_OpenID_Connect_is_found() {
      String issuer = server.origin() + "/tenant";
      publish("/tenant/.well-known/openid-configuration", Map.of("issuer", issuer));
      assertThat(discover(issuer).issuer()).isEqualTo(issuer);
    }

    /// As with Spring Authorization Server, whose document of RFC 8414 is of OAuth alone.
    @Test
    void one_of_OAuth_is_completed_by_the_one_of_OpenID_Connect() {
      String token = server.origin() + "/token";
      publish(
          "/.well-known/oauth-authorization-server",
          Map.of("issuer", server.origin(), "token_endpoint", token));
      publishOtherOfOpenIdConnect();
      AuthorizationServerMetadata found = discover(server.origin());
      assertThat(found.userinfoEndpoint()).contains(URI.create(server.origin() + "/me"));
      assertThat(found.tokenEndpoint()).contains(URI.create(token));
    }

    @Test
    void one_of_OAuth_is_not_completed_by_that_of_another_issuer() {
      publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
      publish("/.well-known/openid-configuration", Map.of("issuer", "https://another.example.com"));
      Failures.untrusted(() -> discover(server.origin()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{\"issuer\":7}", "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}"})
    void one_that_was_found_is_enough_where_the_next_is_in_trouble(String next) {
      String token = server.origin() + "/token";
      publish(
          "/.well-known/oauth-authorization-server",
          Map.of("issuer", server.origin(), "token_endpoint", token));
      server.on(
          "/.well-known/openid-configuration",
          r -> Reply.json(200, next.replace("ISSUER", server.origin())));
      assertThat(discover(server.origin()).tokenEndpoint()).contains(URI.create(token));
      assertThat(server.received("/.well-known/openid-configuration")).hasSize(1);
    }

    @Test
    void one_that_was_found_is_enough_where_the_next_is_never_answered() {
      publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
      CountDownLatch never = new CountDownLatch(1);
      server.on(
          "/.well-known/openid-configuration",
          r -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Reply.json(200, Map.of());
          });
      AuthorizationServerMetadata found =
          Discovery.discover(server.origin(), environment.withTimeout(Duration.ofSeconds(2)));
      assertThat(found.issuer()).isEqualTo(server.origin());
    }

    @Test
    void nowhere_that_an_OpenID_provider_need_not_know_once_it_is_found() {
      String issuer = server.origin() + "/tenant";
      server.on(
          "/.well-known/openid-configuration/tenant",
          r -> new Reply(500, Map.of(), "what is this"));
      publish("/tenant/.well-known/openid-configuration", Map.of("issuer", issuer));
      assertThat(discover(issuer).issuer()).isEqualTo(issuer);
    }

    @Test
    void between_the_two_it_is_found_as_well() {
      String issuer = server.origin() + "/tenant";
      publish("/.well-known/openid-configuration/tenant", Map.of("issuer", issuer));
      assertThat(discover(issuer).issuer()).isEqualTo(issuer);
    }

    @Test
    void a_page_that_answers_to_everything_is_passed_over() {
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> new Reply(200, Map.of("Content-Type", "text/html"), "<html>"));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      assertThat(discover(server.origin()).issuer()).isEqualTo(server.origin());
    }

    @Test
    void what_a_server_does_not_have_may_be_null() {
      Map<String, Object> members = new java.util.HashMap<>();
      members.put("issuer", server.origin());
      members.put("token_endpoint", server.origin() + "/token");
      members.put("revocation_endpoint", null);
      members.put("mtls_endpoint_aliases", null);
      publish("/.well-known/oauth-authorization-server", members);
      AuthorizationServerMetadata found = discover(server.origin());
      assertThat(found.revocationEndpoint()).isEmpty();
      assertThat(found.overMutualTls().tokenEndpoint()).isEqualTo(found.tokenEndpoint());
    }

    @Test
    void a_redirect_is_not_followed() {
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> new Reply(302, Map.of("Location", "/metadata"), ""));
      publish("/metadata", Map.of("issuer", server.origin()));
      failure(ClientError.InvalidAnswer.class, () -> discover(server.origin()));
      assertThat(server.received("/metadata")).isEmpty();
    }

    /// As behind a gateway that does not know the path of RFC 8414.
    @Test
    void an_error_at_one_path_is_none_where_the_next_has_a_document() {
      server.on("/.well-known/oauth-authorization-server", r -> new Reply(502, Map.of(), ""));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      assertThat(discover(server.origin()).issuer()).isEqualTo(server.origin());
    }

    /// As of gateways that break off connections to paths that they do not know.
    @Test
    void no_answer_at_one_path_is_none_where_the_next_has_a_document() {
      server.on("/.well-known/oauth-authorization-server", r -> breakOff());
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      assertThat(discover(server.origin()).issuer()).isEqualTo(server.origin());
    }

    private Reply breakOff() {
      throw new IllegalStateException("the connection ends here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\":\"ok\"}", "{\"issuer\":7}", "[]", "{"})
    void JSON_that_is_no_metadata_is_passed_over_where_the_next_has_a_document(String other) {
      server.on("/.well-known/oauth-authorization-server", r -> Reply.json(200, other));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      assertThat(discover(server.origin()).issuer()).isEqualTo(server.origin());
      assertThat(server.received("/.well-known/oauth-authorization-server")).hasSize(1);
    }

    /// RFC 9207 §2.4: a client that does not know that answers name their issuer takes others.
    @ParameterizedTest
    @ValueSource(strings = {"\"jwks_uri\":7", "\"mtls_endpoint_aliases\":[]"})
    void a_malformed_document_of_the_issuer_is_not_passed_over(String member) {
      Reply malformed =
          Reply.json(
              200,
              "{\"issuer\":\""
                  + server.origin()
                  + "\",\"authorization_response_iss_parameter_supported\":true,"
                  + member
                  + "}");
      server.on("/.well-known/oauth-authorization-server", r -> malformed);
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      failure(ClientError.InvalidAnswer.class, () -> discover(server.origin()));
      AtomicInteger asked = new AtomicInteger();
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> asked.incrementAndGet() == 1 ? new Reply(503, Map.of(), "") : malformed);
      failure(ClientError.InvalidAnswer.class, () -> discover(server.origin()));
    }

    /// RFC 9207 §2.4.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_error_of_a_moment_takes_nothing_away_for_good(boolean answered) {
      AtomicInteger asked = new AtomicInteger();
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> {
            if (asked.incrementAndGet() == 1) {
              return answered ? new Reply(503, Map.of(), "") : breakOff();
            }
            return Reply.json(
                200,
                Map.of(
                    "issuer",
                    server.origin(),
                    "token_endpoint",
                    server.origin() + "/token",
                    "authorization_response_iss_parameter_supported",
                    true));
          });
      publishOtherOfOpenIdConnect();
      AuthorizationServerMetadata found = discover(server.origin());
      assertThat(found.authorizationResponseIssParameterSupported()).isTrue();
      assertThat(found.tokenEndpoint()).contains(server.uri("/token"));
      assertThat(found.userinfoEndpoint()).contains(server.uri("/me"));
    }

    @Test
    void nor_does_a_server_that_asks_to_be_left_alone_the_second_time() {
      AtomicInteger asked = new AtomicInteger();
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> new Reply(asked.incrementAndGet() == 1 ? 503 : 429, Map.of(), ""));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      failure(ClientError.Unavailable.class, () -> discover(server.origin()));
    }

    @Test
    void nor_lets_another_issuer_in() {
      AtomicInteger asked = new AtomicInteger();
      server.on(
          "/.well-known/oauth-authorization-server",
          r ->
              asked.incrementAndGet() == 1
                  ? new Reply(503, Map.of(), "")
                  : Reply.json(200, Map.of("issuer", "https://evil.example.com")));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      untrusted(() -> discover(server.origin()));
    }

    @Test
    void an_error_at_one_path_is_told_where_no_other_has_a_document() {
      server.on("/.well-known/oauth-authorization-server", r -> new Reply(502, Map.of(), ""));
      assertThat(failure(ClientError.Unavailable.class, () -> discover(server.origin())).status())
          .hasValue(502);
    }

    @ParameterizedTest
    @CsvSource({"429, ''", "503, 30"})
    void a_server_that_asks_to_be_left_alone_is_not_asked_elsewhere(int status, String wait) {
      Reply busy = new Reply(status, wait.isEmpty() ? Map.of() : Map.of("Retry-After", wait), "");
      server.on("/.well-known/oauth-authorization-server", r -> busy);
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      failure(ClientError.Unavailable.class, () -> discover(server.origin()));
      assertThat(server.received("/.well-known/openid-configuration")).isEmpty();
    }

    @Test
    void a_server_that_is_not_there_is_unavailable_and_asked_at_one_place() {
      server.close();
      List<URI> asked = new CopyOnWriteArrayList<>();
      ProxySelector noting =
          new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
              asked.add(uri);
              return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
          };
      Environment noted = environment.withHttp(HttpClient.newBuilder().proxy(noting).build());
      failure(ClientError.Unavailable.class, () -> Discovery.discover(server.origin(), noted));
      assertThat(asked).containsOnly(server.uri("/.well-known/oauth-authorization-server"));
    }

    @Test
    void a_document_without_end_is_not_read() {
      server.on(
          "/.well-known/oauth-authorization-server",
          r -> Reply.json(200, "{\"issuer\":\"" + "x".repeat(600_000) + "\"}"));
      failure(ClientError.InvalidAnswer.class, () -> discover(server.origin()));
    }
  }

  @Nested
  class Section_3_3_the_issuer_has_to_be_the_one_that_was_asked_for {
    @Test
    void character_by_character() {
      publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
      untrusted(() -> discover(server.origin() + "/"));
      untrusted(() -> discover(server.origin().replace("127.0.0.1", "localhost")));
    }

    /// As of Entra ID for `organizations` or `common`, whose tokens name the tenant.
    @Test
    void and_is_not_a_template() {
      publish(
          "/.well-known/oauth-authorization-server",
          Map.of("issuer", server.origin() + "/{tenantid}/v2.0"));
      assertThat(
              failure(ClientError.Untrusted.class, () -> discover(server.origin())).description())
          .contains("template", "tenant");
    }

    @Test
    void and_another_ends_the_search() {
      publish(
          "/.well-known/oauth-authorization-server", Map.of("issuer", "https://evil.example.com"));
      publish("/.well-known/openid-configuration", Map.of("issuer", server.origin()));
      untrusted(() -> discover(server.origin()));
    }

    @Test
    void and_has_to_be_there() {
      publish("/.well-known/oauth-authorization-server", Map.of("x", 1));
      Failures.failure(ClientError.InvalidAnswer.class, () -> discover(server.origin()));
    }
  }

  @Test
  void an_interrupted_thread_does_not_wait() {
    publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
    Thread.currentThread().interrupt();
    failure(ClientError.Interrupted.class, () -> discover(server.origin()));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_endpoint_that_is_not_published_is_unsupported() {
    publish("/.well-known/oauth-authorization-server", Map.of("issuer", server.origin()));
    Client client = Client.discover(server.origin(), new None("app"), environment);
    failure(ClientError.Unsupported.class, () -> client.clientCredentials().tokens());
  }
}

package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.protocol.Parameters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fetch, the CORS protocol: which scripts may read which answers.
class CorsTests {
  final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  Response preflight(TestServer to, String path, String origin) {
    return to.handle(
        TestServer.request(
            "OPTIONS",
            path,
            Parameters.empty(),
            List.of(
                java.util.Map.entry("Origin", origin),
                java.util.Map.entry("Access-Control-Request-Method", "POST"))));
  }

  static void assertOpen(Response response, String origin) {
    assertThat(response.header("Access-Control-Allow-Origin")).contains(origin);
    assertThat(response.header("Vary")).contains("Origin");
    assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  static void assertClosed(Response response) {
    assertThat(response.headers())
        .noneMatch(h -> h.getKey().startsWith("Access-Control-Allow-Origin"));
  }

  @Nested
  class Documents {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/.well-known/openid-configuration",
          "/.well-known/oauth-authorization-server",
          "/jwks"
        })
    void any_origin_reads_them(String path) {
      for (String origin : List.of("https://anybody.example", "null", "http://127.0.0.1:5173")) {
        assertOpen(server.get(path, "Origin", origin), origin);
        assertOpen(preflight(server, path, origin), origin);
      }
    }

    @Test
    void a_client_may_send_headers_of_its_own() {
      Response response =
          preflight(server, "/.well-known/oauth-authorization-server", "https://mcp.example");
      assertThat(response.header("Access-Control-Allow-Headers").orElseThrow().split(", ", -1))
          .contains("*", "Authorization");
    }
  }

  @Nested
  class Endpoints_that_clients_call {
    @ParameterizedTest
    @ValueSource(strings = {"/token", "/par", "/device_authorization", "/revoke", "/userinfo"})
    void the_origins_of_public_clients_read_them(String path) {
      String spa = "https://spa.example.com";
      assertOpen(preflight(server, path, spa), spa);
      Response refused = server.post(path, Parameters.empty(), "Origin", spa);
      assertThat(refused.status()).isBetween(400, 401);
      assertOpen(refused, spa);
      assertThat(refused.header("Access-Control-Expose-Headers").orElseThrow())
          .contains("WWW-Authenticate")
          .contains("DPoP-Nonce");
    }

    /// Which origins may is forgotten with each change of a client, and read anew.
    @Test
    void they_read_too_that_the_database_is_away() {
      String spa = "https://spa.example.com";
      WatchedStores watched = new WatchedStores();
      try (TestServer behind =
          new TestServer(Engine.preset(), Samples.declarations(), Seams.stores(watched::around))) {
        assertOpen(behind.post("/token", Parameters.empty(), "Origin", spa), spa);
        behind.server.housekeeping().follow();
        watched.failing = "clients.withSelfRegistered";
        assertOpen(preflight(behind, "/token", spa), spa);
        Response refused = behind.post("/token", Parameters.empty(), "Origin", spa);
        assertThat(refused.status()).isBetween(400, 401);
        assertOpen(refused, spa);
        assertClosed(behind.post("/token", Parameters.empty(), "Origin", "https://evil.example"));
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com",
          "https://ours.example.com",
          "https://evil.example",
          "https://spa.example.com.evil.example",
          "https://evilspa.example.com",
          "http://spa.example.com",
          "https://spa.example.com:8443",
          "https://spa.example.com/",
          "https://SPA.example.com",
          "null",
          ""
        })
    void no_other_origin_does(String origin) {
      assertClosed(preflight(server, "/token", origin));
      assertClosed(server.post("/token", Parameters.empty(), "Origin", origin));
    }

    /// Its row is that of an enabled client, and no flow takes it.
    @Test
    void that_of_a_client_which_is_not_in_force_does_not() {
      String origin = "https://app.example.com";
      try (DocumentScene scene = new DocumentScene(Engine.preset(), DocumentPolicy.ANY)) {
        scene.publish(DocumentScene.document());
        scene.alice("playlist.read");
        assertOpen(scene.server.post("/token", Parameters.empty(), "Origin", origin), origin);
        Seams off = Seams.documents(DocumentPolicy.OFF, stores -> stores, Fetcher.none());
        try (TestServer without = scene.server.beside(off)) {
          assertClosed(without.post("/token", Parameters.empty(), "Origin", origin));
        }
      }
    }

    @Test
    void origins_are_compared_as_browsers_write_them() {
      Declarations all = Samples.declarations();
      Declarations odd =
          new Declarations(
              List.of(
                  Samples.open(
                      Samples.client(
                              "odd",
                              "https://Odd.example.com:443/cb",
                              "http://localhost:80/cb",
                              "https://b.example.com:8443/cb?x=1",
                              "httpx://private.example/cb",
                              "https://not a uri/cb")
                          .open())),
              all.people(),
              all.resources());
      try (TestServer other = new TestServer(TestServer.ISSUER, odd)) {
        for (String origin :
            List.of("https://odd.example.com", "http://localhost", "https://b.example.com:8443")) {
          assertOpen(preflight(other, "/token", origin), origin);
        }
        assertClosed(preflight(other, "/token", "httpx://private.example"));
        assertClosed(preflight(other, "/token", "https://b.example.com"));
      }
    }
  }

  @Nested
  class Everything_else {
    @ParameterizedTest
    @ValueSource(strings = {"/authorize", "/sign-in", "/consent", "/sign-out", "/introspect"})
    void no_origin_reads_it(String path) {
      for (String origin : List.of("https://spa.example.com", "https://id.example.com")) {
        assertClosed(preflight(server, path, origin));
        assertClosed(server.get(path, "Origin", origin));
        assertClosed(server.post(path, Parameters.empty(), "Origin", origin));
      }
    }
  }
}

package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.resourceserver.VerifiedToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// A Spring Boot application with our starter and two properties, given tokens of the real server.
@Tag("socket")
@Timeout(60)
class SpringBootApiTests {
  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty()
              .resource(PlaylistApi.RESOURCE, "playlist.read", "playlist.write")
              .person("alice", "editor")
              .person("bob"));

  /// Spring Boot would set up the logs of this process.
  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static ConfigurableApplicationContext application;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Playlists.class)
  static class Application {}

  @RestController
  static class Playlists {
    @GetMapping("/me")
    String me(@AuthenticationPrincipal VerifiedToken token) {
      return token.subject();
    }

    @GetMapping("/playlists")
    @PreAuthorize("hasAuthority('SCOPE_playlist.read')")
    String playlists() {
      return "playlists";
    }

    @GetMapping("/drafts")
    @PreAuthorize("hasRole('editor') and hasAuthority('SCOPE_playlist.write')")
    String drafts() {
      return "drafts";
    }
  }

  @BeforeAll
  static void start(Mapae mapae) {
    System.setProperty(LOGGING, "none");
    application =
        SpringApplication.run(
            Application.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--mapae.resource-server.issuer=" + mapae.issuer(),
            "--mapae.resource-server.audience=" + PlaylistApi.RESOURCE);
  }

  @AfterAll
  static void stop() {
    application.close();
    System.clearProperty(LOGGING);
  }

  private static HttpResponse<String> get(String path, Minting token) throws Exception {
    String port = application.getEnvironment().getProperty("local.server.port");
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token.mint())
            .build(),
        BodyHandlers.ofString());
  }

  private static String challenge(HttpResponse<String> answer) {
    return answer.headers().firstValue("WWW-Authenticate").orElse("");
  }

  @Test
  void knows_whose_token_it_is(Mapae mapae) throws Exception {
    HttpResponse<String> alice = get("/me", mapae.tokenFor("alice").scope("playlist.read"));
    assertThat(alice.statusCode()).isEqualTo(200);
    assertThat(alice.body())
        .isNotEmpty()
        .isNotEqualTo(get("/me", mapae.tokenFor("bob").scope("playlist.read")).body());
  }

  @Test
  void lets_in_by_scope_and_role(Mapae mapae) throws Exception {
    Minting reader = mapae.tokenFor("alice").scope("playlist.read");
    assertThat(get("/playlists", reader).body()).isEqualTo("playlists");
    assertThat(get("/drafts", reader).statusCode()).isEqualTo(403);
    Minting writer = mapae.tokenFor("alice").scope("playlist.write");
    assertThat(get("/drafts", writer).body()).isEqualTo("drafts");
    assertThat(challenge(get("/playlists", writer))).contains("error=\"insufficient_scope\"");
    assertThat(get("/drafts", mapae.tokenFor("bob").scope("playlist.write")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void refuses_what_the_server_would_not_have_issued(Mapae mapae) throws Exception {
    Minting token = mapae.tokenFor("alice").scope("playlist.read");
    for (Minting bad :
        new Minting[] {
          token.expired(),
          token.audience("https://elsewhere.example.com/"),
          token.forged(Forgery.NO_SIGNATURE)
        }) {
      HttpResponse<String> answer = get("/playlists", bad);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(challenge(answer)).contains("error=\"invalid_token\"");
    }
  }
}

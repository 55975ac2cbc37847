package dev.mapae.resourceserver.spring;

import static dev.mapae.resourceserver.spring.SpringBootTests.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Fetcher;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/// Spring Boot applications that have nothing but two properties, or little more.
class TwoPropertiesTests {
  private static TestIssuer issuer;
  private static ConfigurableApplicationContext plain;

  /// One that says in Java what no property says.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(SpringBootTests.Music.class)
  static class Customized {
    @Bean
    TrustedIssuerCustomizer withoutTyp() {
      return trusted -> trusted.acceptTyp("JWT");
    }

    @Bean
    @Order(2)
    ResourceServerCustomizer second() {
      return settings -> settings.realm("Second");
    }

    @Bean
    @Order(1)
    ResourceServerCustomizer first() {
      return settings -> settings.realm("First").metadata(m -> m.resourceName("Music API"));
    }
  }

  /// One that says its settings itself, and customizes those of the properties.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OwnSettings {
    @Bean
    ResourceServerSettings settings() {
      return ResourceServerSettings.of(issuer.url(), TestIssuer.API);
    }

    @Bean
    ResourceServerCustomizer boundTokens() {
      return settings -> settings.requireBoundTokens();
    }
  }

  /// One that makes its API itself.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OwnServer {
    @Bean
    ResourceServer api() {
      return ResourceServer.of(issuer.url(), TestIssuer.API);
    }

    @Bean
    TrustedIssuerCustomizer withoutTyp() {
      return trusted -> trusted.acceptTyp("JWT");
    }
  }

  /// One that makes its API itself, and says all of it there.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(SpringBootTests.Music.class)
  static class OwnServerAlone {
    @Bean
    ResourceServer api() {
      return ResourceServer.of(issuer.url(), TestIssuer.API);
    }
  }

  /// One that makes its API of what the starter has read and customized, for an HTTP client of its
  /// own.
  @Configuration(proxyBeanMethods = false)
  @Import(Customized.class)
  static class OwnClient {
    @Bean
    ResourceServer api(ResourceServerSettings settings) {
      return ResourceServer.of(
          settings, Fetcher.http(HttpClient.newHttpClient()), InstantSource.system());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    plain = run(SpringBootTests.Plain.class);
  }

  private static ConfigurableApplicationContext run(Class<?> application, String... more) {
    List<String> properties = new ArrayList<>(List.of(more));
    properties.addAll(
        List.of(
            "--mapae.resource-server.issuer=" + issuer.url(),
            "--mapae.resource-server.audience=" + TestIssuer.API));
    return SpringBootTests.run(application, properties.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    plain.close();
    issuer.close();
  }

  /// RFC 6750 §3.1: without an error a challenge says that there was no token.
  @Test
  void leave_an_error_before_the_token_as_it_is() throws Exception {
    HttpResponse<String> refused =
        send(plain, "GET", "/a;b", "Authorization", "Bearer " + issuer.token("x"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().allValues("WWW-Authenticate")).isEmpty();
    assertThat(send(plain, "GET", "/error").statusCode()).isEqualTo(401);
  }

  @Test
  void may_be_followed_by_all_that_the_settings_know() throws Exception {
    try (ConfigurableApplicationContext application = run(Customized.class)) {
      assertCustomized(application);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void are_customized_for_an_API_that_the_application_makes_of_them(boolean lazy) throws Exception {
    String property = "--spring.main.lazy-initialization=" + lazy;
    try (ConfigurableApplicationContext application = run(OwnClient.class, property)) {
      assertCustomized(application);
    }
  }

  private static void assertCustomized(ConfigurableApplicationContext application)
      throws Exception {
    assertThat(send(application, "GET", "/me").headers().allValues("WWW-Authenticate"))
        .anyMatch(challenge -> challenge.contains("realm=\"Second\""));
    String token = issuer.token("JWT", "x", Map.of());
    assertThat(send(application, "GET", "/me", "Authorization", "Bearer " + token).body())
        .isEqualTo("alice alice");
    assertThat(send(application, "GET", "/.well-known/oauth-protected-resource").body())
        .contains("Music API");
  }

  @Test
  void are_not_needed_for_an_API_that_the_application_makes_of_nothing_but_its_own()
      throws Exception {
    try (ConfigurableApplicationContext application = SpringBootTests.run(OwnServerAlone.class)) {
      String token = "Bearer " + issuer.token("x");
      assertThat(send(application, "GET", "/me", "Authorization", token).body())
          .isEqualTo("alice alice");
      assertThat(send(application, "GET", "/me").statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void are_not_customized_where_nobody_would_look_at_them(boolean lazy) {
    String property = "--spring.main.lazy-initialization=" + lazy;
    assertThatThrownBy(() -> run(OwnSettings.class, property))
        .hasStackTraceContaining("a bean of ResourceServerSettings")
        .hasStackTraceContaining("say what boundTokens says");
    assertThatThrownBy(() -> run(OwnServer.class, property))
        .hasStackTraceContaining("a bean of ResourceServer that is not made of")
        .hasStackTraceContaining("say what withoutTyp says");
  }

  @Test
  void let_a_test_say_who_sends_a_request() throws Exception {
    MockMvc mvc =
        MockMvcBuilders.webAppContextSetup((WebApplicationContext) plain)
            .apply(springSecurity())
            .build();
    RequestPostProcessor alice =
        authentication(TokenAuthentication.of(token(), InstantSource.system()));
    MockHttpServletResponse playlists =
        mvc.perform(get("/playlists").with(alice)).andReturn().getResponse();
    assertThat(playlists.getContentAsString()).isEqualTo("playlists");
    assertThat(mvc.perform(get("/staff").with(alice)).andReturn().getResponse().getStatus())
        .isEqualTo(403);
    assertThat(mvc.perform(get("/playlists")).andReturn().getResponse().getStatus()).isEqualTo(401);
  }

  private static VerifiedToken token() {
    return new VerifiedToken(
        "https://id.example.com",
        "alice",
        Optional.of("demo"),
        Scope.of("playlist.read"),
        Set.of(),
        Instant.MAX,
        Map.of());
  }
}

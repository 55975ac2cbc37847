package dev.mapae.resourceserver.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.resourceserver.ResourceServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/// Spring Boot applications with more than one API, over a socket. RFC 9728 §3.
class SeveralApisTests {
  private static final String ISSUER = "https://id.example.com";

  /// Two whose metadata have one path, as on two hosts.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OnePath {
    @Bean
    ResourceServer first() {
      return ResourceServer.of(ISSUER, "https://a.example.com/");
    }

    @Bean
    ResourceServer second() {
      return ResourceServer.of(ISSUER, "https://b.example.com/");
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http, @Qualifier("first") ResourceServer api)
        throws Exception {
      return rulesOf(http, api);
    }
  }

  /// A second one that is nobody's unless it is asked for by name.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class ByName {
    @Bean(defaultCandidate = false)
    ResourceServer second() {
      return ResourceServer.of(ISSUER, "https://api.example.com/second");
    }

    @Bean
    @Order(1)
    SecurityFilterChain ofSecond(HttpSecurity http, @Qualifier("second") ResourceServer second)
        throws Exception {
      return rulesOf(http.securityMatcher("/second/**"), second);
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return rulesOf(http, api);
    }
  }

  private static SecurityFilterChain rulesOf(HttpSecurity http, ResourceServer api)
      throws Exception {
    return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
        .authorizeHttpRequests(r -> r.anyRequest().authenticated())
        .build();
  }

  private static ConfigurableApplicationContext run(Class<?> application) {
    return SpringApplication.run(
        application,
        "--mapae.resource-server.issuer=" + ISSUER,
        "--mapae.resource-server.audience=https://api.example.com/first",
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--spring.main.banner-mode=off",
        "--logging.level.root=WARN");
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext application, String path)
      throws Exception {
    String port = application.getEnvironment().getProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /// Clients refuse a document of another resource. RFC 9728 §3.3.
  @Test
  void do_not_start_with_different_metadata_for_one_path() {
    assertThatThrownBy(() -> run(OnePath.class).close())
        .hasStackTraceContaining("different metadata for one path")
        .hasStackTraceContaining("https://a.example.com/")
        .hasStackTraceContaining("https://b.example.com/");
  }

  @Test
  void publish_the_metadata_of_every_bean_that_a_chain_may_have() throws Exception {
    try (ConfigurableApplicationContext application = run(ByName.class)) {
      for (String api : new String[] {"/first", "/second"}) {
        String path = "/.well-known/oauth-protected-resource" + api;
        assertThat(get(application, api + "/x").headers().allValues("WWW-Authenticate"))
            .anyMatch(challenge -> challenge.contains("https://api.example.com" + path));
        assertThat(get(application, path).body()).contains("https://api.example.com" + api);
      }
    }
  }
}

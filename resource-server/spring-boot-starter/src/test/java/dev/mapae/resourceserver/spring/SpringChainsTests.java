package dev.mapae.resourceserver.spring;

import static dev.mapae.resourceserver.spring.SpringBootTests.run;
import static dev.mapae.resourceserver.spring.SpringBootTests.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/// Chains of Spring Boot applications on which people sign in as well, or whose refusals have a
/// shape of their own, over a socket.
class SpringChainsTests {
  private static final String PAGE =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static TestIssuer issuer;

  /// What all of them have.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(SpringBootTests.Music.class)
  static class Base {
    @Bean
    ResourceServerSettings settings() {
      return ResourceServerSettings.of(issuer.url(), TestIssuer.API);
    }

    @Bean
    UserDetailsService people() {
      return new InMemoryUserDetailsManager(
          User.withUsername("alice").password("{noop}a-password").roles("listener").build());
    }
  }

  /// One chain for programs with tokens and people with a password.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Pages {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .formLogin(Customizer.withDefaults())
          .httpBasic(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// The same in another order.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class PagesFirst {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.formLogin(Customizer.withDefaults())
          .httpBasic(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .build();
    }
  }

  /// One for programs with tokens and programs with a password.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Passwords {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .httpBasic(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// The same in another order.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class PasswordsFirst {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.httpBasic(Customizer.withDefaults())
          .with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// One whose errors are lines of text.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Lines {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api, Lines::line), Customizer.withDefaults())
          .authorizeHttpRequests(r ->
              r.dispatcherTypeMatchers(DispatcherType.ERROR)
                  .permitAll()
                  .anyRequest()
                  .authenticated())
          .build();
    }

    private static void line(
        HttpServletRequest request, HttpServletResponse response, Refusal refusal)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().print(request.getRequestURI() + ": " + refusal.status());
    }
  }

  /// One that answers all by itself.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Own {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .exceptionHandling(own ->
              own.authenticationEntryPoint((request, response, why) -> response.setStatus(418))
                  .accessDeniedHandler((request, response, why) -> response.setStatus(419)))
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// One that takes no tokens after all, such as by a switch of its own.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Dropped {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), tokens -> tokens.disable())
          .formLogin(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// One that says twice whose tokens it takes.
  @Configuration(proxyBeanMethods = false)
  @Import(Base.class)
  static class Twice {
    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .with(ResourceServerConfigurer.of(api, Lines::line), Customizer.withDefaults())
          .build();
    }
  }

  /// One whose people only its chain knows: there is no bean of them.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(SpringBootTests.Music.class)
  static class OwnPeople {
    @Bean
    ResourceServerSettings settings() {
      return ResourceServerSettings.of(issuer.url(), TestIssuer.API);
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .authenticationProvider(new DaoAuthenticationProvider(new Base().people()))
          .formLogin(form ->
              form.failureHandler((request, response, why) ->
                  response.getWriter().print(why.getClass().getSimpleName())))
          .csrf(csrf -> csrf.disable())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    issuer = new TestIssuer();
  }

  @AfterAll
  static void stop() {
    issuer.close();
  }

  private static String bearer(String scope) {
    return "Bearer " + issuer.token(scope, Map.of());
  }

  @Nested
  class A_chain_with_a_sign_in_beside_tokens {
    @ParameterizedTest
    @ValueSource(classes = {Pages.class, PagesFirst.class})
    void leads_a_browser_that_goes_to_a_page_to_the_sign_in(Class<?> chain) throws Exception {
      try (ConfigurableApplicationContext pages = run(chain)) {
        HttpResponse<String> page = send(pages, "GET", "/me", "Accept", PAGE);
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location"))
            .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
      }
    }

    /// RFC 6750 §3.
    @ParameterizedTest
    @ValueSource(classes = {Pages.class, PagesFirst.class, Passwords.class, PasswordsFirst.class})
    void challenges_everybody_else_in_whatever_order_it_says_them(Class<?> chain) throws Exception {
      try (ConfigurableApplicationContext pages = run(chain)) {
        assertChallenged(send(pages, "GET", "/me"));
        assertChallenged(send(pages, "GET", "/me", "Accept", "*/*"));
        assertChallenged(send(pages, "GET", "/me", "Accept", "application/json"));
        assertChallenged(send(pages, "GET", "/me", "Accept", "application/json, text/plain, */*"));
        assertChallenged(
            send(pages, "GET", "/me", "Accept", PAGE, "X-Requested-With", "XMLHttpRequest"));
        assertChallenged(send(pages, "GET", "/me", "Accept", PAGE, "Authorization", "Bearer x"));
        assertThat(send(pages, "GET", "/open", "Authorization", bearer("x")).body())
            .isEqualTo("open");
      }
    }

    @ParameterizedTest
    @ValueSource(classes = {Pages.class, PagesFirst.class})
    void tells_who_signed_in_there_by_a_page_what_is_forbidden(Class<?> chain) throws Exception {
      String alice = new BasicCredentials("alice", "a-password").header();
      try (ConfigurableApplicationContext pages = run(chain)) {
        HttpResponse<String> page =
            send(pages, "GET", "/staff", "Accept", PAGE, "Authorization", alice);
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.headers().allValues("WWW-Authenticate")).isEmpty();
        HttpResponse<String> token =
            send(pages, "GET", "/staff", "Accept", PAGE, "Authorization", bearer("x"));
        assertThat(token.statusCode()).isEqualTo(403);
        assertThat(token.headers().allValues("WWW-Authenticate"))
            .anyMatch(challenge -> challenge.contains("insufficient_scope"));
      }
    }

    @Test
    void hears_from_its_own_provider_why_nobody_signed_in() throws Exception {
      try (ConfigurableApplicationContext own = run(OwnPeople.class)) {
        assertThat(send(own, "POST", "/login?username=alice&password=wrong").body())
            .isEqualTo("BadCredentialsException");
        assertThat(send(own, "POST", "/login?username=alice&password=a-password").statusCode())
            .isEqualTo(302);
      }
    }

    private void assertChallenged(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .anyMatch(challenge -> challenge.startsWith("Bearer"));
    }
  }

  @Nested
  class Refusals_of_a_shape_of_their_own {
    @Test
    void have_the_status_and_the_challenge_of_the_library() throws Exception {
      try (ConfigurableApplicationContext lines = run(Lines.class)) {
        assertLine(send(lines, "GET", "/me"), "/me: 401");
        assertLine(send(lines, "GET", "/me", "Authorization", "Bearer x"), "/me: 401");
        assertLine(send(lines, "GET", "/staff", "Authorization", bearer("x")), "/staff: 403");
        // What the firewall refuses comes before the token, and is no refusal of it.
        HttpResponse<String> early = send(lines, "GET", "/a;b");
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(early.headers().allValues("WWW-Authenticate")).isEmpty();
      }
    }

    private void assertLine(HttpResponse<String> answer, String line) {
      assertThat(answer.body()).isEqualTo(line);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      assertThat(answer.headers().allValues("WWW-Authenticate")).isNotEmpty();
    }

    @Test
    void are_left_to_the_handlers_that_a_chain_names() throws Exception {
      try (ConfigurableApplicationContext own = run(Own.class)) {
        assertThat(send(own, "GET", "/me").statusCode()).isEqualTo(418);
        assertThat(send(own, "GET", "/staff", "Authorization", bearer("x")).statusCode())
            .isEqualTo(419);
      }
    }

    /// RFC 6750 §3.1.
    @Test
    void are_ours_where_a_token_is_no_good_whatever_handlers_there_are() throws Exception {
      try (ConfigurableApplicationContext own = run(Own.class)) {
        HttpResponse<String> bad = send(own, "GET", "/me", "Authorization", "Bearer x");
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(bad.headers().allValues("WWW-Authenticate"))
            .anyMatch(challenge -> challenge.contains("invalid_token"));
      }
    }
  }

  @Nested
  class A_configurer {
    @Test
    void leaves_nothing_in_a_chain_that_drops_it() throws Exception {
      try (ConfigurableApplicationContext dropped = run(Dropped.class)) {
        assertThat(send(dropped, "GET", "/me", "Accept", PAGE).statusCode()).isEqualTo(302);
        assertUnchallenged(send(dropped, "GET", "/me", "Accept", "application/json"));
        assertUnchallenged(send(dropped, "GET", "/me", "Authorization", "Bearer x"));
        assertUnchallenged(send(dropped, "POST", "/write"));
      }
    }

    private void assertUnchallenged(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).isIn(302, 403);
      assertThat(answer.headers().allValues("WWW-Authenticate")).isEmpty();
    }

    @Test
    void is_one_for_a_chain() {
      assertThatThrownBy(() -> run(Twice.class).close())
          .hasStackTraceContaining("names ResourceServerConfigurer twice");
    }
  }
}

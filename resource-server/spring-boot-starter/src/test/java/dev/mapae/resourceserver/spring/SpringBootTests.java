package dev.mapae.resourceserver.spring;

import static dev.mapae.resourceserver.Requirement.acr;
import static dev.mapae.resourceserver.Requirement.maxAge;
import static dev.mapae.resourceserver.Requirement.role;
import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Spring Boot applications with the starter, over a socket.
class SpringBootTests {
  private static TestIssuer issuer;
  private static ConfigurableApplicationContext plain;
  private static ConfigurableApplicationContext own;
  private static ConfigurableApplicationContext both;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// An application that says nothing of security but two properties.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Music.class)
  static class Plain {}

  /// One with rules and settings of its own.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Music.class)
  static class Own {
    @Bean
    ResourceServerSettings settings() {
      return ResourceServerSettings.of(issuer.url(), TestIssuer.API).realm("Music");
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .authorizeHttpRequests(r ->
              r.dispatcherTypeMatchers(DispatcherType.ERROR)
                  .permitAll()
                  .requestMatchers("/open/**")
                  .permitAll()
                  .requestMatchers("/write")
                  .hasAuthority("SCOPE_playlist.write")
                  .requestMatchers("/edit")
                  .access(Requirements.of(scope("playlist.write").and(role("editor"))))
                  .requestMatchers("/pay")
                  .access(
                      Requirements.of(
                          scope("pay").and(acr("mfa")).and(maxAge(Duration.ofMinutes(5)))))
                  .anyRequest()
                  .authenticated())
          .build();
    }
  }

  /// One that people with a password may use as well, whose browsers keep that.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Music.class)
  static class Both {
    @Bean
    ResourceServerSettings settings() {
      return ResourceServerSettings.of(issuer.url(), TestIssuer.API);
    }

    @Bean
    UserDetailsService people() {
      return new InMemoryUserDetailsManager(
          User.withUsername("alice").password("{noop}a-password").roles("listener").build());
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http, ResourceServer api) throws Exception {
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .httpBasic(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// One whose API is a part of it, beside a page with a sign-in.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Music.class)
  static class Part {
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http, ResourceServer api) throws Exception {
      return http.securityMatcher("/playlists")
          .with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }

    @Bean
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
      return http.formLogin(Customizer.withDefaults())
          .authorizeHttpRequests(r -> r.anyRequest().authenticated())
          .build();
    }
  }

  /// One whose API with metadata is known to a chain alone.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NoBean {
    @Bean
    SecurityFilterChain rules(HttpSecurity http) throws Exception {
      ResourceServer api = ResourceServer.of(issuer.url(), "https://api.example.com/music");
      return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults()).build();
    }
  }

  /// What there is to protect.
  @RestController
  static class Music {
    @GetMapping("/me")
    String me(@AuthenticationPrincipal VerifiedToken token, Principal principal) {
      return token.subject() + " " + principal.getName();
    }

    @GetMapping("/playlists")
    @PreAuthorize("hasAuthority('SCOPE_playlist.read')")
    String playlists() {
      return "playlists";
    }

    @GetMapping("/staff")
    @PreAuthorize("hasRole('admin')")
    String staff() {
      return "staff";
    }

    @PostMapping("/write")
    String write() {
      return "written";
    }

    @GetMapping("/edit")
    String edit() {
      return "edited";
    }

    @GetMapping("/pay")
    String pay() {
      return "paid";
    }

    @GetMapping("/open")
    String open() {
      return "open";
    }
  }

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    plain =
        run(
            Plain.class,
            "--mapae.resource-server.issuer=" + issuer.url(),
            "--mapae.resource-server.audience=" + TestIssuer.API);
    own = run(Own.class);
    both = run(Both.class);
  }

  static ConfigurableApplicationContext run(Class<?> application, String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
    all.addAll(
        List.of(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN"));
    return SpringApplication.run(application, all.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    both.close();
    own.close();
    plain.close();
    issuer.close();
  }

  static HttpResponse<String> send(
      ConfigurableApplicationContext application, String method, String path, String... headers)
      throws Exception {
    String port = application.getEnvironment().getProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(plain, "GET", path, headers);
  }

  private static String bearer(String scope) {
    return "Bearer " + issuer.token(scope);
  }

  private static String challenge(HttpResponse<String> answer) {
    return answer.headers().firstValue("WWW-Authenticate").orElseThrow();
  }

  @Nested
  class Two_properties {
    @Test
    void let_a_token_in_and_hand_it_to_the_controller() throws Exception {
      assertThat(get("/me", "Authorization", bearer("x")).body()).isEqualTo("alice alice");
    }

    @Test
    void keep_out_who_has_none_or_a_bad_one() throws Exception {
      HttpResponse<String> none = get("/me");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().allValues("WWW-Authenticate"))
          .satisfiesExactly(
              bearer ->
                  assertThat(bearer)
                      .isEqualTo(
                          "Bearer"
                              + " resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource\""),
              dpop -> assertThat(dpop).startsWith("DPoP resource_metadata=\"").contains("algs="));
      assertThat(none.headers().firstValue("Content-Type")).contains("application/problem+json");

      HttpResponse<String> forged = get("/me", "Authorization", bearer("x") + "x");
      assertThat(forged.statusCode()).isEqualTo(401);
      assertThat(challenge(forged)).contains("error=\"invalid_token\"");
      HttpResponse<String> two =
          get("/me", "Authorization", bearer("x"), "Authorization", bearer("x"));
      assertThat(two.statusCode()).isEqualTo(400);
    }

    @Test
    void protect_what_has_no_controller_too() throws Exception {
      assertThat(get("/nowhere").statusCode()).isEqualTo(401);
      assertThat(get("/nowhere", "Authorization", bearer("x")).statusCode()).isEqualTo(404);
      assertThat(get("/error").statusCode()).isEqualTo(401);
    }

    @Test
    void leave_no_session_and_ask_for_no_csrf_token() throws Exception {
      HttpResponse<String> written = send(plain, "POST", "/write", "Authorization", bearer("x"));
      assertThat(written.body()).isEqualTo("written");
      assertThat(written.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void make_no_user_with_a_password() {
      assertThat(plain.getBeansOfType(UserDetailsService.class)).isEmpty();
    }

    @Test
    void publish_the_metadata() throws Exception {
      HttpResponse<String> metadata = get("/.well-known/oauth-protected-resource");
      assertThat(metadata.statusCode()).isEqualTo(200);
      assertThat(Json.parseObject(metadata.body()).orElseThrow())
          .containsEntry("resource", TestIssuer.API)
          .containsEntry("authorization_servers", List.of(issuer.url()));
      assertThat(get("/.well-known/oauth-protected-resource/").statusCode()).isEqualTo(401);
      HttpResponse<String> head = send(plain, "HEAD", "/.well-known/oauth-protected-resource");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }

    @Test
    void publish_the_metadata_below_the_path_of_the_application_as_well() throws Exception {
      try (ConfigurableApplicationContext below =
          run(
              Plain.class,
              "--mapae.resource-server.issuer=" + issuer.url(),
              "--mapae.resource-server.audience=https://api.example.com/music",
              "--server.servlet.context-path=/music")) {
        assertThat(send(below, "GET", "/music/me").statusCode()).isEqualTo(401);
        String path = "/music/.well-known/oauth-protected-resource/music";
        assertThat(send(below, "GET", path).body()).contains("https://api.example.com/music");
      }
    }

    @Test
    void publish_the_metadata_in_front_of_every_chain() throws Exception {
      try (ConfigurableApplicationContext part =
          run(
              Part.class,
              "--mapae.resource-server.issuer=" + issuer.url(),
              "--mapae.resource-server.audience=" + TestIssuer.API)) {
        assertThat(challenge(send(part, "GET", "/playlists")))
            .contains("https://api.example.com/.well-known/oauth-protected-resource\"");
        HttpResponse<String> metadata = send(part, "GET", "/.well-known/oauth-protected-resource");
        assertThat(metadata.statusCode()).isEqualTo(200);
        assertThat(metadata.body()).contains(TestIssuer.API);
        assertThat(send(part, "GET", "/me").statusCode()).isEqualTo(302);
        assertThat(send(part, "POST", "/.well-known/oauth-protected-resource").statusCode())
            .isEqualTo(302);
      }
    }

    @Test
    void publish_the_metadata_of_beans_and_do_not_start_with_others() {
      assertThatThrownBy(() ->
              run(
                  NoBean.class,
                  "--mapae.resource-server.issuer=" + issuer.url(),
                  "--mapae.resource-server.audience=" + TestIssuer.API))
          .hasStackTraceContaining("https://api.example.com/music is no bean");
    }

    @Test
    void are_held_to_what_the_library_takes_in_one_line_of_code() throws Exception {
      assertThatThrownBy(() ->
              run(
                  Plain.class,
                  "--mapae.resource-server.issuer=" + issuer.url(),
                  "--mapae.resource-server.audience=https://api.example.com/#music"))
          .hasStackTraceContaining("without fragment");
      try (ConfigurableApplicationContext named =
          run(
              Plain.class,
              "--mapae.resource-server.issuer=" + issuer.url(),
              "--mapae.resource-server.audience=music-api")) {
        assertThat(challenge(send(named, "GET", "/me"))).isEqualTo("Bearer");
      }
    }

    @Test
    void are_both_needed() {
      assertThatThrownBy(
              () -> run(Plain.class, "--mapae.resource-server.issuer=https://id.example.com"))
          .hasStackTraceContaining("mapae.resource-server.audience");
    }
  }

  @Nested
  class A_property_for_another_typ {
    @Test
    void takes_tokens_of_issuers_that_do_not_follow_RFC_9068() throws Exception {
      String token = "Bearer " + issuer.token("JWT", "playlist.read", Map.of());
      HttpResponse<String> refused = get("/playlists", "Authorization", token);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(challenge(refused)).contains("accepted-typ");
      try (ConfigurableApplicationContext lenient =
          run(
              Plain.class,
              "--mapae.resource-server.issuer=" + issuer.url(),
              "--mapae.resource-server.audience=" + TestIssuer.API,
              "--mapae.resource-server.accepted-typ=JWT")) {
        assertThat(send(lenient, "GET", "/playlists", "Authorization", token).body())
            .isEqualTo("playlists");
        assertThat(
                send(lenient, "GET", "/playlists", "Authorization", bearer("playlist.read")).body())
            .isEqualTo("playlists");
      }
    }
  }

  @Nested
  class A_property_for_the_roles_of_keycloak {
    @Test
    void names_the_claim_that_has_them() throws Exception {
      try (ConfigurableApplicationContext keycloak =
          run(
              Plain.class,
              "--mapae.resource-server.issuer=" + issuer.url(),
              "--mapae.resource-server.audience=" + TestIssuer.API,
              "--mapae.resource-server.roles-claim=realm_access.roles")) {
        Map<String, Object> admin = Map.of("realm_access", Map.of("roles", List.of("admin")));
        String token = "Bearer " + issuer.token("x", admin);
        assertThat(send(keycloak, "GET", "/staff", "Authorization", token).body())
            .isEqualTo("staff");
        assertThat(get("/staff", "Authorization", token).statusCode()).isEqualTo(403);
      }
    }
  }

  @Nested
  class Pre_authorize {
    @Test
    void knows_scope_values_and_roles() throws Exception {
      assertThat(get("/playlists", "Authorization", bearer("playlist.read")).body())
          .isEqualTo("playlists");
      String admin = issuer.token("x", Map.of("roles", List.of("admin")));
      assertThat(get("/staff", "Authorization", "Bearer " + admin).body()).isEqualTo("staff");
    }

    @Test
    void refuses_with_403_and_the_scope_that_would_do() throws Exception {
      HttpResponse<String> poor = get("/playlists", "Authorization", bearer("playlist.write"));
      assertThat(poor.statusCode()).isEqualTo(403);
      assertThat(challenge(poor))
          .contains("error=\"insufficient_scope\"", "scope=\"playlist.read\"");

      HttpResponse<String> noAdmin = get("/staff", "Authorization", bearer("admin ROLE_admin"));
      assertThat(noAdmin.statusCode()).isEqualTo(403);
      assertThat(challenge(noAdmin)).contains("insufficient_scope").doesNotContain(" scope=");
    }
  }

  @Nested
  class Bound_tokens {
    @Test
    void are_held_to_their_key() throws Exception {
      String token = issuer.bound("playlist.read");
      String proof = issuer.proof("/playlists", token);

      assertThat(get("/playlists", "Authorization", "DPoP " + token, "DPoP", proof).body())
          .isEqualTo("playlists");
      assertThat(challenge(get("/playlists", "Authorization", "DPoP " + token, "DPoP", proof)))
          .startsWith("DPoP ")
          .contains("invalid_dpop_proof");
      assertThat(get("/playlists", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
      HttpResponse<String> forbidden =
          get("/staff", "Authorization", "DPoP " + token, "DPoP", issuer.proof("/staff", token));
      assertThat(forbidden.statusCode()).isEqualTo(403);
      assertThat(challenge(forbidden)).startsWith("DPoP ");
    }
  }

  @Nested
  class Rules_and_settings_of_its_own {
    @Test
    void replace_ours() throws Exception {
      assertThat(send(own, "GET", "/open").body()).isEqualTo("open");
      HttpResponse<String> none = send(own, "GET", "/me");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(challenge(none)).isEqualTo("Bearer realm=\"Music\"");
    }

    /// Through the page of errors, which stays guarded itself.
    @Test
    void let_an_error_be_what_it_is_where_no_token_is_needed() throws Exception {
      HttpResponse<String> nowhere = send(own, "GET", "/open/nowhere");
      assertThat(nowhere.statusCode()).isEqualTo(404);
      assertThat(nowhere.headers().allValues("WWW-Authenticate")).isEmpty();
      assertThat(send(own, "GET", "/error").statusCode()).isEqualTo(401);
    }

    @Test
    void never_let_a_bad_token_in_even_where_none_is_needed() throws Exception {
      assertThat(send(own, "GET", "/open", "Authorization", "Bearer x").statusCode())
          .isEqualTo(401);
    }

    @Test
    void are_told_by_401_that_a_post_has_no_token() throws Exception {
      HttpResponse<String> none = send(own, "POST", "/write");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(challenge(none)).isEqualTo("Bearer realm=\"Music\"");
    }

    @Test
    void are_told_by_403_and_need_no_csrf_token_beside_one_of_ours() throws Exception {
      HttpResponse<String> poor =
          send(own, "POST", "/write", "Authorization", bearer("playlist.read"));
      assertThat(poor.statusCode()).isEqualTo(403);
      assertThat(challenge(poor)).contains("scope=\"playlist.write\"");
      assertThat(send(own, "POST", "/write", "Authorization", bearer("playlist.write")).body())
          .isEqualTo("written");
    }
  }

  @Nested
  class A_requirement_as_a_rule {
    private HttpResponse<String> get(String path, String scope, Map<String, Object> claims)
        throws Exception {
      return send(own, "GET", path, "Authorization", "Bearer " + issuer.token(scope, claims));
    }

    @Test
    void lets_in_whose_token_has_all_of_it() throws Exception {
      Map<String, Object> editor = Map.of("roles", List.of("editor"));
      assertThat(get("/edit", "playlist.write", editor).body()).isEqualTo("edited");
      Map<String, Object> signedIn =
          Map.of("acr", "mfa", "auth_time", Instant.now().getEpochSecond());
      assertThat(get("/pay", "pay", signedIn).body()).isEqualTo("paid");
    }

    @Test
    void names_the_scope_that_would_be_enough() throws Exception {
      HttpResponse<String> poor = get("/edit", "x", Map.of("roles", List.of("editor")));
      assertThat(poor.statusCode()).isEqualTo(403);
      assertThat(challenge(poor))
          .contains("error=\"insufficient_scope\"", "scope=\"playlist.write\"");

      HttpResponse<String> noEditor = get("/edit", "playlist.write", Map.of());
      assertThat(noEditor.statusCode()).isEqualTo(403);
      assertThat(challenge(noEditor)).contains("the role editor").doesNotContain(" scope=");
    }

    /// RFC 9470 §3.
    @Test
    void says_how_the_person_has_to_sign_in_again() throws Exception {
      HttpResponse<String> weak = get("/pay", "pay", Map.of("acr", "pwd"));
      assertThat(weak.statusCode()).isEqualTo(401);
      assertThat(challenge(weak))
          .contains(
              "error=\"insufficient_user_authentication\"",
              "acr_values=\"mfa\"",
              "max_age=\"300\"");
    }

    @Test
    void keeps_out_who_has_no_token() throws Exception {
      HttpResponse<String> none = send(own, "GET", "/edit");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(challenge(none)).isEqualTo("Bearer realm=\"Music\"");
    }
  }

  /// A page of another site can have a browser send what that keeps.
  @Nested
  class People_with_a_password_beside_tokens {
    private static String basic() {
      return new BasicCredentials("alice", "a-password").header();
    }

    @Test
    void need_a_csrf_token() throws Exception {
      assertThat(send(both, "GET", "/open", "Authorization", basic()).body()).isEqualTo("open");
      HttpResponse<String> forged = send(both, "POST", "/write", "Authorization", basic());
      assertThat(forged.statusCode()).isEqualTo(403);
    }

    @Test
    void are_no_reason_that_a_token_needs_one() throws Exception {
      assertThat(send(both, "POST", "/write", "Authorization", bearer("x")).body())
          .isEqualTo("written");
    }
  }
}

package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.Client;
import dev.mapae.client.ClientException;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// People who sign in and agree by program, at an application that uses the client library.
@Tag("socket")
class AuthorizationTests {
  private static final URI CALLBACK = URI.create("https://app.example.com/callback");

  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty()
              .resource(PlaylistApi.RESOURCE, "playlist.read", "playlist.write")
              .person(Map.of("username", "alice", "name", "Alice <Liddell>"))
              .person("bob")
              .person("carol")
              .client("web", CALLBACK.toString()));

  private final Mapae mapae;
  private final Client client;
  private final AuthorizationCode flow;

  AuthorizationTests(Mapae mapae) {
    this.mapae = mapae;
    this.client =
        Client.discover(mapae.issuer(), new ClientSecretBasic("web", mapae.clientSecret("web")));
    this.flow = client.authorizationCode(CALLBACK);
  }

  private AuthorizationRequest request(String... scope) {
    return flow.start(AuthorizationOptions.scope(scope));
  }

  @Test
  void who_signs_in_and_agrees_is_known_to_the_application() {
    AuthorizationRequest request = request("openid", "profile", "playlist.read");
    Tokens tokens = flow.finish(request, mapae.authorize(request.url()).as("alice"));
    assertThat(tokens.scope()).isEqualTo(Scope.parse("openid profile playlist.read"));
    assertThat(client.userInfo(tokens).claims()).containsEntry("name", "Alice <Liddell>");
  }

  @Test
  void a_box_may_be_left_without_its_tick() {
    AuthorizationRequest request = request("openid", "playlist.read", "playlist.write");
    URI answer = mapae.authorize(request.url()).as("bob", "playlist.read");
    assertThat(flow.finish(request, answer).scope()).isEqualTo(Scope.parse("openid playlist.read"));
  }

  @Test
  void who_refuses_is_an_error_to_the_application() {
    AuthorizationRequest request =
        flow.start(AuthorizationOptions.scope("openid", "playlist.read").with("prompt", "consent"));
    URI answer = mapae.authorize(request.url()).deniedBy("alice");
    assertThat(Parameters.parse(answer.getRawQuery()).required("error")).isEqualTo("access_denied");
    assertThatThrownBy(() -> flow.finish(request, answer)).isInstanceOf(ClientException.class);
  }

  /// OAuth 2.0 Form Post Response Mode §2.
  @Test
  void an_answer_that_a_form_posts_is_told_as_well() {
    AuthorizationOptions posted = AuthorizationOptions.scope("openid").responseMode("form_post");
    AuthorizationRequest request = flow.start(posted);
    URI answer = mapae.authorize(request.url()).as("alice");
    assertThat(answer.toString()).startsWith(CALLBACK + "?");
    Parameters body = Parameters.parse(answer.getRawQuery());
    assertThat(flow.finish(request, body).idToken()).isPresent();
    URI refused = mapae.authorize(flow.start(posted.with("prompt", "none")).url()).unattended();
    assertThat(Parameters.parse(refused.getRawQuery()).required("error"))
        .isEqualTo("login_required");
  }

  @Test
  void a_decision_for_which_nobody_was_asked_is_no_answer() {
    mapae.tokenFor("carol").scope("playlist.read").mint();
    URI url = request("playlist.read").url();
    assertThatThrownBy(() -> mapae.authorize(url).deniedBy("carol"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("carol")
        .hasMessageContaining("prompt=consent");
    assertThatThrownBy(() -> mapae.authorize(url).as("carol", "playlist.read"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(mapae.authorize(url).as("carol").getRawQuery()).contains("code=");
  }

  @Test
  void nobody_is_answered_for_another_who_is_signed_in_in_the_browser() {
    Browser browser = mapae.browser();
    browser.authorize(request("openid").url()).as("bob");
    URI url = request("openid").url();
    assertThatThrownBy(() -> browser.authorize(url).as("alice"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bob is signed in");
    URI more = request("openid", "playlist.write").url();
    assertThatThrownBy(() -> browser.authorize(more).deniedBy("alice"))
        .hasMessageContaining("bob is signed in");
  }

  @Test
  void a_browser_remembers_who_signed_in_in_it() {
    Browser browser = mapae.browser();
    AuthorizationRequest first = request("openid");
    browser.authorize(first.url()).as("alice");
    AuthorizationRequest silent =
        flow.start(AuthorizationOptions.scope("openid").with("prompt", "none"));
    URI answer = browser.authorize(silent.url()).unattended();
    assertThat(Parameters.parse(answer.getRawQuery()).has("code")).isTrue();
    URI elsewhere = mapae.authorize(silent.url()).unattended();
    assertThat(Parameters.parse(elsewhere.getRawQuery()).required("error"))
        .isEqualTo("login_required");
  }

  @Test
  void a_fresh_sign_in_is_one_though_no_time_passes_in_a_test() {
    Browser browser = mapae.browser();
    browser.authorize(request("openid").url()).as("alice");
    AuthorizationRequest again =
        flow.start(AuthorizationOptions.scope("openid").with("prompt", "login"));
    assertThat(flow.finish(again, browser.authorize(again.url()).as("alice")).idToken())
        .isPresent();
  }

  @Test
  void an_error_that_the_person_is_told_is_an_exception() {
    String url = request("openid").url().toString().replace("app.example.com", "evil.example.com");
    assertThatThrownBy(() -> mapae.authorize(url).as("alice"))
        .isInstanceOf(Authorization.Stopped.class)
        .hasMessageStartingWith("invalid_request");
    assertThatThrownBy(() -> mapae.authorize(request("openid").url()).unattended())
        .isInstanceOf(Authorization.Stopped.class)
        .hasMessageContaining("200");
  }

  @Test
  void no_password_is_typed_at_another_server() {
    assertThatThrownBy(() -> mapae.authorize("https://evil.example.com/authorize"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Reason;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The sign-in page. RFC 6749 §3.1, OIDC Core §3.1.2.3.
class SignInPageTests {
  private static final PreparedInteraction USUAL = PreparedInteraction.usual();

  private static Response again(Reason reason) {
    SignInPrompt prompt = Samples.signIn(Samples.client(), Optional.of("alise"), List.of());
    return Site.of(USUAL.with(new SignInOutcome.Again(prompt, reason))).post("/sign-in");
  }

  @Nested
  class The_form {
    private final Response page = Site.of(USUAL).get("/sign-in?client_id=music");
    private final String html = Site.html(page);

    @Test
    void has_the_controls_that_programs_rely_on() {
      assertThat(page.status()).isEqualTo(200);
      assertThat(html)
          .contains("<input id=\"username\" name=\"username\" type=\"text\"")
          .contains("<input id=\"password\" name=\"password\" type=\"password\"")
          .contains("<button class=\"primary\" id=\"sign-in\" type=\"submit\">Sign in</button>");
    }

    @Test
    void posts_the_step_to_where_the_prompt_says() {
      assertThat(html)
          .contains(
              "<form method=\"post\" action=\"/sign-in?client_id=music&amp;state=a\">"
                  + "\n<input type=\"hidden\" name=\"step\" value=\"step-1\">");
    }

    @Test
    void tells_password_managers_what_its_inputs_are() {
      assertThat(html)
          .contains("autocomplete=\"username webauthn\"")
          .contains("autocomplete=\"current-password\"");
    }

    @Test
    void binds_labels_to_its_inputs() {
      assertThat(html).contains("<label for=\"username\">").contains("<label for=\"password\">");
    }

    @Test
    void says_who_asks_and_where_the_answer_goes() {
      assertThat(html).contains("Music Player asks you to sign in.").contains("app.example.com");
    }

    @Test
    void shows_no_mistake_before_there_is_one() {
      assertThat(html).doesNotContain("id=\"mistake\"").doesNotContain("aria-describedby");
    }
  }

  @Nested
  class Focus_begins {
    @Test
    void in_the_username_when_it_is_empty() {
      assertThat(input("username", Optional.empty())).contains(" autofocus");
      assertThat(input("password", Optional.empty())).doesNotContain(" autofocus");
    }

    @Test
    void in_the_username_when_it_was_left_empty() {
      assertThat(input("username", Optional.of(""))).contains(" autofocus");
      assertThat(input("password", Optional.of(""))).doesNotContain(" autofocus");
    }

    @Test
    void in_the_password_when_the_username_is_known() {
      assertThat(input("username", Optional.of("alice")))
          .contains("value=\"alice\"")
          .doesNotContain(" autofocus");
      assertThat(input("password", Optional.of("alice"))).contains(" autofocus");
    }

    private String input(String name, Optional<String> username) {
      SignInPrompt prompt = Samples.signIn(Samples.client(), username, List.of());
      String html = Site.html(Site.of(USUAL.with(prompt)).get("/sign-in"));
      int start = html.indexOf("<input id=\"" + name + "\"");
      return html.substring(start, html.indexOf('>', start));
    }
  }

  @Nested
  class Wrong_credentials {
    private final Response page = again(Reason.WRONG_CREDENTIALS);
    private final String html = Site.html(page);

    @Test
    void are_announced_and_described_by_both_inputs() {
      assertThat(page.status()).isEqualTo(400);
      assertThat(html)
          .contains(
              "<p class=\"mistake\" id=\"mistake\" role=\"alert\">The username, e-mail address or password")
          .contains("<title>Error: Sign in");
      assertThat(html.split("aria-describedby=\"mistake\"", -1)).hasSize(3);
    }

    @Test
    void keep_the_username_and_never_the_password() {
      assertThat(html).contains("value=\"alise\"");
      assertThat(html).containsPattern("<input id=\"password\"[^>]*>");
      assertThat(html).doesNotContainPattern("<input id=\"password\"[^>]* value=");
    }
  }

  @Test
  void who_guessed_too_often_is_told_when_to_come_back() {
    Response page = again(Reason.TOO_MANY);
    assertThat(page.status()).isEqualTo(429);
    assertThat(page.header("Retry-After")).contains("30");
    assertThat(Site.html(page)).contains("role=\"alert\"", "Wait a minute and try again.");
  }

  @Test
  void a_busy_server_says_when_to_come_back() {
    Response page = again(Reason.BUSY);
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.header("Retry-After")).contains("1");
    assertThat(Site.html(page)).contains("Wait a moment and try again.");
  }

  @Test
  void success_passes_the_answer_on_untouched() {
    Response answer = Response.seeOther("/consent").with("Set-Cookie", "session=s");
    Site site = Site.of(USUAL.with(new SignInOutcome.SignedIn(answer)));
    assertThat(site.post("/sign-in")).isSameAs(answer);
  }
}

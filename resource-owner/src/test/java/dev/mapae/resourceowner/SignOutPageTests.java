package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The sign-out page.
class SignOutPageTests {
  @Test
  void asks_whoever_is_signed_in() {
    String html = Site.html(Site.of(PreparedInteraction.usual()).get("/sign-out"));
    assertThat(html)
        .contains("Signed in as Alice Liddell (alice)")
        .contains("<form method=\"post\" action=\"/sign-out\">")
        .contains("<input type=\"hidden\" name=\"step\" value=\"step-3\">")
        .contains("<button class=\"primary\" id=\"sign-out\" type=\"submit\">Sign out</button>");
  }

  @Test
  void has_no_button_when_nobody_is_signed_in() {
    SignOutPrompt nobody = new SignOutPrompt(Optional.empty(), "/sign-out", "step-3");
    String html = Site.html(Site.of(PreparedInteraction.usual().with(nobody)).get("/sign-out"));
    assertThat(html).contains("You are not signed in.").doesNotContain("<button");
  }

  @Test
  void says_that_it_is_done_and_keeps_the_cookies_of_the_answer() {
    Response page = Site.of(PreparedInteraction.usual()).post("/sign-out");
    assertThat(Site.html(page)).contains("<h1>You are signed out</h1>");
    assertThat(page.header("Set-Cookie")).contains("session=; Max-Age=0");
  }
}

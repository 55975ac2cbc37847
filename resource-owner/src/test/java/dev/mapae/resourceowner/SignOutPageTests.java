package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
    SignOutPrompt nobody =
        new SignOutPrompt(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "/sign-out",
            "step-3",
            List.of());
    String html = Site.html(Site.of(PreparedInteraction.usual().with(nobody)).get("/sign-out"));
    assertThat(html).contains("You are not signed in.").doesNotContain("<button");
  }

  @Test
  void names_who_sent_the_person_and_who_goes_on() {
    SignOutPrompt prompt =
        new SignOutPrompt(
            Optional.of(Samples.alice()),
            Optional.of(Samples.client(Origin.DECLARED, Map.of("client_name", "<Player>"))),
            Optional.of(new Destination.Redirect("player.example.com")),
            List.of(Samples.client(Origin.DECLARED, Map.of("client_name", "Sync"))),
            "/sign-out?a=b",
            "step-3",
            List.of("https:"));
    Response page = Site.of(PreparedInteraction.usual().with(prompt)).get("/sign-out");
    assertThat(Site.html(page))
        .contains("&lt;Player&gt; sent you here to sign out.")
        .contains("<li><bdi>Sync</bdi></li>")
        .contains("<dd><bdi>player.example.com</bdi></dd>")
        .doesNotContain("class=\"caution\"")
        .contains("<input type=\"checkbox\" name=\"others\" value=\"end\">");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .endsWith("form-action 'self' https:");
  }

  @Test
  void warns_of_a_client_that_nobody_knows_and_lets_the_person_go_on_to_it_or_not() {
    for (Optional<Person> person :
        List.of(Optional.of(Samples.alice()), Optional.<Person>empty())) {
      SignOutPrompt prompt =
          new SignOutPrompt(
              person,
              Optional.of(Samples.client(Origin.SELF_REGISTERED, Map.of("client_name", "Bank"))),
              Optional.of(new Destination.Redirect("stranger.example.com")),
              List.of(),
              "/sign-out",
              "step-3",
              List.of("https:"));
      String html = Site.html(Site.of(PreparedInteraction.usual().with(prompt)).get("/sign-out"));
      assertThat(html)
          .contains("class=\"caution\"")
          .contains("<dd><bdi>stranger.example.com</bdi></dd>")
          .contains(person.isPresent() ? "id=\"sign-out\"" : "id=\"go-on\"");
    }
  }

  /// A person may have allowed hundreds something.
  @Test
  void names_of_many_who_go_on_as_many_as_have_room_and_counts_the_others() {
    SignOutPrompt prompt =
        new SignOutPrompt(
            Optional.of(Samples.alice()),
            Optional.empty(),
            Optional.empty(),
            Collections.nCopies(
                500, Samples.client(Origin.DECLARED, Map.of("client_name", "가".repeat(200)))),
            "/sign-out",
            "step-3",
            List.of());
    Site site = Site.of(PreparedInteraction.usual().with(prompt));
    String html = Site.html(site.get("/sign-out"));
    int named = html.split("<li><bdi>가", -1).length - 1;
    assertThat(named).isBetween(10, 40);
    assertThat(html).contains("<li>and " + (500 - named) + " more</li>");
  }

  @Test
  void offers_nothing_to_end_where_nothing_goes_on() {
    assertThat(Site.html(Site.of(PreparedInteraction.usual()).get("/sign-out")))
        .doesNotContain("name=\"others\"");
  }

  @Test
  void says_that_it_is_done_and_keeps_the_cookies_of_the_answer() {
    Response page = Site.of(PreparedInteraction.usual()).post("/sign-out");
    assertThat(Site.html(page)).contains("<h1>You are signed out</h1>");
    assertThat(page.header("Set-Cookie")).contains("session=; Max-Age=0");
  }
}

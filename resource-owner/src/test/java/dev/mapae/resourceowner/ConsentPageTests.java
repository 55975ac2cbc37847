package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.store.Origin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The consent page. RFC 6749 §3.1, OIDC Core §3.1.2.4.
class ConsentPageTests {
  private static final PreparedInteraction USUAL = PreparedInteraction.usual();

  private static String page(ConsentPrompt prompt, String language) {
    return Site.html(Site.of(USUAL.with(prompt)).get("/consent", language));
  }

  private static String page(Map<String, String> display) {
    return page(
        Samples.consent(
            Samples.client(Origin.DECLARED, display),
            Samples.alice(),
            List.of(Samples.openId("openid")),
            Set.of()),
        "en");
  }

  @Nested
  class The_form {
    private final String html = page(Samples.consent(), "en");

    @Test
    void has_one_ticked_checkbox_for_each_scope_but_openid() {
      assertThat(
              Pattern.compile("<input type=\"checkbox\" name=\"scope\" value=\"([^\"]*)\" checked>")
                  .matcher(html)
                  .results()
                  .map(m -> m.group(1)))
          .containsExactly("profile", "email", "playlist.read", "playlist.write", "offline_access");
      assertThat(html.split("type=\"checkbox\"", -1)).hasSize(6);
    }

    @Test
    void has_both_decisions_as_buttons_of_one_group() {
      assertThat(html)
          .contains("<button id=\"deny\" type=\"submit\" name=\"decision\" value=\"deny\">Deny<")
          .contains(
              "<button class=\"primary\" id=\"approve\" type=\"submit\" name=\"decision\""
                  + " value=\"approve\">Allow<");
    }

    /// The first submit button is the one that the Enter key presses.
    @Test
    void does_not_approve_by_the_enter_key() {
      assertThat(html.indexOf("id=\"deny\"")).isLessThan(html.indexOf("id=\"approve\""));
    }

    @Test
    void posts_the_step_to_where_the_prompt_says() {
      assertThat(html)
          .contains("<form method=\"post\" action=\"/consent?client_id=music&amp;state=a\">")
          .contains("<input type=\"hidden\" name=\"step\" value=\"step-2\">");
    }

    @Test
    void says_who_asks_who_is_signed_in_and_where_the_answer_goes() {
      assertThat(html)
          .contains("<h1>Music Player asks for access</h1>")
          .contains("Signed in as Alice Liddell (alice)")
          .contains("<bdi>app.example.com</bdi>");
    }

    @Test
    void says_what_was_allowed_before() {
      assertThat(Site.text(html)).contains("profile · Allowed before");
      assertThat(html.split("Allowed before", -1)).hasSize(2);
    }

    @Test
    void says_openid_without_a_checkbox() {
      assertThat(html).contains("Recognize your account when you sign in");
    }
  }

  @Nested
  class Scopes_and_claims_in_words {
    @Test
    void in_english() {
      assertThat(Site.text(page(Samples.consent(), "en")))
          .contains("About you See your profile")
          .contains("See your email address")
          .contains("Access to Music API Read your playlists")
          .contains("Lasting access Keep this access while you are away")
          .contains("Birth date")
          .contains("favourite_colour");
    }

    @Test
    void in_korean() {
      assertThat(Site.text(page(Samples.consent(), "ko")))
          .contains("음악 플레이어에서 권한을 요청합니다")
          .contains("Alice Liddell (alice) 님으로 로그인했습니다")
          .contains("내 정보 프로필 보기")
          .contains("Music API 이용 권한 재생 목록 읽기")
          .contains("생년월일")
          .contains("거부")
          .contains("동의");
    }

    @Test
    void a_scope_that_nobody_described_shows_its_name() {
      ConsentPrompt prompt =
          Samples.consent(
              Samples.client(),
              Samples.alice(),
              List.of(Samples.api("playlist.sing", Map.of())),
              Set.of());
      assertThat(page(prompt, "en")).contains("<span class=\"words\">playlist.sing<");
    }

    /// Otherwise an API could dress up as the harmless one.
    @Test
    void an_api_cannot_borrow_the_words_of_openid_connect() {
      ConsentPrompt prompt =
          Samples.consent(
              Samples.client(),
              Samples.alice(),
              List.of(Samples.api("email", Map.of("", "Send mail in your name"))),
              Set.of());
      assertThat(page(prompt, "en"))
          .contains("Send mail in your name")
          .doesNotContain("See your email address");
    }

    @Test
    void every_standard_scope_has_words_in_both_languages() {
      for (Language language : Language.values()) {
        assertThat(Messages.of(language).openIdScopes())
            .containsOnlyKeys("profile", "email", "address", "phone", "offline_access");
      }
      assertThat(Messages.of(Language.KOREAN).claims().keySet())
          .isEqualTo(Messages.of(Language.ENGLISH).claims().keySet())
          .hasSize(19);
    }
  }

  @Nested
  class The_clients_own_pages {
    @Test
    void are_linked() {
      assertThat(page(Map.of("policy_uri", "https://app.example.com/privacy")))
          .contains(
              "<a href=\"https://app.example.com/privacy\" rel=\"noreferrer\">Privacy policy");
    }

    @Test
    void are_not_linked_when_they_are_scripts() {
      assertThat(
              page(
                  Map.of(
                      "policy_uri", "javascript:alert(1)", "tos_uri", "data:text/html,<script>")))
          .doesNotContain("javascript:")
          .doesNotContain("data:")
          .doesNotContain("Privacy policy");
    }
  }

  @Test
  void a_client_that_registered_itself_is_named_as_such() {
    ConsentPrompt prompt =
        Samples.consent(
            Samples.client(Origin.SELF_REGISTERED, Map.of("client_name", "Your Bank")),
            Samples.alice(),
            List.of(Samples.openId("openid")),
            Set.of());
    assertThat(page(prompt, "en")).contains("Nobody has checked it.");
    assertThat(page(Samples.consent(), "en")).doesNotContain("Nobody has checked it.");
  }

  @Test
  void when_nothing_is_to_be_asked_the_answer_passes_untouched() {
    Response answer = Response.seeOther("https://app.example.com/callback?code=abc");
    Site site = Site.of(USUAL.with(new ConsentOutcome.GoOn(answer)));
    assertThat(site.get("/consent")).isSameAs(answer);
  }

  @Test
  void a_decision_leads_back_to_the_client() {
    assertThat(Site.of(USUAL).post("/consent").header("Location"))
        .contains("https://app.example.com/callback?code=abc");
  }
}

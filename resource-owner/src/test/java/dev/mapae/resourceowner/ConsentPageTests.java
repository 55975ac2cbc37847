package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Refresh;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void says_openid_without_a_checkbox() {
      assertThat(html).contains("Recognize your account when you sign in");
    }
  }

  @Nested
  class What_changed_since_last_time {
    private final String text = Site.text(page(Samples.consentAgain(), "en"));

    @Test
    void is_marked_where_something_is_remembered() {
      assertThat(text)
          .contains("You answered this application on 4 May 2026.")
          .contains("See your e-mail address Newemail")
          .contains("favourite_colour New")
          .doesNotContain("Birth date New")
          .doesNotContain("See your profile New");
    }

    @Test
    void is_also_what_a_scope_has_come_to_tell() {
      assertThat(text).contains("It also tells: department, desk (new).");
    }

    @Test
    void is_said_beside_since_when_the_rest_is_allowed_and_what_was_left_out() {
      assertThat(text)
          .contains("profile · Allowed since 3 May 2026")
          .contains("playlist.read · Required · Allowed since 4 May 2026")
          .contains("playlist.write · You left this out before");
    }

    @Test
    void is_said_in_korean() {
      assertThat(Site.text(page(Samples.consentAgain(), "ko")))
          .contains("2026년 5월 4일에 이 앱의 요청에 답했습니다")
          .contains("이메일 주소 보기 새 항목")
          .contains("desk(새 항목)")
          .contains("2026년 5월 3일부터 동의함")
          .contains("필수")
          .contains("이전에 제외함");
    }

    /// RFC 8628 §5.4: a stranger may have begun it in the name of an application that the person
    /// trusts, and nothing must vouch for it.
    @Test
    void is_all_that_a_device_says_whose_application_cannot_show_that_it_is_that() {
      Client open = Samples.client().with(Credentials.of("none"));
      assertThat(open.isPublic()).isTrue();
      assertThat(Site.text(page(Samples.deviceConsentAgain(open), "en")))
          .contains("See your e-mail address New")
          .contains("desk (new)")
          .contains("You left this out before")
          .doesNotContain("Allowed since")
          .doesNotContain("Allowed before")
          .doesNotContain("You answered");
      Client known = Samples.client().with(Credentials.of("client_secret_basic"));
      assertThat(Site.text(page(Samples.deviceConsentAgain(known), "en")))
          .contains("Allowed since")
          .contains("Allowed before")
          .contains("You answered");
    }

    /// RFC 8252 §8.6: any program on the device can begin it in the name of such an application.
    @Test
    void is_all_that_is_said_where_any_program_may_be_the_application() {
      Destination program = new Destination.Redirect("127.0.0.1:8765", true);
      assertThat(Site.text(page(Samples.to(program, Samples.consentAgain()), "en")))
          .contains("another program could pose as this application")
          .contains("See your e-mail address New")
          .doesNotContain("Allowed since")
          .doesNotContain("You answered");
      assertThat(text).doesNotContain("another program could pose as this application");
    }

    @Test
    void is_nothing_where_nothing_is_remembered() {
      assertThat(Site.text(page(Samples.consent(), "en")))
          .doesNotContain("New")
          .doesNotContain("Allowed since")
          .doesNotContain("You answered");
    }
  }

  @Nested
  class A_scope_that_is_required {
    @Test
    void cannot_be_unticked() {
      assertThat(page(Samples.consentAgain(), "en"))
          .contains("name=\"scope\" value=\"playlist.write\" checked>")
          .contains("name=\"scope\" value=\"playlist.read\" checked disabled>")
          .contains("Read your playlists");
    }

    @Test
    void leaves_no_choice_where_there_is_nothing_else() {
      ConsentPrompt usual = Samples.consentAgain();
      ConsentPrompt without =
          Samples.consent(
              usual.client(),
              usual.person(),
              List.of(usual.scopes().getFirst(), usual.scopes().get(3)),
              Set.of());
      assertThat(Site.text(page(without, "en")))
          .contains("Allow all of this, or deny it.")
          .doesNotContain("Clear the boxes");
    }
  }

  @Nested
  class Scopes_and_claims_in_words {
    @Test
    void in_english() {
      assertThat(Site.text(page(Samples.consent(), "en")))
          .contains("About you See your profile")
          .contains("See your e-mail address")
          .contains("Access to Music API Read your playlists")
          .contains("Lasting access Keep this access while you are away")
          .contains("Birth date")
          .contains("favourite_colour");
    }

    @Test
    void in_korean() {
      assertThat(Site.text(page(Samples.consent(), "ko")))
          .contains("음악 플레이어에서 권한을 요청합니다")
          .contains("Alice Liddell (alice) 님으로 로그인되어 있습니다")
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
          .doesNotContain("See your e-mail address");
    }

    @Test
    void every_standard_scope_has_words_in_both_languages() {
      for (Language language : Languages.OURS.all()) {
        assertThat(List.of("profile", "email", "address", "phone", "offline_access"))
            .allSatisfy(scope ->
                assertThat(Languages.OURS.messages(language).openIdScope(scope))
                    .as(scope)
                    .isPresent());
      }
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

  @Nested
  class Who_runs_it {
    private static final Map<String, String> SAID =
        Map.of(
            "client_uri", "https://music.example.com/about",
            "client_uri#ko", "https://music.example.kr/",
            "contacts", "help@music.example.com, +82 2 123",
            "tos_uri", "https://music.example.com/terms");

    @Test
    void is_said_where_it_is_known() {
      assertThat(page(SAID))
          .contains(
              "<a href=\"https://music.example.com/about\" rel=\"noreferrer\"><bdi>music.example.com</bdi></a>")
          .contains("<bdi>help@music.example.com, +82 2 123</bdi>")
          .contains("rel=\"noreferrer\">Terms of service")
          .doesNotContain("says this of itself");
      assertThat(Site.text(page(Samples.consent(), "en"))).doesNotContain("Who runs it");
    }

    @Test
    void is_marked_as_said_by_a_client_that_registered_itself() {
      ConsentPrompt prompt =
          Samples.consent(
              Samples.client(Origin.SELF_REGISTERED, SAID),
              Samples.alice(),
              List.of(Samples.openId("openid")),
              Set.of());
      assertThat(page(prompt, "en"))
          .contains("The application says this of itself. Nobody has checked it.");
      assertThat(page(prompt, "ko"))
          .contains("<bdi>music.example.kr</bdi>")
          .contains("앱이 스스로 밝힌 내용이며, 확인되지 않았습니다.");
    }

    @Test
    void is_linked_over_tls_alone_and_by_its_host() {
      for (String uri :
          List.of(
              "http://music.example.com/",
              "https://bank.example@evil.example/",
              "https:evil.example",
              "https://",
              "https://a b/",
              "javascript://music.example.com/%0aalert(1)",
              "//music.example.com/")) {
        assertThat(page(Map.of("client_uri", uri, "policy_uri", uri)))
            .as(uri)
            .doesNotContain("<a href")
            .doesNotContain("evil");
      }
    }

    @Test
    void is_cut_contact_by_contact() {
      String contacts = "a".repeat(100) + ", " + "b".repeat(100);
      assertThat(page(Map.of("contacts", contacts))).contains("<bdi>" + contacts + "</bdi>");
    }

    @Test
    void cannot_turn_the_page_around() {
      assertThat(page(Map.of("contacts", "<b>x\u202e" + "y".repeat(500))))
          .contains("&lt;b")
          .doesNotContain("<b>x")
          .doesNotContain("\u202e")
          .doesNotContain("y".repeat(130));
    }
  }

  @Nested
  class How_long {
    private String text(Optional<Refresh> refresh, String language) {
      ConsentPrompt usual = Samples.consent();
      return Site.text(
          page(Samples.lasting(usual, new Lasting(Duration.ofMinutes(30), refresh)), language));
    }

    @Test
    void is_said_beside_the_box_that_allows_it() {
      assertThat(Site.text(page(Samples.consent(), "en")))
          .contains("How long 30 minutes at a time You can take it back at any time")
          .contains(
              "Keep this access while you are awayUp to 10 days, or until it is not used for 36 hours");
      assertThat(Site.text(page(Samples.consent(), "ko")))
          .contains("이용 기간 한 번에 30분")
          .contains("내가 없는 동안에도 권한 유지최대 10일, 36시간 동안 쓰지 않으면 종료");
    }

    @Test
    void is_said_in_any_case_where_no_box_is_needed() {
      Refresh plain = new Refresh(false, Duration.ofDays(1), Duration.ofDays(14));
      assertThat(text(Optional.of(plain), "en"))
          .contains("30 minutes at a time Up to 1 day You can")
          .doesNotContain("awayUp to");
    }

    @Test
    void is_short_for_a_client_that_cannot_refresh() {
      assertThat(text(Optional.empty(), "en"))
          .contains("30 minutes at a time")
          .doesNotContain("Up to");
    }

    @Test
    void is_told_in_the_largest_whole_unit() {
      assertThat(TimeSpan.of(Duration.ofSeconds(90)))
          .isEqualTo(new TimeSpan(90, TimeSpan.Unit.SECONDS));
      assertThat(TimeSpan.of(Duration.ofMinutes(90)))
          .isEqualTo(new TimeSpan(90, TimeSpan.Unit.MINUTES));
      assertThat(TimeSpan.of(Duration.ofDays(2))).isEqualTo(new TimeSpan(2, TimeSpan.Unit.DAYS));
      assertThat(TimeSpan.of(Duration.ZERO)).isEqualTo(new TimeSpan(0, TimeSpan.Unit.SECONDS));
    }
  }

  @Nested
  class The_logo {
    @Test
    void is_shown_from_here_and_says_nothing() {
      assertThat(page(Samples.consent(), "en"))
          .contains("<img src=\"/logos/bXVzaWM.a.b\" alt=\"\">");
    }

    @Test
    void is_below_what_is_said_of_a_client_that_nobody_knows() {
      ConsentPrompt prompt =
          Samples.consent(
              Samples.client(Origin.SELF_REGISTERED, Map.of()),
              Samples.alice(),
              List.of(Samples.openId("openid")),
              Set.of());
      assertThat(page(prompt, "en")).containsSubsequence("class=\"caution\"", "<img src=");
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

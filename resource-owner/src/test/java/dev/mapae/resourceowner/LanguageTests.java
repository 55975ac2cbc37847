package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The language of a page.
class LanguageTests {
  private static String signIn(List<String> uiLocales, String acceptLanguage) {
    SignInPrompt prompt = Samples.signIn(Samples.client(), Optional.empty(), uiLocales);
    Site site = Site.of(PreparedInteraction.usual().with(prompt));
    String html = Site.html(site.get("/sign-in", acceptLanguage));
    return html.replaceAll("(?s).*<html lang=\"([^\"]*)\">.*", "$1");
  }

  @Nested
  class Oidc_core_3_1_2_1_ui_locales {
    @Test
    void comes_before_accept_language() {
      assertThat(signIn(List.of("ko"), "en")).isEqualTo("ko");
      assertThat(signIn(List.of("en-GB"), "ko")).isEqualTo("en");
    }

    @Test
    void the_first_that_is_spoken_here_wins() {
      assertThat(signIn(List.of("fr", "ko-KR", "en"), "en")).isEqualTo("ko");
    }

    @Test
    void none_that_is_spoken_here_leaves_it_to_accept_language() {
      assertThat(signIn(List.of("fr-CA", "de", ""), "ko")).isEqualTo("ko");
    }
  }

  @Nested
  class Rfc_9110_section_12_5_4_accept_language {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                              | en",
          "ko                              | ko",
          "KO-kr                           | ko",
          "ko-KR,ko;q=0.9,en-US;q=0.8      | ko",
          "en;q=0.5, ko;q=0.7              | ko",
          "ko;q=0.5, en                    | en",
          "fr, *;q=0.5                     | en",
          "fr;q=1, ko;q=0.001              | ko",
          "ko;q=0                          | en",
          "ko;q=2, en;q=0.1                | en",
          "ko;q=NaN                        | en",
          "korean                          | en",
          ",;=,;q=,,                       | en",
        })
    void the_best_weight_wins(String header, String language) {
      assertThat(signIn(List.of(), header)).isEqualTo(language);
    }

    @Test
    void only_its_beginning_is_read() {
      assertThat(signIn(List.of(), "x-y,".repeat(100_000) + "ko")).isEqualTo("en");
    }
  }

  @Test
  void the_name_of_the_client_is_shown_in_the_language_of_the_page() {
    Site site = Site.of(PreparedInteraction.usual());
    assertThat(Site.html(site.get("/sign-in", "ko"))).contains("음악 플레이어에서 로그인을 요청했습니다.");
    assertThat(site.get("/sign-in", "ko").header("Content-Language")).contains("ko");
  }
}

package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sentences of the page, in both languages.
class MessagesTests {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");
  private final Messages english = Messages.of(Language.ENGLISH);
  private final Messages korean = Messages.of(Language.KOREAN);

  @Test
  void both_languages_have_the_same_sentences() {
    assertThat(korean.keys()).isEqualTo(english.keys());
  }

  @Test
  void no_sentence_is_empty_and_none_is_left_in_the_other_language() {
    for (String key : english.keys()) {
      assertThat(korean.text(key)).as(key).isNotBlank();
      assertThat(english.text(key)).as(key).isNotBlank().doesNotContainPattern("\\p{IsHangul}");
    }
  }

  @Test
  void both_languages_have_the_same_places_for_values() {
    for (String key : english.keys()) {
      assertThat(places(korean.text(key))).as(key).isEqualTo(places(english.text(key)));
    }
  }

  @Test
  void backquotes_come_in_pairs() {
    for (Messages messages : List.of(english, korean)) {
      for (String key : messages.keys()) {
        assertThat(messages.text(key).chars().filter(c -> c == '`').count() % 2).as(key).isZero();
      }
    }
  }

  @Test
  void values_are_escaped_and_backquotes_become_code() {
    assertThat(english.html("signature.good", "<kid>", "ES256").markup())
        .contains("<code>&lt;kid&gt;</code>");
  }

  @Test
  void a_sentence_that_is_missing_is_a_fault_of_ours() {
    assertThatThrownBy(() -> english.text("no-such-key")).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ENGLISH",
    "ko, KOREAN",
    "ko-KR, KOREAN",
    "'en;q=0.1, ko', KOREAN",
    "'ko;q=0, en', ENGLISH",
    "'fr, de', ENGLISH",
    "'fr, ko;q=0.1', KOREAN",
    "';;;', ENGLISH",
    "'ko;q=2', ENGLISH",
  })
  void the_language_is_the_one_that_the_browser_likes_best(String header, Language expected) {
    assertThat(Language.accepted(header)).isEqualTo(expected);
  }

  private static List<String> places(String sentence) {
    return PLACE
        .matcher(sentence)
        .results()
        .map(r -> r.group())
        .sorted()
        .collect(Collectors.toList());
  }
}

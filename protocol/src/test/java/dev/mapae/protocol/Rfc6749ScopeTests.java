package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6749 §3.3, the scope of an access token.
class Rfc6749ScopeTests {
  private static void assertInvalidScope(String value) {
    assertThatThrownBy(() -> Scope.parse(value))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> assertThat(e.error()).isInstanceOf(ProtocolError.InvalidScope.class));
  }

  @Nested
  class Section_3_3 {
    @Test
    void tokens_are_separated_by_spaces_and_keep_their_order() {
      assertThat(Scope.parse("openid playlist.write playlist.read"))
          .containsExactly("openid", "playlist.write", "playlist.read")
          .hasToString("openid playlist.write playlist.read");
    }

    @Test
    void their_order_does_not_matter() {
      assertThat(Scope.parse("a b"))
          .isEqualTo(Scope.parse("b a"))
          .hasSameHashCodeAs(Scope.of("b", "a"));
    }

    @Test
    void they_are_case_sensitive() {
      assertThat(Scope.parse("Read").contains("read")).isFalse();
    }

    @Test
    void one_that_comes_twice_counts_once() {
      assertThat(Scope.parse("a b a")).containsExactly("a", "b");
    }

    @Test
    void spaces_too_many_are_forgiven() {
      assertThat(Scope.parse("  a   b ")).containsExactly("a", "b");
      assertThat(Scope.parse("")).isEqualTo(Scope.empty());
      assertThat(Scope.parse(" ")).isEqualTo(Scope.empty());
    }

    @Test
    void every_character_of_the_grammar_is_taken() {
      String all =
          IntStream.rangeClosed(0x21, 0x7e)
              .filter(c -> c != '"' && c != '\\')
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      assertThat(Scope.parse(all)).containsExactly(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\t", "\n", "\0", "\u007f", "\u00a0", "é", "마패"})
    void no_other_character_is(String c) {
      assertInvalidScope("a" + c);
    }

    @Test
    void there_are_at_most_100() {
      String most = IntStream.range(0, 100).mapToObj(i -> "s" + i).collect(Collectors.joining(" "));
      assertThat(Scope.parse(most).size()).isEqualTo(100);
      assertInvalidScope(most + " more");
    }
  }

  @Nested
  class As_a_set {
    private final Scope scope = Scope.of("a", "b", "c");

    @Test
    void it_knows_what_it_holds() {
      assertThat(scope.contains("b")).isTrue();
      assertThat(scope.containsAll(Scope.of("c", "a"))).isTrue();
      assertThat(scope.containsAll(Scope.of("c", "d"))).isFalse();
      assertThat(scope.containsAll(Scope.empty())).isTrue();
      assertThat(Scope.empty().isEmpty()).isTrue();
    }

    @Test
    void it_is_narrowed_and_joined_in_order() {
      assertThat(scope.retain(Scope.of("c", "a", "x"))).containsExactly("a", "c");
      assertThat(scope.without(Scope.of("b"))).containsExactly("a", "c");
      assertThat(scope.filter(t -> t.compareTo("b") > 0)).containsExactly("c");
      assertThat(scope.and(Scope.of("d", "a"))).containsExactly("a", "b", "c", "d");
    }

    @Test
    void it_cannot_be_changed_from_outside() {
      var tokens = new java.util.ArrayList<>(java.util.List.of("a"));
      Scope copy = Scope.of(tokens);
      tokens.add("admin");
      assertThat(copy).containsExactly("a");
      assertThatThrownBy(() -> copy.tokens().add("admin"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}

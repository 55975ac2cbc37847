package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes into markup, and JSON with line breaks.
class HtmlTests {
  @Test
  void text_is_escaped_for_elements_and_attributes() {
    assertThat(Html.of("<p title=\"{}\">{}</p>", "\"'", "<&>").markup())
        .isEqualTo("<p title=\"&quot;&#39;\">&lt;&amp;&gt;</p>");
  }

  @Test
  void markup_is_put_in_as_it_is() {
    assertThat(Html.of("<p>{}</p>", Html.of("<b>{}</b>", "<")).markup())
        .isEqualTo("<p><b>&lt;</b></p>");
  }

  @Test
  void places_in_a_value_are_no_places() {
    assertThat(Html.of("{}{}", "{}", "x").markup()).isEqualTo("{}x");
  }

  @Test
  void values_and_places_have_to_match() {
    assertThatThrownBy(() -> Html.of("{}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Html.of("", 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void json_is_indented() {
    assertThat(JsonText.indented("{\"a\":[1,{}],\"b\":\"x\"}"))
        .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x\"\n}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"b,c:{d}\\\"e\\\\\",\"n\":1.50,\"l\":[],\"o\":{}}",
        "[[[1]]]",
        "{\"unended\":\"",
        "}}}}",
        "{]",
        "{\\"
      })
  void nothing_but_space_is_added(String json) {
    assertThat(JsonText.indented(json).replaceAll("[ \n]", "")).isEqualTo(json);
  }

  @Test
  void what_is_no_json_stays_as_it_is() {
    assertThat(JsonText.indented("a: b, {c}")).isEqualTo("a: b, {c}");
  }

  @Test
  void depth_is_bounded() {
    assertThat(JsonText.indented("[".repeat(1000)).length()).isLessThan(100_000);
  }
}

package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8259, the JavaScript Object Notation, as it is written here.
class Rfc8259JsonTests {
  @Nested
  class Section_3_values {
    @Test
    void have_their_literal_forms() {
      assertThat(Json.write(true)).isEqualTo("true");
      assertThat(Json.write(-17L)).isEqualTo("-17");
      assertThat(Json.write("마패")).isEqualTo("\"마패\"");
      assertThat(Json.write(Arrays.asList(1, null))).isEqualTo("[1,null]");
    }

    @Test
    void that_json_has_no_word_for_are_refused() {
      assertThatThrownBy(() -> Json.write(new Object()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Json.object().with("a", java.util.Optional.of("b")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Json.write(Map.of(1, "b")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Section_4_objects {
    @Test
    void are_written_member_by_member() {
      assertThat(
              Json.object()
                  .with("access_token", "abc")
                  .with("expires_in", 600)
                  .withAll(Map.of("token_type", "Bearer"))
                  .toString())
          .isEqualTo("{\"access_token\":\"abc\",\"expires_in\":600,\"token_type\":\"Bearer\"}");
    }

    @Test
    void may_be_empty() {
      assertThat(Json.object().toString()).isEqualTo("{}");
      assertThat(Json.write(Map.of())).isEqualTo("{}");
    }

    @Test
    void may_hold_others() {
      var members = new LinkedHashMap<String, Object>();
      members.put("b", List.of());
      members.put("c", Map.of("d", List.of("e", "f")));
      assertThat(Json.object().with("a", members).with("g", Json.object().with("h", 1)).toString())
          .isEqualTo("{\"a\":{\"b\":[],\"c\":{\"d\":[\"e\",\"f\"]}},\"g\":{\"h\":1}}");
    }

    @Test
    void may_be_continued_after_they_were_read() {
      var json = Json.object().with("a", 1);
      assertThat(json.toString()).isEqualTo("{\"a\":1}");
      assertThat(json.with("b", 2).toString()).isEqualTo("{\"a\":1,\"b\":2}");
    }

    @Test
    void have_names_that_are_escaped_like_any_string() {
      assertThat(Json.object().with("\"", 1).toString()).isEqualTo("{\"\\\"\":1}");
    }
  }

  @Nested
  class Section_6_numbers {
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void are_finite(double number) {
      assertThatThrownBy(() -> Json.write(number)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Json.write((float) number))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Section_7_strings {
    @Test
    void escape_what_must_be_escaped() {
      assertThat(Json.write("\"\\\b\n\r\t\0\u001f"))
          .isEqualTo("\"\\\"\\\\\\u0008\\u000a\\u000d\\u0009\\u0000\\u001f\"");
    }

    @Test
    void cannot_end_a_script_element() {
      assertThat(Json.write("</script>\u2028\u2029"))
          .isEqualTo("\"\\u003c/script>\\u2028\\u2029\"");
    }

    @Test
    void are_read_by_others_as_they_were_meant() throws ParseException {
      var random = new Random(8259);
      for (int i = 0; i < 2000; i++) {
        int length = random.nextInt(20);
        var text = new StringBuilder();
        for (int j = 0; j < length; j++) {
          int c = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80);
          text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '"' : c);
        }
        byte[] written = Json.object().with("s", text).bytes();
        assertThat(
                JSONObjectUtils.parse(new String(written, java.nio.charset.StandardCharsets.UTF_8)))
            .containsEntry("s", text.toString());
      }
    }
  }
}

package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.details.JsonSchema;
import dev.mapae.protocol.Json;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9396, what the schemas of types let in.
class Rfc9396SchemaTests {
  /// Whether a schema lets a value in.
  private static boolean allows(String schema, String value) {
    return new JsonSchema(Map.of("properties", Map.of("v", object(schema))))
        .fault(object("{\"v\":" + value + "}"))
        .isEmpty();
  }

  private static Map<String, Object> object(String json) {
    return Json.parseObject(json).orElseThrow();
  }

  @Nested
  class Section_5_what_is_not_named {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"type\":\"array\"} | [{\"secret\":1}]",
          "{\"type\":\"array\"} | [[1]]",
          "{\"type\":\"array\",\"items\":{}} | [{}]",
          "{\"items\":{\"type\":\"string\"}} | {}",
          "{\"items\":{\"type\":\"string\"}} | 1",
          "{\"maxItems\":2} | [[]]",
          "{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]} | [{\"b\":1}]",
          "{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]} | \"x\"",
          "{\"required\":[\"a\"]} | []",
          "{\"additionalProperties\":true} | [1]",
          "{\"additionalProperties\":{}} | {\"a\":{}}",
          "{} | {}",
          "{} | []",
          "{\"pattern\":\"x\"} | 1",
          "{\"minimum\":1} | \"x\""
        })
    void is_refused_at_every_depth(String schema, String value) {
      assertThat(allows(schema, value)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"type\":\"array\"} | [\"a\",1,true]",
          "{\"items\":{\"items\":{}}} | [[1]]",
          "{\"properties\":{\"a\":{}}} | {\"a\":1}",
          "{\"additionalProperties\":true} | {\"a\":{\"b\":[{}]}}",
          "{} | \"x\"",
          "{} | 1.5",
          "{} | false",
          "{\"pattern\":\"x\",\"minimum\":1} | 1",
          "{\"const\":[1]} | [1.0]",
          "{\"enum\":[\"x\",[\"y\"]]} | [\"y\"]"
        })
    void what_is_named_is_not(String schema, String value) {
      assertThat(allows(schema, value)).isTrue();
    }
  }

  @Nested
  class Section_11_numbers {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {"[1,1.0]", "[10,1e1]", "[[1],[1.0]]", "[{\"a\":1},{\"a\":1.0}]"})
    void are_the_same_however_they_are_written(String twice) {
      String items = "{\"type\":[\"number\",\"array\",\"object\"],\"additionalProperties\":true}";
      assertThat(allows("{\"uniqueItems\":true,\"items\":" + items + "}", twice)).isFalse();
      assertThat(allows("{\"items\":" + items + "}", twice)).isTrue();
    }
  }
}

package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the file says about authorization details.
class DetailsTypeSettingsTests {
  private static final String FILE =
      """
      issuer: https://id.example.com
      clients:
        - client_id: shop
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          redirect_uris: [https://shop.example.com/cb]
          authorization_details_types: [%s]
      resources:
        - resource: https://bank.example.com/
          authorization_details_types:
            payment:
              %s
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private AuthorizationDetailsType type(String lines) {
    String text = FILE.formatted("payment", lines.replace("\n", "\n        "));
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text)
        .declarations()
        .resources()
        .getFirst()
        .authorizationDetailsTypes()
        .getFirst();
  }

  private List<String> mistakes(String line) {
    return file.mistakes(FILE.formatted("payment", line));
  }

  /// RFC 9396 §2.1.
  @Nested
  class Authorization_details_types {
    @Test
    void are_kept_with_words_roles_and_schema() {
      assertThat(
              type(
                  """
                  description: Pay {amount.value} to {to}
                  description#ko: "{to}에게 {amount.value} 보내기"
                  roles: [payer]
                  remember: true
                  schema: {properties: {to: {maxLength: 70}, amount: {properties: {value: {type: number}}}}}
                  """))
          .isEqualTo(
              new AuthorizationDetailsType(
                  "payment",
                  Map.of("", "Pay {amount.value} to {to}", "ko", "{to}에게 {amount.value} 보내기"),
                  Set.of("payer"),
                  true,
                  "{\"properties\":{\"to\":{\"maxLength\":70},\"amount\":{\"properties\":{\"value\":{\"type\":\"number\"}}}}}"));
    }

    @Test
    void without_a_word_about_it_people_are_asked_each_time() {
      assertThat(type("roles: [payer]").remembered()).isFalse();
    }

    @Test
    void may_have_their_schema_in_a_file() throws IOException {
      Files.writeString(folder.resolve("p.json"), "{\"properties\": {\"a\": {\"const\": 1}}}");
      assertThat(type("schema: file:p.json").schema())
          .isEqualTo("{\"properties\":{\"a\":{\"const\":1}}}");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "schema: {oneOf: []} | there is no keyword 'oneOf'",
          "schema: {properties: {a: {format: date}}} | there is no keyword 'format'",
          "schema: {type: text} | its 'type' has a value",
          "schema: {maxLength: -1} | its 'maxLength' has a value",
          "schema: {pattern: '('} | its 'pattern' has a value",
          "schema: {properties: {a: 1}} | its 'properties' has a value",
          "schema: [] | takes a JSON Schema",
          "schema: text | takes a JSON Schema",
          "schema: file:none.json | cannot be read",
          "schema: file:bad.json | no JSON object",
          "schema: file:null.json | has a null",
          "description: Pay {to} | which 'schema' does not know",
          "description: Pay {type | a brace that belongs to no",
          "remembered: true | did you mean 'remember'"
        })
    void that_cannot_be_understood_are_mistakes(String line, String why) throws IOException {
      Files.writeString(folder.resolve("bad.json"), "[]");
      Files.writeString(folder.resolve("null.json"), "{\"properties\": {\"a\": null}}");
      assertThat(mistakes(line)).singleElement().asString().startsWith("11: ").contains(why);
    }

    @Test
    void have_no_words_about_what_is_in_the_items_of_an_array() {
      String type =
          """
          description: Pay {payments.to} by {ways}
                  schema: {properties: {ways: {type: array}, payments: {items: {properties: {to: {type: string}}}}}}
          """;
      assertThat(mistakes(type.strip()))
          .singleElement()
          .asString()
          .startsWith("11: ")
          .contains("{payments.to}, which is in the items of an array");
    }

    @Test
    void belong_to_one_resource() {
      String two =
          FILE.formatted("payment", "remember: true")
              + "  - resource: https://other.example.com/\n"
              + "    authorization_details_types: {payment: {remember: true}}\n";
      assertThat(file.mistakes(two))
          .singleElement()
          .asString()
          .startsWith("13: ")
          .contains("'payment' is already declared in line 10");
    }
  }

  /// RFC 9396 §10.
  @Nested
  class Of_a_client {
    @Test
    void are_those_that_it_may_use() {
      Client client =
          file.settings(FILE.formatted("payment", "remember: true"))
              .declarations()
              .clients()
              .getFirst()
              .client();
      assertThat(client.requirements().authorizationDetailsTypes()).containsExactly("payment");
    }

    @Test
    void have_to_be_declared() {
      assertThat(file.mistakes(FILE.formatted("paymnt", "remember: true")))
          .singleElement()
          .asString()
          .startsWith("6: ")
          .contains("did you mean 'payment'?");
    }
  }
}

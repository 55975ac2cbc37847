package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9396, what clients ask for, and what they are refused.
class Rfc9396RichAuthorizationTests extends DetailsScene {
  @Nested
  class Section_2_the_parameter {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "x",
          "{\"type\":\"vault\"}",
          "[]",
          "[null]",
          "[\"vault\"]",
          "[{}]",
          "[{\"type\":1}]",
          "[{\"type\":\"\"}]",
          "[{\"type\":\"shelf\"}",
          "[{\"type\":\"shelf\"}] x",
          "[{\"type\":\"shelf\",\"shelf\":null}]",
          "[{\"type\":\"shelf\",\"shelf\":1e400}]",
          "[{\"type\":\"shelf\",\"shelf\":12345678901234567890}]"
        })
    void anything_but_an_array_of_objects_with_a_type_is_refused(String value) {
      assertThat(refusal(Ask.web("openid").with(NAME, value)))
          .isEqualTo("invalid_authorization_details");
    }

    @Test
    void it_is_sent_once() {
      Ask twice = ask(SHELF).with(NAME, List.of(array(SHELF), array(ACCOUNTS)));
      assertThat(refusal(twice)).isEqualTo("invalid_request");
    }

    @Test
    void size_count_and_depth_are_bounded() {
      String[] eleven = new String[11];
      java.util.Arrays.fill(eleven, SHELF);
      assertRefused(eleven);
      assertRefused("{\"type\":\"shelf\",\"shelf\":\"%s\"}".formatted("x".repeat(4096)));
      assertRefused("{\"type\":\"shelf\",\"shelf\":" + "[".repeat(7) + "]".repeat(7) + "}");
      assertRefused("{\"type\":\"shelf\",\"shelf\":" + "[".repeat(300) + "]".repeat(300) + "}");
    }

    @Test
    void as_much_as_is_allowed_is_granted() {
      String empty = "{\"type\":\"shelf\",\"shelf\":\"\"}";
      String most = "x".repeat(3072 - empty.length() - 2);
      String detail = empty.replace("\"\"", "\"" + most + "\"");
      Ask ask =
          ask(detail)
              .with("scope", "openid profile library.read")
              .with("claims", "{\"id_token\":{\"name\":null},\"userinfo\":{\"name\":null}}");
      assertDetails(tokens(ask), detail);
      assertRefused(detail.replace("xx", "xxx"));
    }

    /// A pattern that ends with `$` would let the line break pass.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "\\n", "\\u0000", "\\u007f", "\\u0085", "\\u2028", "\\u2029", "\\u202e", "\\u2066",
          "\\u200f", "\\u200b", "\\ud800"
        })
    void what_nobody_would_see_is_refused(String character) {
      assertRefused(PAYMENT.replace("EUR", "EUR" + character));
      assertRefused(SHELF.replace("poems", "po" + character + "ems"));
      assertRefused(ANY.formatted("\"a" + character + "\": 1"));
      assertRefused(ANY.formatted("\"a\": [{\"b\": \"" + character + "\"}]"));
    }

    @Test
    void scripts_and_emoji_are_not() {
      String detail = SHELF.replace("poems", "시집 \uD83D\uDC68\u200D\uD83D\uDC69 کتاب\u200Cها");
      assertDetails(tokens(ask(detail)), detail);
    }

    @Test
    void several_of_the_same_type_may_be_asked_for() {
      String other = PAYMENT.replace("Merchant A", "Merchant B");
      assertDetails(tokens(ask(PAYMENT, other)), PAYMENT, other);
    }
  }

  @Nested
  class Section_2_2_locations {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://library.example.com/",
          "https://bank.example.com",
          "https://bank.example.com.evil.org/",
          "https://bank.example.com/payments/../admin",
          "https://bank.example.com/./payments",
          "https://bank.example.com/..",
          "https://bank.example.com/%2e%2E/admin",
          "https://bank.example.com/a%2F.%2e%5cadmin",
          "https://bank.example.com/a/..;x/admin",
          "https://bank.example.com/a/..%3bx/admin",
          "https://bank.example.com/..?x",
          ""
        })
    void they_are_at_the_resource_that_declares_the_type(String location) {
      assertRefused(PAYMENT.replace("https://bank.example.com/payments", location));
    }

    @Test
    void dots_in_a_name_lead_nowhere() {
      String detail = PAYMENT.replace("/payments", "/.well-known/a..b/...");
      assertDetails(tokens(ask(detail)), detail);
    }

    @Test
    void they_may_be_left_out() {
      assertDetails(tokens(ask(ACCOUNTS)), ACCOUNTS);
    }
  }

  @Nested
  class Section_3_the_authorization_request {
    @Test
    void details_alone_are_enough_and_bring_no_scope() {
      Map<String, Object> tokens = tokens(ask(PAYMENT));
      assertDetails(tokens, PAYMENT);
      assertThat(tokens).doesNotContainKey("scope");
      assertThat(clients.claims(tokens.get("access_token")))
          .containsEntry("aud", BANK)
          .containsEntry(NAME, values(PAYMENT));
    }

    @Test
    void they_may_be_pushed() {
      Ask ask = ask(PAYMENT);
      TestBrowser browser = new TestBrowser(server).get(clients.pushedUrl(ask));
      browser.signInAs("alice");
      assertThat(browser.html()).contains("Merchant A");
      assertDetails(json(redeem(ask, browser.approve().answer("code"))), PAYMENT);
    }

    @Test
    void a_push_is_refused_for_them_at_once() {
      Response response = clients.push(ask(PAYMENT.replace("EUR", "euro")));
      assertThat(response.status()).isEqualTo(400);
      assertThat(json(response)).containsEntry("error", "invalid_authorization_details");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void a_device_may_ask_for_them() {
      Map<String, Object> device =
          json(clients.post("/device_authorization", "tv", form(NAME, array(PAYMENT))));
      TestBrowser browser =
          new TestBrowser(server)
              .get("/device")
              .submit(form("user_code", (String) device.get("user_code")))
              .signInAs("alice");
      assertThat(browser.html()).contains("Merchant A");
      browser.approve();
      Map<String, Object> answer = json(clients.poll("tv", device.get("device_code")));
      assertThat(answer).containsEntry(NAME, values(PAYMENT));
    }

    @Test
    void a_device_is_refused_for_them_before_anybody_types_its_code() {
      Response response =
          clients.post("/device_authorization", "tv", form(NAME, array("{\"type\":\"x\"}")));
      assertThat(json(response)).containsEntry("error", "invalid_authorization_details");
    }

    @Test
    void whoever_denies_denies_them() {
      TestBrowser browser = new TestBrowser(server).get(ask(PAYMENT).url()).signInAs("alice");
      assertThat(browser.deny().answer("error")).isEqualTo("access_denied");
      assertThat(server.rows()).containsEntry("grants", 0);
    }
  }

  @Nested
  class Section_3_1_beside_scope {
    @Test
    void both_are_granted() {
      Map<String, Object> tokens = tokens(ask("openid offline_access bank.read", List.of(PAYMENT)));
      assertDetails(tokens, PAYMENT);
      assertThat(tokens).containsEntry("scope", "openid offline_access bank.read");
      assertThat(clients.claims(tokens.get("access_token")).get("aud"))
          .isEqualTo(List.of(BANK, TestServer.ISSUER.value()));
    }

    @Test
    void a_person_who_unticks_every_scope_still_allows_them() {
      Ask ask = ask("bank.read", List.of(PAYMENT));
      TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
      Map<String, Object> tokens = json(redeem(ask, browser.approve().answer("code")));
      assertDetails(tokens, PAYMENT);
      assertThat(tokens).doesNotContainKey("scope");
    }

    @Test
    void scope_of_another_resource_makes_it_an_authorization_with_several() {
      Ask ask = ask("library.read", List.of(PAYMENT));
      String code = code(ask);
      Response none = redeem(ask, code);
      assertThat(json(none)).containsEntry("error", "invalid_target");
      assertThat((String) json(none).get("error_description")).contains(BANK, LIBRARY);
      Map<String, Object> library = json(redeem(ask, code, "resource", LIBRARY));
      assertNoneLeft(library);
      assertThat(library).containsEntry("scope", "library.read");
    }
  }

  @Nested
  class Section_3_2_beside_resource {
    @Test
    void details_of_a_resource_that_is_not_named_are_for_it_all_the_same() {
      Ask ask = ask("library.read", List.of(PAYMENT)).with("resource", LIBRARY);
      String code = code(ask);
      Map<String, Object> bank = json(redeem(ask, code, "resource", BANK));
      assertDetails(bank, PAYMENT);
      assertThat(bank).doesNotContainKey("scope");
    }
  }

  @Nested
  class Section_5_errors {
    @Test
    void an_unknown_type_is_refused() {
      assertRefused("{\"type\":\"payment_Initiation\"}");
    }

    @Test
    void the_error_goes_back_to_the_client_and_says_how_to_mend_it() {
      TestBrowser browser = new TestBrowser(server).get(ask("{\"type\":\"x\"}").url());
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK + "?");
      assertThat(browser.answer("error_description")).contains("payment_initiation");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"creditorName\": 1",
          "\"creditorName\": \"\"",
          "\"secret\": true",
          "\"urgent\": \"yes\"",
          "\"copies\": 0",
          "\"copies\": 4",
          "\"copies\": 1.5",
          "\"actions\": [\"initiate\", \"steal\"]",
          "\"actions\": []",
          "\"instructedAmount\": {\"currency\": \"EUR\"}",
          "\"instructedAmount\": {\"currency\": \"EUR\", \"amount\": \"45\"}",
          "\"instructedAmount\": {\"currency\": \"EUR\", \"amount\": \"45.00\", \"fee\": \"9.00\"}"
        })
    void unknown_wrong_invalid_and_missing_fields_are_refused(String member) {
      String name = member.substring(0, member.indexOf(':'));
      // The last of two members of the same name would count; so the other goes.
      String without =
          PAYMENT.replaceAll("(?s)" + name + ": (\\{[^}]*}|\\[[^]]*]|\"[^\"]*\"),?", "");
      assertRefused(without.replaceFirst("\\{", "{" + member + ",").replaceAll(",\\s*}", "}"));
    }

    @Test
    void a_required_field_that_is_missing_is_named() {
      TestBrowser browser =
          new TestBrowser(server)
              .get(
                  ask(PAYMENT.replace("\"creditorName\": \"Merchant A\"", "\"note\": \"x\""))
                      .url());
      assertThat(browser.answer("error_description")).contains("creditorName is missing");
    }

    @Test
    void what_a_client_made_up_is_not_repeated() {
      TestBrowser browser =
          new TestBrowser(server).get(ask(PAYMENT.replaceFirst("\\{", "{\"zyx\": 1,")).url());
      assertThat(browser.redirect()).doesNotContain("zyx");
    }
  }

  @Nested
  class Section_10_metadata {
    @Test
    void the_types_are_in_it() {
      assertThat(json(server.get("/.well-known/oauth-authorization-server")))
          .containsEntry(
              "authorization_details_types_supported",
              List.of("payment_initiation", "account_information", "vault", "free", "shelf"));
    }

    @Test
    void without_types_there_is_nothing_in_it() {
      try (TestServer plain = new TestServer(TestServer.ISSUER, Samples.declarations())) {
        assertThat(json(plain.get("/.well-known/oauth-authorization-server")))
            .doesNotContainKey("authorization_details_types_supported");
      }
    }

    @Test
    void a_client_asks_for_the_types_that_it_registered_alone() {
      Ask few = Ask.of("few", Samples.CALLBACK, "library.read");
      assertThat(refusal(few.with(NAME, array(PAYMENT))))
          .isEqualTo("invalid_authorization_details");
      assertThat(new TestBrowser(server).get(few.with(NAME, array(SHELF)).url()).path())
          .isEqualTo("/sign-in");
    }

    @Test
    void a_client_that_registered_none_asks_for_none() {
      assertThat(
              refusal(
                  Ask.of("old", TestClients.callback("old"), "openid").with(NAME, array(SHELF))))
          .isEqualTo("invalid_authorization_details");
    }
  }
}

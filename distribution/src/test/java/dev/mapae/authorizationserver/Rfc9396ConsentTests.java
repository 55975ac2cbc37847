package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396, what a person sees of authorization details, and when they are asked.
class Rfc9396ConsentTests extends DetailsScene {
  final TestBrowser browser = new TestBrowser(server);

  /// Somebody is signed in who allows this.
  void allowed(Ask ask) {
    browser.get(ask.url()).signInAs("alice");
    browser.approve(ask.parameters().one("scope").orElse("").split(" "));
    assertThat(browser.answer("code")).isNotEmpty();
  }

  void assertAsks(Ask ask) {
    assertThat(browser.get(ask.url()).path()).isEqualTo("/consent");
  }

  @Nested
  class Section_3_the_consent_page {
    @Test
    void it_says_in_words_what_is_asked_for() {
      browser.get(ask(PAYMENT).with("ui_locales", "en").url()).signInAs("alice");
      assertThat(browser.html().replaceAll("</?bdi>", "")).contains("Pay 45.00 EUR to Merchant A");
    }

    @Test
    void it_says_so_in_korean() {
      browser.get(ask(PAYMENT).with("ui_locales", "ko").url()).signInAs("alice");
      assertThat(browser.html().replaceAll("</?bdi>", "")).contains("Merchant A에게 45.00 EUR 보내기");
    }

    @Test
    void what_the_words_leave_out_stands_below_them() {
      browser.get(ask(PAYMENT.replaceFirst("\\{", "{\"note\": \"Rent\", \"urgent\": true,")).url());
      browser.signInAs("alice");
      assertThat(browser.html()).contains("<dt>note</dt><dd><bdi>Rent</bdi>");
      assertThat(browser.html()).contains("<dt>urgent</dt><dd><bdi>yes</bdi>");
      assertThat(browser.html()).contains("<dt>actions</dt><dd><bdi>initiate, status</bdi>");
    }

    @Test
    void a_type_without_words_is_shown_without_json() {
      browser.get(ask(ACCOUNTS).url()).signInAs("alice");
      assertThat(browser.html()).contains("account_information", "list_accounts, read_balances");
      assertThat(browser.html()).doesNotContain("[&#34;", "[\"list");
    }

    @Test
    void what_a_client_says_is_no_html_and_turns_no_text_around() {
      String evil = PAYMENT.replace("Merchant A", "<b id=evil>A");
      browser.get(ask(evil).url()).signInAs("alice");
      assertThat(browser.html()).contains("&lt;b id=evil&gt;A<").doesNotContain("<b id=evil");
      assertRefused(PAYMENT.replace("Merchant A", "A\\u202e"));
    }

    /// What stands below the words for a detail of a type without a schema to speak of.
    private String below(String members) {
      TestBrowser other = new TestBrowser(server).get(ask(ANY.formatted(members)).url());
      return other.signInAs("alice").html();
    }

    private static String line(String name, String text) {
      return "<dt>" + name + "</dt><dd><bdi>" + text + "</bdi></dd>";
    }

    @Test
    void locations_that_are_narrower_than_the_resource_are_shown() {
      String payments = "https://bank.example.com/payments";
      browser.get(ask(PAYMENT).url()).signInAs("alice");
      assertThat(browser.html()).contains(line("locations", payments));
      assertThat(browser.get(ask(PAYMENT.replace(payments, BANK)).url()).html())
          .contains("Merchant A")
          .doesNotContain("<dt>locations");
      String both = payments + "\", \"" + BANK;
      assertThat(browser.get(ask(PAYMENT.replace(payments, both)).url()).html())
          .contains(line("locations", payments + ", " + BANK));
    }

    @Test
    void members_whose_names_look_alike_are_all_shown() {
      assertThat(below("\"transfer.amount\": \"1\", \"transfer\": {\"amount\": \"2\"}"))
          .contains(line("transfer.amount", "1"), line("transfer.amount", "2"));
    }

    @Test
    void of_several_objects_it_is_clear_what_belongs_to_which() {
      String two =
          """
          "payments": [{"amount": "1", "to": "A"}, {"to": "B", "amount": "2"}, {}]
          """;
      assertThat(below(two))
          .contains(
              line("payments 1.amount", "1"),
              line("payments 1.to", "A"),
              line("payments 2.to", "B"),
              line("payments 2.amount", "2"),
              line("payments 3", "—"));
    }

    @Test
    void what_the_words_cannot_say_clearly_stands_below_them_too() {
      assertThat(below("\"what\": \"this\"")).doesNotContain("<dl>");
      assertThat(below("\"what\": [\"this\", \"that\"]")).doesNotContain("<dl>");
      assertThat(below("\"what\": [\"this, that\"]")).contains(line("what 1", "this, that"));
      assertThat(below("\"what\": {\"a\": \"b\"}")).contains(line("what.a", "b"));
      assertThat(below("\"what\": [{\"a\": \"b\"}]")).contains(line("what 1.a", "b"));
    }

    @Test
    void a_comma_in_an_item_makes_it_no_two_items() {
      assertThat(below("\"names\": [\"A\", \"B\"]")).contains(line("names", "A, B"));
      assertThat(below("\"names\": [\"A, B\"]")).contains(line("names 1", "A, B"));
      assertThat(below("\"names\": [\"A\uFF0C B\", \"C\"]"))
          .contains(line("names 1", "A\uFF0C B"), line("names 2", "C"));
    }

    @Test
    void what_is_empty_is_seen_to_be() {
      assertThat(below("\"a\": \"\", \"b\": \" \", \"c\": [], \"d\": {}"))
          .contains(line("a", "—"), line("b", "—"), line("c", "—"), line("d", "—"));
    }

    private static String members(int many) {
      return IntStream.range(0, many)
          .mapToObj(i -> "\"m" + i + "\": 1")
          .collect(Collectors.joining(", "));
    }

    /// Each member is a line, with the names of all that it is in.
    @Test
    void what_has_no_room_on_it_is_refused() {
      browser.get(ask(ANY.formatted(members(40))).url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertHasNoRoom(members(300));
      assertHasNoRoom("\"" + "o".repeat(900) + "\": {" + members(20) + "}");
    }

    private void assertHasNoRoom(String members) {
      TestBrowser other = new TestBrowser(server).get(ask(ANY.formatted(members)).url());
      other.signInAs("alice");
      assertThat(other.answer("error_description")).contains("the consent page; ask for fewer");
    }

    @Test
    void nothing_of_it_is_cut() {
      String name = "M".repeat(300);
      browser.get(ask(SHELF.replace("poems", name)).url()).signInAs("alice");
      assertThat(browser.html()).contains(name);
    }
  }

  @Nested
  class Section_6_1_what_is_remembered {
    @Test
    void somebody_who_pays_is_asked_each_time() {
      allowed(ask(PAYMENT));
      assertAsks(ask(PAYMENT));
    }

    @Test
    void of_a_type_that_is_remembered_the_same_detail_is_not_asked_for_again() {
      allowed(ask(ACCOUNTS));
      String reordered =
          "{\"actions\": [\"list_accounts\", \"read_balances\"], \"type\": \"account_information\"}";
      assertThat(browser.get(ask(reordered).url()).answer("code")).isNotEmpty();
    }

    /// They are kept, and no reader of JSON keeps the letters of a number.
    @Test
    void so_it_is_whatever_its_numbers() {
      for (String books : List.of("1.50", "9007199254740991", "-0.1", "2e3")) {
        Ask ask = ask(SHELF.replace("}", ", \"books\": " + books + "}"));
        TestBrowser other = new TestBrowser(server).get(ask.url()).signInAs("alice");
        assertThat(other.approve().answer("code")).as(books).isNotEmpty();
        assertThat(other.get(ask.url()).answer("code")).as(books).isNotEmpty();
      }
    }

    /// It is asked for each time: what is remembered of it gives the client nothing.
    @Test
    void what_was_for_once_is_not_among_what_is_allowed() {
      allowed(ask(PAYMENT));
      server.clock.advance(Duration.ofMinutes(5));
      assertThat(server.rows()).containsEntry("consents", 1);
      browser.get("/account/applications");
      assertThat(browser.html()).contains("may do anything in your name now");
    }

    @Test
    void the_person_sees_what_would_be_given_without_asking() {
      allowed(ask(ACCOUNTS));
      server.clock.advance(Duration.ofMinutes(5));
      browser.get("/account/applications");
      assertThat(browser.html())
          .contains("Has no access now")
          .contains(">account_information<", "<bdi>list_accounts, read_balances</bdi>");
      browser.get("/account/data").submit(TestClients.form("do", "export"));
      assertThat(json(browser.page).get("consents").toString())
          .contains("type=account_information", "read_balances");
    }

    @Test
    void no_more_is_remembered_than_4_KB_in_any_script() {
      for (String letters : List.of("abc", "가나다")) {
        List<Ask> asks = letters.chars().mapToObj(letter -> ask(shelf(letter))).toList();
        TestBrowser other = new TestBrowser(server).get(asks.getFirst().url()).signInAs("alice");
        other.approve();
        other.get(asks.get(1).url()).approve();
        other.get(asks.get(2).url()).approve();
        assertThat(other.get(asks.get(1).url()).answer("code")).as(letters).isNotEmpty();
        assertThat(other.get(asks.get(0).url()).path()).as(letters).isEqualTo("/consent");
      }
    }

    private static String shelf(int letter) {
      String text = Character.toString(letter);
      return SHELF.replace("poems", text.repeat(1900 / text.getBytes(UTF_8).length));
    }

    @Test
    void a_changed_detail_is_asked_for_anew() {
      allowed(ask(ACCOUNTS));
      assertAsks(ask(ACCOUNTS.replace("read_balances", "read_transactions")));
      assertAsks(ask(ACCOUNTS, SHELF));
    }

    @Test
    void both_are_remembered_then() {
      allowed(ask(ACCOUNTS));
      browser.get(ask(SHELF).url()).approve();
      assertThat(browser.get(ask(ACCOUNTS).url()).answer("code")).isNotEmpty();
      assertThat(browser.get(ask(SHELF).url()).answer("code")).isNotEmpty();
    }

    @Test
    void a_remembered_detail_covers_no_one_time_detail_beside_it() {
      allowed(ask(ACCOUNTS, PAYMENT));
      assertAsks(ask(ACCOUNTS, PAYMENT));
    }

    @Test
    void nothing_is_once_its_type_says_so_no_longer() {
      allowed(ask(ACCOUNTS));
      server.server.reconcile(
          Declared.with(
              declarations(),
              resource(
                  BANK,
                  AccessTokenFormat.JWT,
                  "bank.read",
                  type(
                      "account_information",
                      false,
                      "{\"properties\": {\"actions\": {\"type\": \"array\"}}}"))));
      assertAsks(ask(ACCOUNTS));
      server.clock.advance(Duration.ofMinutes(5));
      assertThat(browser.get("/account/applications").html())
          .contains("may do anything in your name now")
          .doesNotContain("read_balances");
      browser.get(ask(SHELF).url()).approve();
      assertThat(server.database.value("SELECT claims FROM consents"))
          .contains("shelf")
          .doesNotContain("read_balances");
    }

    @Test
    void prompt_none_says_so() {
      allowed(ask(PAYMENT));
      assertThat(browser.get(ask(PAYMENT).with("prompt", "none").url()).answer("error"))
          .isEqualTo("consent_required");
    }
  }

  @Nested
  class Section_3_clients_that_ask_nobody {
    private Ask ours(String... details) {
      return Ask.of("ours", Samples.CALLBACK, "openid").with(NAME, array(details));
    }

    @Test
    void ask_about_what_is_asked_about_each_time() {
      browser.get(ours(PAYMENT).url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("Merchant A");
      assertAsks(ours(ACCOUNTS, PAYMENT));
    }

    @Test
    void ask_nobody_about_what_lasts() {
      assertThat(browser.get(ours(ACCOUNTS).url()).signInAs("alice").answer("code")).isNotEmpty();
    }
  }

  @Nested
  class Section_11_roles {
    @Test
    void a_person_without_the_role_cannot_grant_it() {
      browser.get(ask(VAULT).url()).signInAs("alice");
      assertThat(browser.answer("error")).isEqualTo("access_denied");
    }

    @Test
    void nor_can_one_for_a_device() {
      var device =
          json(clients.post("/device_authorization", "tv", TestClients.form(NAME, array(VAULT))));
      browser
          .get("/device")
          .submit(TestClients.form("user_code", (String) device.get("user_code")))
          .signInAs("alice");
      assertThat(browser.shownError()).isEqualTo("access_denied");
    }

    @Test
    void what_they_may_grant_is_granted_without_it() {
      Ask ask = ask("offline_access", List.of(VAULT, ACCOUNTS));
      assertDetails(tokens(ask), ACCOUNTS);
    }
  }

  /// A mistake of the field: CVE-2024-52287 and others let the request be swapped after approval.
  @Nested
  class Section_3_what_was_shown {
    private void everybodyMayGrantTheVault() {
      server.server.reconcile(Declared.with(declarations(), bank(Set.of())));
    }

    @Test
    void nothing_is_granted_that_the_page_did_not_show() {
      Ask ask = ask(VAULT, ACCOUNTS);
      browser.get(ask.url()).signInAs("alice");
      assertThat(browser.html()).contains(">account_information<").doesNotContain(">vault<");
      everybodyMayGrantTheVault();
      browser.approve();
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains(">vault<");
      assertThat(server.rows()).containsEntry("grants", 0);
      assertDetails(json(redeem(ask, browser.approve().answer("code"))), VAULT, ACCOUNTS);
    }

    @Test
    void nor_to_a_device() {
      var device =
          json(
              clients.post(
                  "/device_authorization", "tv", TestClients.form(NAME, array(VAULT, ACCOUNTS))));
      browser
          .get("/device")
          .submit(TestClients.form("user_code", (String) device.get("user_code")))
          .signInAs("alice");
      everybodyMayGrantTheVault();
      browser.approve();
      assertThat(browser.path()).isEqualTo("/device/consent");
      assertThat(browser.html()).contains(">vault<");
      assertThat(server.rows()).containsEntry("grants", 0);
    }
  }

  @Nested
  class Section_13_privacy {
    @Test
    void no_log_has_any_of_it() {
      allowed(ask(PAYMENT));
      assertThat(server.audit.toString()).doesNotContain("Merchant");
    }

    @Test
    void the_audit_names_the_types() {
      tokens(ask(PAYMENT, PAYMENT.replace("45", "46"), ACCOUNTS));
      assertThat(server.audit.toString())
          .containsSubsequence(
              "CONSENT_GIVEN",
              "authorization_details_types=payment_initiation account_information",
              "TOKEN_ISSUED",
              "authorization_details_types=payment_initiation account_information");
    }
  }
}

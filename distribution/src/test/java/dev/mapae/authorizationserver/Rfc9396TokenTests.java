package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396, what tokens say of authorization details, and that nothing makes them more.
class Rfc9396TokenTests extends DetailsScene {
  static final String INITIATE = PAYMENT.replace("\"initiate\", \"status\"", "\"initiate\"");

  private static void assertRefused(Response response) {
    assertThat(json(response)).containsEntry("error", "invalid_authorization_details");
    assertThat(response.status()).isEqualTo(400);
  }

  @Nested
  class Section_6_the_token_request {
    @Test
    void a_client_that_acts_for_itself_gets_what_it_is_registered_for() {
      Map<String, Object> answer =
          json(clients.token("service", credentials(NAME, array(ACCOUNTS))));
      assertThat(answer).containsEntry(NAME, values(ACCOUNTS)).doesNotContainKey("scope");
      assertThat(clients.claims(answer.get("access_token"))).containsEntry("aud", BANK);
      assertRefused(clients.token("service", credentials(NAME, array(PAYMENT))));
    }

    @Test
    void its_token_is_for_one_resource_too() {
      Response two = clients.token("service", credentials(NAME, array(ACCOUNTS, SHELF)));
      assertThat(json(two)).containsEntry("error", "invalid_target");
      assertThat((String) json(two).get("error_description")).contains(BANK, LIBRARY);
      Response other =
          clients.token("service", credentials(NAME, array(SHELF), "scope", "bank.read"));
      assertThat(json(other)).containsEntry("error", "invalid_target");
    }

    @Test
    void a_code_is_redeemed_for_a_part_of_what_was_granted() {
      Ask ask = ask("offline_access", List.of(PAYMENT, ACCOUNTS));
      Map<String, Object> part = tokens(ask, NAME, array(ACCOUNTS));
      assertDetails(part, ACCOUNTS);
      assertDetails(json(refresh(part)), PAYMENT, ACCOUNTS);
    }

    @Test
    void what_is_refused_spends_nothing() {
      Ask ask = ask(PAYMENT);
      String code = code(ask);
      assertRefused(redeem(ask, code, NAME, array(ACCOUNTS)));
      assertRefused(redeem(ask, code, NAME, "x"));
      assertDetails(json(redeem(ask, code)), PAYMENT);
    }

    @Test
    void a_grant_without_details_gives_none() {
      Ask ask = Ask.web("openid offline_access bank.read");
      Map<String, Object> tokens = tokens(ask);
      assertNoDetails(tokens);
      assertRefused(refresh(tokens, NAME, array(ACCOUNTS)));
      assertNoDetails(json(refresh(tokens)));
    }
  }

  @Nested
  class Section_6_1_comparing {
    final Map<String, Object> tokens = tokens(ask("offline_access", List.of(PAYMENT)));

    @Test
    void fewer_values_of_an_additive_member_are_less() {
      assertDetails(json(refresh(tokens, NAME, array(INITIATE))), INITIATE);
    }

    @Test
    void less_once_is_not_less_for_good() {
      assertDetails(json(refresh(json(refresh(tokens, NAME, array(INITIATE))))), PAYMENT);
    }

    @Test
    void more_values_are_more() {
      String more = PAYMENT.replace("\"status\"", "\"status\", \"cancel\"");
      assertRefused(refresh(tokens, NAME, array(more)));
    }

    @Test
    void another_value_of_any_member_is_more() {
      assertRefused(refresh(tokens, NAME, array(PAYMENT.replace("45.00", "44.00"))));
      assertRefused(refresh(tokens, NAME, array(PAYMENT.replace("Merchant A", "Merchant B"))));
    }

    @Test
    void a_member_that_is_left_out_is_more() {
      String any = PAYMENT.replace("\"actions\": [\"initiate\", \"status\"],", "");
      assertRefused(refresh(tokens, NAME, array(any)));
    }

    @Test
    void an_array_without_values_is_more() {
      Map<String, Object> accounts = tokens(ask("offline_access", List.of(ACCOUNTS)));
      String any = "{\"type\": \"account_information\", \"actions\": []}";
      assertRefused(refresh(accounts, NAME, array(any)));
    }

    @Test
    void a_member_that_is_added_is_more() {
      assertRefused(refresh(tokens, NAME, array(PAYMENT.replaceFirst("\\{", "{\"urgent\":true,"))));
    }

    @Test
    void what_was_granted_once_is_not_had_twice() {
      assertRefused(refresh(tokens, NAME, array(PAYMENT, PAYMENT)));
      assertRefused(refresh(tokens, NAME, array(INITIATE, INITIATE)));
      assertRefused(refresh(tokens, NAME, array(INITIATE, PAYMENT)));
    }

    @Test
    void it_does_not_matter_which_granted_one_comes_first() {
      String most = accounts("\"a\", \"b\", \"c\"");
      Map<String, Object> two =
          tokens(ask("offline_access", List.of(most, accounts("\"a\", \"b\""))));
      String[] less = {accounts("\"a\""), accounts("\"b\", \"c\"")};
      assertDetails(json(refresh(two, NAME, array(less))), less);
      assertRefused(refresh(two, NAME, array(accounts("\"c\""), accounts("\"c\""))));
    }

    private static String accounts(String actions) {
      return "{\"type\": \"account_information\", \"actions\": [" + actions + "]}";
    }

    @Test
    void a_refusal_leaves_the_refresh_token_as_it_was() {
      assertRefused(refresh(tokens, NAME, array(PAYMENT, PAYMENT)));
      assertDetails(json(refresh(tokens)), PAYMENT);
    }
  }

  @Nested
  class Section_7_the_token_response {
    @Test
    void each_token_has_the_details_of_its_resource_alone() {
      Ask ask = ask("offline_access", List.of(PAYMENT, SHELF));
      String code = code(ask);
      assertThat(json(redeem(ask, code))).containsEntry("error", "invalid_target");
      Map<String, Object> library = json(redeem(ask, code, "resource", LIBRARY));
      assertDetails(library, SHELF);
      assertDetails(json(refresh(library, "resource", BANK)), PAYMENT);
    }

    @Test
    void details_that_are_asked_for_choose_their_resource() {
      Ask ask = ask("offline_access", List.of(PAYMENT, SHELF));
      String code = code(ask);
      assertRefused(redeem(ask, code, "resource", BANK, NAME, array(SHELF)));
      assertThat(json(redeem(ask, code, NAME, array(PAYMENT, SHELF))))
          .containsEntry("error", "invalid_target");
      Map<String, Object> answer = json(redeem(ask, code, NAME, array(SHELF)));
      assertDetails(answer, SHELF);
      assertThat(clients.introspect("web", answer.get("access_token")))
          .containsEntry("aud", LIBRARY);
    }

    @Test
    void what_the_type_no_longer_allows_is_left_out() {
      Map<String, Object> tokens = tokens(ask("offline_access bank.read", List.of(PAYMENT)));
      server.server.reconcile(
          Declared.with(
              declarations(),
              resource(
                  BANK,
                  AccessTokenFormat.JWT,
                  "bank.read",
                  type("payment_initiation", false, "{}"))));
      assertNoneLeft(json(refresh(tokens)));
    }

    @Test
    void a_type_that_the_client_may_no_longer_use_is_left_out() {
      Map<String, Object> tokens = tokens(ask("offline_access bank.read", List.of(PAYMENT)));
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK).scope("offline_access bank.read"))));
      assertNoneLeft(json(refresh(tokens)));
    }

    @Test
    void a_type_that_went_to_another_resource_is_left_out() {
      Map<String, Object> tokens = tokens(ask("offline_access bank.read", List.of(ACCOUNTS)));
      server.server.reconcile(
          Declared.with(
              Declared.with(declarations(), resource(BANK, AccessTokenFormat.JWT, "bank.read")),
              resource(
                  LIBRARY,
                  AccessTokenFormat.OPAQUE,
                  "library.read",
                  type("account_information", true, "{\"additionalProperties\": true}"))));
      Map<String, Object> left = json(refresh(tokens));
      assertNoneLeft(left);
      assertThat(clients.claims(left.get("access_token"))).containsEntry("aud", BANK);
      assertRefused(refresh(left, NAME, array(ACCOUNTS)));
    }
  }

  @Nested
  class Section_9_resource_servers {
    @Test
    void a_refresh_token_tells_its_client() {
      Map<String, Object> tokens =
          tokens(ask("offline_access", List.of(PAYMENT, SHELF)), "resource", BANK);
      assertThat(clients.introspect("web", tokens.get("refresh_token")))
          .containsEntry(NAME, values(PAYMENT, SHELF));
    }

    /// Known mistake 15: what the token endpoint refuses is not called good by its neighbour.
    @Test
    void tokens_for_details_alone_are_inactive_once_the_client_may_no_longer_have_them() {
      Map<String, Object> tokens = tokens(ask(PAYMENT));
      web(client -> client.detailsTypes("shelf"));
      assertThat(refresh(tokens).status()).isEqualTo(400);
      assertThat(clients.isActive("web", tokens.get("refresh_token"))).isFalse();
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
    }

    @Test
    void all_that_a_token_says_is_told_where_nothing_was_taken_away() {
      Object token = tokens(ask("bank.read", List.of(PAYMENT))).get("access_token");
      Map<String, Object> said = clients.claims(token);
      assertThat(said).containsKeys(NAME, "scope", "acr", "amr", "auth_time");
      assertThat(clients.introspect("web", token)).containsAllEntriesOf(said);
    }

    @Test
    void what_the_client_may_no_longer_have_is_told_of_no_token() {
      Map<String, Object> tokens =
          tokens(ask("offline_access bank.read", List.of(PAYMENT, ACCOUNTS)));
      web(client -> client.detailsTypes("account_information"));
      for (String token : List.of("access_token", "refresh_token")) {
        assertThat(clients.introspect("web", tokens.get(token)))
            .containsEntry("scope", "offline_access bank.read")
            .containsEntry(NAME, values(ACCOUNTS));
      }
      web(client -> client);
      for (String token : List.of("access_token", "refresh_token")) {
        assertThat(clients.introspect("web", tokens.get(token)))
            .containsEntry("active", true)
            .doesNotContainKey(NAME);
      }
    }

    @Test
    void what_a_client_may_no_longer_have_for_itself_is_told_of_no_token() {
      String token = clients.accessToken("service", NAME, array(ACCOUNTS), "scope", "bank.read");
      String alone = clients.accessToken("service", NAME, array(ACCOUNTS));
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  Samples.client("service").grants("client_credentials").scope("bank.read"))));
      assertThat(clients.introspect("service", token))
          .containsEntry("active", true)
          .doesNotContainKey(NAME);
      assertThat(clients.isActive("service", alone)).isFalse();
    }

    /// What is in an access token is decided when it is issued, as `roles` are.
    @Test
    void what_the_person_may_no_longer_grant_is_told_of_no_refresh_token() {
      bankOf(Set.of("listener"));
      Map<String, Object> tokens = tokens(ask("offline_access bank.read", List.of(VAULT)));
      bankOf(Set.of("keeper"));
      assertThat(clients.introspect("web", tokens.get("refresh_token")))
          .containsEntry("scope", "offline_access bank.read")
          .doesNotContainKey(NAME);
      assertThat(clients.introspect("web", tokens.get("access_token")))
          .containsEntry(NAME, values(VAULT));
      assertNoneLeft(json(refresh(tokens)));
    }

    private void bankOf(Set<String> keepers) {
      server.server.reconcile(Declared.with(declarations(), bank(keepers)));
    }

    private void web(UnaryOperator<Samples.Sample> change) {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  change.apply(
                      Samples.client("web", Samples.CALLBACK).scope("offline_access bank.read")))));
    }

    @Test
    void the_id_token_says_nothing_of_them() {
      Map<String, Object> tokens = tokens(ask("openid bank.read", List.of(PAYMENT)));
      assertThat(clients.claims(tokens.get("id_token"))).doesNotContainKey(NAME);
    }

    @Test
    void the_claims_parameter_cannot_smuggle_them_in() {
      Ask ask =
          Ask.web("openid offline_access bank.read")
              .with(
                  "claims",
                  "{\"userinfo\":{\"name\":null},\"authorization_details\":[" + VAULT + "]}");
      assertNoDetails(json(refresh(tokens(ask))));
    }
  }
}

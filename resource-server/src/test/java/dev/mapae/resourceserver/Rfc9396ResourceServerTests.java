package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.Requirement.detail;
import static dev.mapae.resourceserver.Requirement.scope;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396 at an API: what the authorization details of a token allow.
class Rfc9396ResourceServerTests {
  private static final Map<String, Object> PAYMENT =
      Map.of(
          "type",
          "payment_initiation",
          "actions",
          List.of("initiate", "status"),
          "locations",
          List.of("https://example.com/payments"),
          "creditorName",
          "Merchant A",
          "instructedAmount",
          Map.of("currency", "EUR", "amount", "45.00"));

  private TestIssuer issuer;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Outcome<VerifiedToken> ask(Requirement requirement, Object details) {
    return api.require(requirement)
        .authenticate(bearer(issuer.token(issuer.claims("authorization_details", details))));
  }

  private Refusal refuse(Requirement requirement, Object details) {
    Refusal refusal = refused(ask(requirement, details));
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.error()).contains("insufficient_scope");
    return refusal;
  }

  @Nested
  class Section_9_the_claim {
    @Test
    void allows_what_one_of_its_details_says() {
      List<Object> details = List.of(Map.of("type", "account_information"), PAYMENT);

      accepted(ask(detail("payment_initiation"), details));
      accepted(ask(detail("payment_initiation").with("actions", "initiate"), details));
      accepted(ask(detail("payment_initiation").with("actions", "status", "initiate"), details));
      accepted(
          ask(
              detail("payment_initiation")
                  .with("creditorName", "Merchant A")
                  .with("locations", "https://example.com/payments"),
              details));
    }

    @Test
    void is_handed_to_the_application_by_type() {
      VerifiedToken token = accepted(ask(scope(), List.of(PAYMENT, Map.of("type", "other"))));

      assertThat(token.authorizationDetails("payment_initiation"))
          .singleElement()
          .satisfies(payment ->
              assertThat(payment.get("instructedAmount"))
                  .isEqualTo(Map.of("currency", "EUR", "amount", "45.00")));
      assertThat(token.authorizationDetails("unknown")).isEmpty();
    }

    @Test
    void that_is_missing_or_malformed_allows_nothing() {
      for (Object details :
          List.of(
              List.of(), Map.of(), "payment_initiation", PAYMENT, List.of("payment_initiation"))) {
        refuse(detail("payment_initiation"), details);
      }
      Refusal without =
          refused(api.require(detail("payment_initiation")).authenticate(bearer(issuer.token())));
      assertThat(without.status()).isEqualTo(403);
    }

    @Test
    void says_too_little_where_a_member_lacks_a_value_or_is_missing() {
      refuse(detail("payment_initiation").with("actions", "cancel"), List.of(PAYMENT));
      refuse(detail("payment_initiation").with("actions", "initiate", "cancel"), List.of(PAYMENT));
      refuse(detail("payment_initiation").with("privileges", "admin"), List.of(PAYMENT));
      refuse(detail("payment_initiation").with("creditorName", "Merchant B"), List.of(PAYMENT));
      refuse(
          detail("payment_initiation").with("creditorName", "Merchant A", "Merchant B"),
          List.of(PAYMENT));
      refuse(detail("payment_initiation").with("instructedAmount", "EUR"), List.of(PAYMENT));
    }

    /// Two details that have a half each do not allow the whole.
    @Test
    void has_to_say_all_of_it_in_one_detail() {
      refuse(
          detail("account").with("actions", "read").with("identifier", "2"),
          List.of(
              Map.of("type", "account", "actions", List.of("read"), "identifier", "1"),
              Map.of("type", "account", "actions", List.of("close"), "identifier", "2")));
    }
  }

  @Nested
  class Section_12_comparing {
    @Test
    void is_done_letter_for_letter() {
      refuse(detail("payment_Initiation"), List.of(PAYMENT));
      refuse(detail("payment_initiation").with("actions", "Initiate"), List.of(PAYMENT));
      refuse(
          detail("payment_initiation").with("locations", "https://example.com/payments/"),
          List.of(PAYMENT));
    }
  }

  @Nested
  class Rfc_6750_section_3_1_the_refusal {
    @Test
    void says_what_is_missing() {
      Refusal refusal =
          refuse(
              detail("payment_initiation")
                  .with("actions", "cancel")
                  .and(detail("account_information")),
              List.of(PAYMENT));

      assertThat(refusal.description())
          .contains("payment_initiation with actions cancel; account_information");
      assertThat(challenge(refusal))
          .startsWith("Bearer error=\"insufficient_scope\"")
          .doesNotContain("scope=\"");
    }

    @Test
    void names_the_scope_where_that_is_missing_too() {
      Refusal refusal = refuse(detail("unknown").and(scope("payments")), List.of(PAYMENT));

      assertThat(challenge(refusal)).endsWith("scope=\"payments\"");
    }
  }

  @Nested
  class A_requirement {
    @Test
    void needs_all_that_is_said_of_one_member() {
      Requirement both =
          detail("payment_initiation").with("actions", "initiate").with("actions", "cancel");

      refuse(both, List.of(Map.of("type", "payment_initiation", "actions", List.of("cancel"))));
      refuse(both, List.of(PAYMENT));
      accepted(
          ask(
              both,
              List.of(
                  Map.of("type", "payment_initiation", "actions", List.of("initiate", "cancel")))));
      accepted(
          ask(
              detail("payment_initiation")
                  .with("creditorName", "Merchant A")
                  .with("creditorName", "Merchant A"),
              List.of(PAYMENT)));
      Requirement one = detail("payment").with("actions", "initiate");
      assertThatThrownBy(() -> one.with("actions")).isInstanceOf(IllegalArgumentException.class);
    }

    /// A detail of another API is no matter of this one, which says so.
    @Test
    void may_need_the_location_of_this_api() {
      refuse(
          detail("payment_initiation").with("locations", "https://api.example.com/payments"),
          List.of(PAYMENT));
    }

    @Test
    void is_made_of_whole_details() {
      assertThatThrownBy(() -> detail("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> detail("payment").with("actions"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> scope("payments").with("actions", "initiate"))
          .isInstanceOf(IllegalStateException.class);
      Requirement two = detail("payment").and(detail("account"));
      assertThatThrownBy(() -> two.with("actions", "initiate"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}

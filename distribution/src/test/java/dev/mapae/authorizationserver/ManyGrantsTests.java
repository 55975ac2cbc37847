package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// RFC 9396 §3: each payment is a grant of its own, and `/account/applications` shows them all as
/// one application.
class ManyGrantsTests extends DetailsScene {
  private final TestBrowser browser =
      new TestBrowser(server).get("/account/applications").signInAs("alice");

  /// A client holds as many payments as it was allowed, which differ in the amount.
  private void payments(String clientId, int many) {
    String alice = server.stores.people().findByUsername("alice").orElseThrow().subject();
    Instant now = server.clock.instant();
    Session session =
        server.stores.sessions().ofPerson(alice, now, Instant.EPOCH, 1).getFirst().session();
    for (int i = 0; i < many; i++) {
      Grant grant =
          new Grant(
              clientId + "-" + i,
              1,
              alice,
              clientId,
              session.id(),
              session.firstId(),
              Scope.empty(),
              List.of(BANK),
              false,
              Optional.empty(),
              List.of(payment(i)),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              now,
              session.acr(),
              session.amr(),
              now.plusSeconds(i),
              now.plusSeconds(i),
              now.plus(Duration.ofDays(30)),
              Optional.empty());
      assertThat(server.stores.grants().open(grant, false)).isTrue();
    }
  }

  private static AuthorizationDetail payment(int i) {
    return new AuthorizationDetail(
        Map.of(
            "type",
            "payment_initiation",
            "creditorName",
            "Merchant " + i,
            "instructedAmount",
            Map.of("currency", "EUR", "amount", i + ".00")));
  }

  @Test
  void as_many_as_a_page_has_room_for_are_shown_the_newest_first_and_that_there_are_others() {
    payments("web", 300);
    browser.get("/account/applications");
    assertThat(browser.html().getBytes(UTF_8).length).isLessThan(12_000);
    String shown = browser.html().replaceAll("</?bdi>", "");
    assertThat(shown).contains("Pay 299.00 EUR to Merchant 299").doesNotContain("Merchant 1<");
    long lines = shown.lines().filter(line -> line.contains("EUR to Merchant")).count();
    assertThat(lines).isBetween(5L, 20L);
    assertThat(shown)
        .contains("There is more that is not shown here")
        .contains("href=\"/account/data\"");
  }

  @Test
  void all_of_them_are_in_the_export_and_are_taken_back_at_once() {
    payments("web", 60);
    browser.get("/account/data").submit(TestClients.form("do", "export"));
    assertThat((List<?>) json(browser.page).get("access")).hasSize(60);
    browser.get("/account/applications").submit(TestClients.form("client_id", "web"));
    assertThat(server.rows()).containsEntry("grants", 0);
  }

  /// However many they are, those of one client hide nothing of another.
  @Test
  void those_of_one_client_leave_the_others_where_they_were() {
    payments("few", 1100);
    payments("web", 2);
    browser.get("/account/applications");
    StringBuilder all = new StringBuilder(browser.html());
    while (browser.html().contains("id=\"before\"")) {
      all.append(browser.follow("before").html());
    }
    assertThat(all).contains("value=\"few\"", "value=\"web\"");
  }
}

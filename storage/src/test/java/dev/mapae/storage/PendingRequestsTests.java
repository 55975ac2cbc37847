package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Grants.Opening;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.PendingRequest.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What [dev.mapae.authorizationserver.store.PendingRequests] promises.
@OnEveryEngine
class PendingRequestsTests extends StoresContract {
  static final Kind PUSHED = Kind.PUSHED_AUTHORIZATION_REQUEST;

  @BeforeEach
  void somebody() {
    stores.people().declare(Examples.person("person-1", "alice"), "");
    stores.sessions().start(Examples.session("s1", "person-1"));
  }

  @Test
  void one_that_was_added_comes_back_as_it_was() {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    reopen();
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).contains(request);
    assertThat(stores.pendingRequests().find(PUSHED, "p2")).isEmpty();
  }

  @Test
  void one_of_another_issuer_is_neither_found_nor_spent() {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    try (var others = engine.openBeside(folder, "https://other.example")) {
      assertThat(others.pendingRequests().find(PUSHED, "p1")).isEmpty();
      assertThat(others.pendingRequests().spend(request)).isFalse();
    }
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).isPresent();
  }

  @Test
  void of_many_who_spend_one_wins() throws Exception {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    assertThat(race(16, () -> stores.pendingRequests().spend(request))).containsOnlyOnce(true);
    reopen();
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).isEmpty();
  }

  @Test
  void a_grant_takes_its_place() {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    assertThat(stores.grants().openInPlaceOf(request, Examples.grant("g1"), false))
        .isEqualTo(Opening.OPENED);
    reopen();
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).isEmpty();
    assertThat(stores.grants().find("g1").orElseThrow().grant()).isEqualTo(Examples.grant("g1"));
  }

  @Test
  void no_grant_is_left_of_one_that_was_spent_before() {
    PendingRequest request = Examples.pending("p1");
    assertThat(stores.grants().openInPlaceOf(request, Examples.grant("g1"), false))
        .isEqualTo(Opening.REQUEST_SPENT);
    assertThat(stores.grants().find("g1")).isEmpty();
  }

  @Test
  void it_still_waits_where_the_session_has_ended() {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    stores.sessions().end(Examples.session("s1", "person-1"), Examples.NOW);
    assertThat(stores.grants().openInPlaceOf(request, Examples.grant("g1"), false))
        .isEqualTo(Opening.SESSION_ENDED);
    assertThat(stores.grants().find("g1")).isEmpty();
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).contains(request);
  }

  @Test
  void of_many_who_answer_it_one_opens_a_grant() throws Exception {
    PendingRequest request = Examples.pending("p1");
    stores.pendingRequests().add(request, List.of());
    var next = new AtomicInteger();
    var results =
        race(
            16,
            () ->
                stores
                    .grants()
                    .openInPlaceOf(request, Examples.grant("g" + next.incrementAndGet()), false));
    assertThat(results).containsOnlyOnce(Opening.OPENED);
    assertThat(Collections.frequency(results, Opening.REQUEST_SPENT)).isEqualTo(15);
    long grants = 0;
    for (int i = 1; i <= 16; i++) {
      grants += stores.grants().find("g" + i).stream().count();
    }
    assertThat(grants).isEqualTo(1);
  }

  @Test
  void it_is_kept_together_with_what_is_spent_for_it_or_not_at_all() {
    Once first = Once.of(Once.Kind.CLIENT_ASSERTION, "demo", "j1", NOW.plusSeconds(60));
    Once second = Once.of(Once.Kind.CLIENT_ASSERTION, "demo", "j2", NOW.plusSeconds(60));
    assertThat(stores.pendingRequests().add(Examples.pending("p1"), List.of(first))).isEmpty();
    assertThat(stores.pendingRequests().add(Examples.pending("p2"), List.of(second, first)))
        .contains(first);
    reopen();
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).isPresent();
    assertThat(stores.pendingRequests().find(PUSHED, "p2")).isEmpty();
    assertThat(stores.spentIds().spend(List.of(second))).as("a refusal spends nothing").isEmpty();
  }

  @Test
  void it_is_forgotten_once_it_has_expired() {
    stores.pendingRequests().add(Examples.pending("p1"), List.of());
    assertThat(stores.pendingRequests().sweep(NOW.plusSeconds(59), 9)).isZero();
    assertThat(stores.pendingRequests().sweep(NOW.plusSeconds(60), 9)).isEqualTo(1);
    assertThat(stores.pendingRequests().find(PUSHED, "p1")).isEmpty();
  }

  private static PendingRequest device(String id, String lookup) {
    return new PendingRequest(
        id,
        Kind.DEVICE_AUTHORIZATION_REQUEST,
        "demo",
        "c2VhbGVk",
        NOW,
        NOW.plusSeconds(60),
        Optional.of(lookup),
        false);
  }

  private Optional<PendingRequest> lookedUp(String lookup, Instant now) {
    return stores.pendingRequests().findByLookup(Kind.DEVICE_AUTHORIZATION_REQUEST, lookup, now);
  }

  @Test
  void one_is_found_by_what_it_is_looked_up_by_while_it_waits() {
    PendingRequest request = device("d1", "bWFj");
    stores.pendingRequests().add(request, List.of());
    reopen();
    assertThat(lookedUp("bWFj", NOW)).contains(request);
    assertThat(lookedUp("bWFj", NOW.plusSeconds(60))).isEmpty();
    assertThat(lookedUp("other", NOW)).isEmpty();
    assertThat(stores.pendingRequests().findByLookup(PUSHED, "bWFj", NOW)).isEmpty();
    try (var others = engine.openBeside(folder, "https://other.example")) {
      assertThat(
              others.pendingRequests().findByLookup(Kind.DEVICE_AUTHORIZATION_REQUEST, "bWFj", NOW))
          .isEmpty();
    }
  }

  @Test
  void of_two_that_are_looked_up_by_the_same_neither_is_found() {
    stores.pendingRequests().add(device("d1", "bWFj"), List.of());
    stores.pendingRequests().add(device("d2", "bWFj"), List.of());
    assertThat(lookedUp("bWFj", NOW)).isEmpty();
  }

  @Test
  void one_that_was_denied_stays_and_opens_no_grant() throws Exception {
    PendingRequest request = device("d1", "bWFj");
    stores.pendingRequests().add(request, List.of());
    assertThat(race(8, () -> stores.pendingRequests().deny(request, NOW))).containsOnlyOnce(true);
    reopen();
    assertThat(
            stores
                .pendingRequests()
                .find(Kind.DEVICE_AUTHORIZATION_REQUEST, "d1")
                .orElseThrow()
                .denied())
        .isTrue();
    assertThat(stores.grants().openInPlaceOf(request, Examples.grant("d1"), false))
        .isEqualTo(Opening.REQUEST_SPENT);
    assertThat(stores.grants().find("d1")).isEmpty();
    assertThat(stores.pendingRequests().spend(request)).isFalse();
  }

  @Test
  void of_many_who_bring_the_same_grant_in_its_place_one_opens_it() throws Exception {
    PendingRequest request = device("d1", "bWFj");
    stores.pendingRequests().add(request, List.of());
    assertThat(race(16, () -> stores.grants().openInPlaceOf(request, Examples.grant("d1"), false)))
        .containsOnly(Opening.OPENED, Opening.REQUEST_SPENT)
        .containsOnlyOnce(Opening.OPENED);
  }

  @Test
  void one_that_was_spent_is_not_denied() {
    PendingRequest request = device("d1", "bWFj");
    stores.pendingRequests().add(request, List.of());
    stores.pendingRequests().spend(request);
    assertThat(stores.pendingRequests().deny(request, NOW)).isFalse();
  }
}

package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.grant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Grants.Spend;
import dev.mapae.authorizationserver.store.Once;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What [SpentIds] promises, alone and together with a grant.
@OnEveryEngine
class SpentIdsTests extends StoresContract {
  private static final Instant END = NOW.plusSeconds(86_400);

  /// Five minutes after what was good until [Examples#NOW], for clocks that differ.
  private static final Instant FORGOTTEN = NOW.plusSeconds(300);

  private static Once once(String owner, String jti) {
    return Once.of(Once.Kind.CLIENT_ASSERTION, owner, jti, NOW);
  }

  private Optional<Once> spend(Once... all) {
    return stores.spentIds().spend(List.of(all));
  }

  private void givenAGrant() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.sessions().start(Examples.session("s1", "person-1"));
    stores.clients().declare(Examples.client("demo"), "f");
    stores.grants().open(grant("g1"), false);
  }

  @Test
  void an_id_is_spent_once_by_each_owner() {
    assertThat(spend(once("a", "1"))).isEmpty();
    assertThat(spend(once("a", "1"))).contains(once("a", "1"));
    assertThat(spend(once("b", "1"))).isEmpty();
    assertThat(once("ab", "c").id()).isNotEqualTo(once("a", "bc").id());
  }

  @Test
  void all_are_spent_or_none() {
    spend(once("a", "2"));
    assertThat(spend(once("a", "1"), once("a", "2"))).contains(once("a", "2"));
    assertThat(spend(once("a", "1"))).isEmpty();
  }

  @Test
  void one_of_many_racers_wins() throws Exception {
    List<Optional<Once>> outcomes = race(64, () -> spend(once("a", "1")));
    assertThat(outcomes).filteredOn(Optional::isEmpty).hasSize(1);
  }

  @Test
  void a_grant_is_spent_with_an_id_or_not_at_all() {
    givenAGrant();
    List<Once> first = List.of(once("a", "1"));
    assertThat(stores.grants().spend("g1", 0, NOW, END, first)).isEqualTo(new Spend.Spent(1));
    assertThat(stores.grants().spend("g1", 1, NOW, END, first))
        .isEqualTo(new Spend.Repeated(first.getFirst()));
    assertThat(stores.grants().spend("g1", 1, NOW, END, List.of())).isEqualTo(new Spend.Spent(2));
  }

  @Test
  void a_repeated_id_is_told_before_a_replayed_handle() {
    givenAGrant();
    List<Once> first = List.of(once("a", "1"));
    stores.grants().spend("g1", 0, NOW, END, first);
    assertThat(stores.grants().spend("g1", 0, NOW, END, first))
        .isEqualTo(new Spend.Repeated(first.getFirst()));
    assertThat(stores.grants().spend("g1", 0, NOW, END, List.of(once("a", "2"))))
        .isEqualTo(new Spend.Replayed(1, NOW, grant("g1").boundKey()));
  }

  @Test
  void expired_ids_are_swept_a_few_at_a_time() {
    spend(once("a", "1"), once("a", "2"));
    spend(Once.of(Once.Kind.CLIENT_ASSERTION, "a", "3", NOW.plusMillis(1)));
    assertThat(stores.spentIds().sweep(FORGOTTEN, 1)).isEqualTo(1);
    assertThat(stores.spentIds().sweep(FORGOTTEN, 9)).isEqualTo(1);
    assertThat(spend(once("a", "1"))).isEmpty();
    assertThat(spend(once("a", "3"))).isNotEmpty();
  }
}

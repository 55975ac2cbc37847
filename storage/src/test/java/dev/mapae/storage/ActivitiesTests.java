package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.activity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Activities.Section;
import dev.mapae.authorizationserver.store.Activity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What [Activities] promises beside nodes of other versions.
@OnEveryEngine
class ActivitiesTests extends StoresContract {
  @BeforeEach
  void people() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.people().declare(Examples.person("person-2", "bob"), "f");
  }

  /// Whoever was erased meanwhile is not kept by what came before.
  @Test
  void are_kept_of_those_alone_who_are_there() {
    Activity gone = activity("a1", "gone");
    stores.activities().add(List.of(gone, activity("a1", "person-1")));
    assertThat(stores.activities().ofPerson("gone", NOW, 9)).isEmpty();
    assertThat(stores.activities().ofPerson("person-1", NOW, 9)).hasSize(1);
  }

  @Test
  void leave_out_what_a_node_of_a_later_version_noted() throws Exception {
    stores.activities().add(List.of(activity("a1", "person-1"), activity("a2", "person-1")));
    Dump.execute(
        engine.address(folder), "UPDATE activity SET kind = 'OF_TOMORROW' WHERE id = 'a2'");
    assertThat(stores.activities().ofPerson("person-1", NOW, 9))
        .containsExactly(activity("a1", "person-1"));
    assertThat(
            stores.activities().ofPerson("person-1", new Section(false, Optional.empty(), 9), NOW))
        .containsExactly(activity("a1", "person-1"));
  }

  @Test
  void are_read_part_by_part_the_latest_first() {
    stores
        .activities()
        .add(
            List.of(
                activity("a1", "person-1"),
                activity("a2", "person-1"),
                activity("a3", "person-2"),
                activity("a4", "person-1")));
    assertThat(part(Optional.empty(), 2)).containsExactly("a4", "a2");
    assertThat(part(Optional.of("a2"), 2)).containsExactly("a1");
    assertThat(part(Optional.of("a3"), 1)).containsExactly("a2");
    assertThat(part(Optional.of("a1"), 2)).isEmpty();
  }

  private List<String> part(Optional<String> before, int most) {
    return stores.activities().ofPerson("person-1", new Section(false, before, most), NOW).stream()
        .map(Activity::id)
        .toList();
  }
}

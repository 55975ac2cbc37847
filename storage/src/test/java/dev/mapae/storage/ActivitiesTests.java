package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.activity;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What [Activities] promises beside nodes of other versions.
@OnEveryEngine
class ActivitiesTests extends StoresContract {
  @Test
  void leave_out_what_a_node_of_a_later_version_noted() throws Exception {
    stores.activities().add(List.of(activity("a1", "person-1"), activity("a2", "person-1")));
    Dump.execute(
        engine.address(folder), "UPDATE activity SET kind = 'OF_TOMORROW' WHERE id = 'a2'");
    assertThat(stores.activities().ofPerson("person-1", NOW, 9))
        .containsExactly(activity("a1", "person-1"));
    assertThat(stores.activities().ofPerson("person-1", false, NOW, 9))
        .containsExactly(activity("a1", "person-1"));
  }
}

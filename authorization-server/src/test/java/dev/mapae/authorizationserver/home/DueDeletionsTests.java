package dev.mapae.authorizationserver.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DueDeletionsTests {
  final List<String> deleted = new ArrayList<>();

  /// A row of each of these cannot be deleted, as by a lock or damage.
  @Test
  void one_that_fails_keeps_no_other_and_each_that_is_deleted_is_in_the_audit() {
    List<String> due = new ArrayList<>();
    IntStream.range(0, 25).forEach(i -> due.add("damaged-" + i));
    IntStream.range(0, 25).forEach(i -> due.add("person-" + i));
    new DueDeletions(
            new Waiting(due), event -> deleted.add(event.facts().get("sub")), () -> Instant.EPOCH)
        .sweep();
    assertThat(due).hasSize(25).allMatch(subject -> subject.startsWith("damaged-"));
    assertThat(deleted).hasSize(25).allMatch(subject -> subject.startsWith("person-"));
  }

  private record Waiting(List<String> subjects) implements Deletions {
    @Override
    public List<String> due(Instant now, int skipped, int limit) {
      return subjects.stream().skip(skipped).limit(limit).toList();
    }

    @Override
    public boolean erase(String subject, Instant now) {
      if (subject.startsWith("damaged-")) {
        throw new IllegalStateException("damaged");
      }
      return subjects.remove(subject);
    }

    @Override
    public Optional<Instant> request(Session kept, Instant now, Instant due, Activity... noted) {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> due(String subject) {
      return Optional.empty();
    }

    @Override
    public boolean takeBack(String subject, Activity... noted) {
      return false;
    }
  }
}

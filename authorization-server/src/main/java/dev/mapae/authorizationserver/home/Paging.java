package dev.mapae.authorizationserver.home;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Shows a long list part by part, the newest first, so that no page gets heavy: each part leads to
/// the next by a link that names the last that it shows.
///
/// @param mark where something stands in the list
/// @param weight how much room it takes
/// @param room that there is on a page, for one thing at least
record Paging<T>(Function<T, Mark> mark, ToIntFunction<T> weight, int room) {
  /// Of things that take as much room as one another.
  Paging(Function<T, Mark> mark, int room) {
    this(mark, _ -> 1, room);
  }

  /// A part of a list.
  ///
  /// @param older what leads to the next part; empty for the last
  record Part<T>(List<T> shown, Optional<String> older) {
    Part {
      shown = List.copyOf(shown);
    }
  }

  /// A place in a list, which stays one where what stood there is gone.
  record Mark(long millis, String id) {
    private static final Comparator<Mark> NEWEST_FIRST =
        Comparator.comparingLong(Mark::millis).reversed().thenComparing(Mark::id);

    static Mark of(Instant at, String id) {
      return new Mark(at.toEpochMilli(), id);
    }

    /// @param text what [Part#older] said; empty for anything else
    static Optional<Mark> parse(String text) {
      String[] parts = text.split("~", 2);
      try {
        return parts.length == 2
            ? Optional.of(new Mark(Long.parseLong(parts[0]), parts[1]))
            : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private String text() {
      return millis + "~" + id;
    }
  }

  /// The part behind a mark, or the first one.
  ///
  /// @param before what [Part#older] said; anything else leads to the beginning
  Part<T> part(List<T> all, Optional<String> before) {
    Optional<Mark> after = before.flatMap(Mark::parse);
    List<T> left =
        all.stream()
            .filter(one ->
                after.filter(m -> Mark.NEWEST_FIRST.compare(mark.apply(one), m) <= 0).isEmpty())
            .sorted(Comparator.comparing(mark, Mark.NEWEST_FIRST))
            .toList();
    return first(left);
  }

  /// The part that a list begins with, which is in order.
  Part<T> first(List<T> left) {
    List<T> shown = new ArrayList<>();
    int taken = 0;
    for (T one : left) {
      taken += weight.applyAsInt(one);
      if (taken > room && !shown.isEmpty()) {
        return new Part<>(shown, Optional.of(mark.apply(shown.getLast()).text()));
      }
      shown.add(one);
    }
    return new Part<>(shown, Optional.empty());
  }
}

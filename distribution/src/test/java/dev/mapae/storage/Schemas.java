package dev.mapae.storage;

import java.util.ArrayList;
import java.util.List;

/// The schema after that of today.
public final class Schemas {
  /// What a version to come may do: a column, its back-fill, an index, a table.
  private static final List<Step> TO_COME =
      List.of(
          Step.atOnce("next-column", 1),
          Step.online("next-back-fill", 1),
          Step.online("next-index", 1),
          Step.atOnce("next-table", 1));

  private Schemas() {}

  /// Starts a program of the version to come, up to where its schema is there.
  public static void upgrade(PostgresUrl url) {
    List<Step> steps = new ArrayList<>(Migrations.ALL.steps());
    steps.addAll(TO_COME);
    new PostgresSchema(url, new Migrations(steps)).prepare();
  }
}

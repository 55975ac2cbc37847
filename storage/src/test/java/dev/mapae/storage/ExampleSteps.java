package dev.mapae.storage;

import java.util.List;

/// Migrations with every kind of step, over tables of their own.
final class ExampleSteps {
  static final Step FIRST = Step.atOnce("example-1", 1);
  static final Step SECOND = Step.atOnce("example-2", 1);
  static final Step BROKEN = Step.atOnce("example-2-broken", 1);
  static final Step COLUMN = Step.atOnce("example-2-column", 1);
  static final Step ROWS = Step.atOnce("example-2-rows", 1);
  static final Step BATCHES = Step.online("example-3", 2);
  static final Step INDEX = Step.online("example-4", 2);

  static final Migrations ALL = new Migrations(List.of(FIRST, SECOND, BATCHES, INDEX));

  /// The same with thousands of batches.
  static final Migrations LONG = new Migrations(List.of(FIRST, ROWS, BATCHES, INDEX));

  private ExampleSteps() {}
}
